import type { Context } from 'hono'
import { settledRun } from '#server/intake/interrupted.ts'
import { findImportRun, type ImportRun } from '#server/store/import-run.ts'
import type { AppEnvironment } from './environment.ts'
import { AppError } from './problem.ts'

/** A run of the asker (本人的导入批次); that of another is as good as missing. Errors: `not_found` */
export async function ownImportRun(c: Context<AppEnvironment>, id: string): Promise<ImportRun> {
  const { store } = c.var.services
  const { role, userId } = c.var.principal
  const run = await findImportRun(store, id)
  if (run === null || (role !== 'admin' && run.userId !== userId)) throw new AppError('not_found')
  return settledRun(store, run)
}
