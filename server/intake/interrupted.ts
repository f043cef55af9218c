import { hostname } from 'node:os'
import { z } from 'zod'
import { listImportRuns, putImportRun, type ImportRun } from '#server/store/import-run.ts'
import type { Store } from '#server/store/transact.ts'

const processSchema = z.object({ host: z.string(), pid: z.int().positive() })
const A_DAY_MILLISECONDS = 86_400_000

/**
 * The newest import runs, those that died on the way marked so: nothing of them was kept.
 * Shape: a run of another host is given a day
 */
export async function importRuns(store: Store, limit: number): Promise<ImportRun[]> {
  const runs = await listImportRuns(store, limit)
  const dead = runs.filter((run) => run.status === 'running' && isDead(run, store.clock()))
  if (dead.length === 0) return runs
  await store.maintain(async (tx) => {
    for (const run of dead) await putImportRun(tx, { ...run, status: 'interrupted' })
  })
  return listImportRuns(store, limit)
}

function isDead(run: ImportRun, now: Date): boolean {
  const owner = processSchema.safeParse(run.report)
  if (owner.success && owner.data.host === hostname()) return !isAlive(owner.data.pid)
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
