import pg from 'pg'
import { COMMIT_CHANNEL } from './change-log.ts'

/** A connection on which commits make themselves heard. */
export interface CommitSignal {
  /**
   * Ask whether the connection still lives: a broken line is silent for hours otherwise.
   * Errors: none; a dead one is told as lost
   */
  readonly pulse: () => Promise<void>
  readonly close: () => Promise<void>
}

/** `heard` is called at each commit of any process, `lost` once when the connection is no more. */
export type OpenCommitSignal = (
  heard: () => void,
  lost: (reason: Error) => void,
) => Promise<CommitSignal>

const ANSWER_WITHIN_MILLISECONDS = 5_000

/**
 * Listen for commits (提交信号) on a PostgreSQL connection of its own: one of the pool goes back to it,
 * and what is notified then is heard by nobody. The signal says only that there is something new;
 * what it is stands in the change log.
 * Errors: whatever connecting throws; nothing stays open then
 */
export async function listenForCommits(
  url: string,
  heard: () => void,
  lost: (reason: Error) => void,
): Promise<CommitSignal> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: ANSWER_WITHIN_MILLISECONDS,
    query_timeout: ANSWER_WITHIN_MILLISECONDS,
    keepAlive: true,
    application_name: 'riskmap-listen',
  })
  let isOver = true

  function lose(reason: Error): void {
    if (isOver) return
    isOver = true
    void Promise.allSettled([client.end()])
    lost(reason)
  }

  client.on('error', lose)
  client.on('end', () => lose(new Error('the connection was closed')))
  client.on('notification', heard)
  try {
    await client.connect()
    await client.query(`listen ${COMMIT_CHANNEL}`)
  } catch (error) {
    void Promise.allSettled([client.end()])
    throw error
  }
  isOver = false
  return {
    async pulse() {
      try {
        await client.query('select 1')
      } catch (error) {
        lose(error instanceof Error ? error : new Error(String(error)))
      }
    },
    async close() {
      isOver = true
      await client.end()
    },
  }
}
