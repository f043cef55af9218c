import { hostname } from 'node:os'
import { z } from 'zod'
import { listImportRuns, putImportRun, type ImportRun } from '#server/store/import-run.ts'
import type { Store } from '#server/store/transact.ts'
import { isOfThisProcess } from './import-record.ts'

const processSchema = z.object({
  host: z.string(),
  pid: z.int().positive(),
  since: z.number().optional(),
})
const A_DAY_MILLISECONDS = 86_400_000

/**
 * The newest import runs, those that died on the way marked so: nothing of them was kept.
 * Shape: of everybody where no account is named; a run of another host is given a day
 */
export async function importRuns(
  store: Store,
  limit: number,
  userId: string | null = null,
): Promise<ImportRun[]> {
  const runs = await listImportRuns(store, limit, userId)
  return Promise.all(runs.map((run) => settledRun(store, run)))
}

/** A run as it stands: one whose process died is marked as interrupted (中断). */
export async function settledRun(store: Store, run: ImportRun): Promise<ImportRun> {
  if (run.status !== 'running' || !isDead(run, store.clock())) return run
  const dead: ImportRun = { ...run, status: 'interrupted' }
  await store.maintain((tx) => putImportRun(tx, dead))
  return dead
}

function isDead(run: ImportRun, now: Date): boolean {
  const owner = processSchema.safeParse(run.report)
  if (owner.success && owner.data.host === hostname()) {
    const { pid, since } = owner.data
    if (pid === process.pid)
      return !isOfThisProcess({ pid, ...(since === undefined ? {} : { since }) })
    return !isAlive(pid)
  }
  return now.getTime() - run.startedAt.getTime() > A_DAY_MILLISECONDS
}

/** Signal 0 asks whether a process is there; one of another user is. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
