import { readChangeLog } from './change-log.ts'
import { readDataVersion, readInstanceId, readMeta } from './meta.ts'
import type { Change, Reader } from './transact.ts'

/**
 * A place in a database's own past (历史标记): a copy that holds all up to a version carries it, and by
 * it is known again. The audit's line tells two pasts apart that have the same versions, as after an
 * older backup was put back and worked on.
 */
export interface HistoryMark {
  readonly instanceId: string | null
  readonly version: number
  readonly auditSequence: number
  readonly auditHash: string
}

/** Commits read from the log at a time. */
const COMMITS_A_READ = 500

/** The mark of a copy that holds all up to a version (历史标记), and nothing that is committed later than now. */
export async function historyMark(reader: Reader, version: number): Promise<HistoryMark> {
  const head = (await readMeta(reader.db, 'audit_head')) ?? '0 '
  const [sequence = '', auditHash = ''] = head.split(' ')
  return {
    instanceId: await readInstanceId(reader),
    version,
    auditSequence: Number(sequence),
    auditHash,
  }
}

/**
 * What was committed after a mark (增量变更).
 * Shape: null when the mark is not of this database's past, or the log no longer tells all since
 */
export async function changesSince(reader: Reader, mark: HistoryMark): Promise<Change[] | null> {
  if (!(await isOfThisPast(reader, mark))) return null
  const committed = await readDataVersion(reader)
  if (committed < mark.version) return null
  const changes: Change[] = []
  for (let told = mark.version; told < committed;) {
    const commits = await readChangeLog(reader, told, COMMITS_A_READ)
    for (const { version, changes: own } of commits) {
      if (version !== told + 1) return null
      told = version
      changes.push(...own)
    }
    if (commits.length === 0) return null
  }
  return changes
}

async function isOfThisPast(reader: Reader, mark: HistoryMark): Promise<boolean> {
  if ((await readInstanceId(reader)) !== mark.instanceId) return false
  if (mark.auditSequence === 0) return true
  const line = await reader.db
    .selectFrom('audit')
    .select('hash')
    .where('sequence', '=', mark.auditSequence)
    .executeTakeFirst()
  return line?.hash === mark.auditHash
}
