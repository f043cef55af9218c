import { findEnterprises } from '#server/store/enterprise.ts'
import { findImportRun, listImportRows } from '#server/store/import-run.ts'
import { undoImportRun } from '#server/store/import-undo.ts'
import { findRegion } from '#server/store/region.ts'
import type { Store, Tx } from '#server/store/transact.ts'
import { regradeEnterprise } from '#server/services/regrade.ts'
import type { EnterprisePermit } from './resolve-enterprises.ts'
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
  by: {
    readonly actor: string
    readonly ip?: string | null
    /** Tells whether the one who takes it back may write rows of an enterprise; all where left out. */
    readonly permits?: EnterprisePermit
    /** Only tell what would become of it. */
    readonly dryRun?: boolean
  },
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
    const own = (await listImportRows(tx, runId)).filter(
      ({ subjectKind }) => subjectKind === 'enterprise',
    )
    const isPermitted = await permitsAll(
      tx,
      own.map(({ subjectId }) => subjectId),
      by.permits,
    )
    const result = isPermitted ? await undoImportRun(tx, runId) : OUTSIDE
    if (result === null) {
      tx.cancel()
      return { ok: false, code: 'not_done', lines: [`批次 ${runId} 已被撤销`] }
    }
    if (!result.ok) {
      if (result === OUTSIDE) tx.cancel()
      return {
        ok: false,
        code: 'in_the_way',
        lines:
          result === OUTSIDE
            ? OUTSIDE_LINES
            : result.obstacles.map(({ row, reason }) =>
                reason === 'changed'
                  ? `row ${row.rowNumber}: ${row.subjectKind}: 导入之后又被修改过 (${row.naturalKey}); 请先核对, 保留修改则不能撤销`
                  : `row ${row.rowNumber}: ${row.subjectKind}: 已有其他数据依附其上 (${row.naturalKey}); 请先移走或删除这些数据`,
              ),
      }
    }
    if (!(await permitsAll(tx, result.enterpriseIds, by.permits))) {
      tx.cancel()
      return { ok: false, code: 'in_the_way', lines: OUTSIDE_LINES }
    }
    if (by.dryRun === true) {
      tx.cancel()
      return { ok: true, removed: result.removed, restored: result.restored }
    }
    for (const enterpriseId of result.enterpriseIds) await regradeEnterprise(tx, enterpriseId)
    tx.describe({ detail: { removed: result.removed, restored: result.restored } })
    return { ok: true, removed: result.removed, restored: result.restored }
  })
}

/** What stands for a run with enterprises that its owner no longer reaches. */
const OUTSIDE = { ok: false, obstacles: [] } as const
const OUTSIDE_LINES = ['批次中的企业已不在您的管理范围内; 请联系管理员撤销']

async function permitsAll(
  tx: Tx,
  enterpriseIds: readonly string[],
  permits: EnterprisePermit | undefined,
): Promise<boolean> {
  if (permits === undefined) return true
  return (await findEnterprises(tx, enterpriseIds)).every(permits)
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
