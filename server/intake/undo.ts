import { findImportRun, listImportRows } from '#server/store/import-run.ts'
import { undoImportRun } from '#server/store/import-undo.ts'
import { findRegion } from '#server/store/region.ts'
import type { Store, Tx } from '#server/store/transact.ts'
import { regradeEnterprise } from '#server/services/regrade.ts'
import { regionFingerprint } from './save-regions.ts'

/** What became of taking an import back; a refusal names every row in the way. */
export type UndoOutcome =
  | { readonly ok: true; readonly removed: number; readonly restored: number }
  | {
      readonly ok: false
      readonly code: 'not_found' | 'not_done' | 'in_the_way'
      readonly lines: readonly string[]
    }

/**
 * Take an import back (撤销导入): what it made goes, what it changed is as it was before.
 * Shape: all or nothing, one transaction, one audit line
 */
export async function undoImport(
  store: Store,
  runId: string,
  by: { readonly actor: string; readonly ip?: string | null },
): Promise<UndoOutcome> {
  const run = await findImportRun(store, runId)
  if (run === null)
    return {
      ok: false,
      code: 'not_found',
      lines: [`没有导入批次 ${runId}; 请用 imports list 查看`],
    }
  if (run.status !== 'done') {
    const lines = [`批次 ${runId} 的状态是 ${run.status}; 只能撤销已完成的导入`]
    return { ok: false, code: 'not_done', lines }
  }
  const entry = {
    actor: by.actor,
    action: 'import.undo',
    subject: { kind: 'import-run', id: runId },
    detail: { kind: run.kind, file: run.fileName },
    ip: by.ip ?? null,
  }
  return store.transact(entry, async (tx) => {
    const redrawn = run.kind === 'regions' ? await redrawnRegions(tx, runId) : []
    if (redrawn.length > 0) {
      tx.cancel()
      return { ok: false, code: 'in_the_way', lines: redrawn }
    }
    const result = await undoImportRun(tx, runId)
    if (result === null) {
      tx.cancel()
      return { ok: false, code: 'not_done', lines: [`批次 ${runId} 已被撤销`] }
    }
    if (!result.ok) {
      return {
        ok: false,
        code: 'in_the_way',
        lines: result.obstacles.map(({ row, reason }) =>
          reason === 'changed'
            ? `row ${row.rowNumber}: ${row.subjectKind}: 导入之后又被修改过 (${row.naturalKey}); 请先核对, 保留修改则不能撤销`
            : `row ${row.rowNumber}: ${row.subjectKind}: 已有其他数据依附其上 (${row.naturalKey}); 请先移走或删除这些数据`,
        ),
      }
    }
    for (const enterpriseId of result.enterpriseIds) await regradeEnterprise(tx, enterpriseId)
    tx.describe({ detail: { removed: result.removed, restored: result.restored } })
    return { ok: true, removed: result.removed, restored: result.restored }
  })
}

/** Boundaries that are no longer the ones the import wrote. */
async function redrawnRegions(tx: Tx, runId: string): Promise<string[]> {
  const lines: string[] = []
  for (const row of await listImportRows(tx, runId)) {
    const now = await findRegion(tx, row.subjectId)
    if (now === null || regionFingerprint(now) !== row.version) {
      lines.push(
        `row ${row.rowNumber}: region: ${row.subjectId} 导入之后又被修改过; 请先核对, 保留修改则不能撤销`,
      )
    }
  }
  return lines
}
