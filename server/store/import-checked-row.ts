import { insertRows } from './bulk.ts'
import { fromDate, toJson } from './column.ts'
import type { Reader, Tx } from './transact.ts'

export const ROW_OUTCOMES = ['bad', 'created', 'updated', 'unchanged'] as const
export type RowOutcome = (typeof ROW_OUTCOMES)[number]

/** What one row of a file came to (逐行结果). */
export interface CheckedRow {
  readonly row: number
  readonly outcome: RowOutcome
  readonly cells: readonly string[]
  readonly issues: readonly {
    readonly field: string
    readonly code: string
    readonly reason: string
    readonly remedy: string
  }[]
}

/** Write down what the rows of a run came to (逐行结果). */
export async function insertCheckedRows(
  tx: Tx,
  runId: string,
  rows: readonly CheckedRow[],
): Promise<void> {
  await insertRows(
    tx,
    'import_checked_row',
    rows.map(({ row, outcome, cells, issues }) => ({
      run_id: runId,
      row_number: row,
      outcome,
      cells: JSON.stringify(cells),
      issues: JSON.stringify(issues),
    })),
  )
}

/** The rows of a run after one row (逐行结果), in the order of the file. */
export async function listCheckedRows(
  reader: Reader,
  runId: string,
  page: {
    readonly outcomes: readonly RowOutcome[]
    readonly after: number
    readonly limit: number
  },
): Promise<{ readonly rows: CheckedRow[]; readonly total: number }> {
  const chosen = reader.db
    .selectFrom('import_checked_row')
    .where('run_id', '=', runId)
    .where('outcome', 'in', [...page.outcomes])
  const { total } = await chosen
    .select((eb) => eb.fn.countAll().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await chosen
    .selectAll()
    .where('row_number', '>', page.after)
    .orderBy('row_number')
    .limit(page.limit)
    .execute()
  return {
    total: Number(total),
    rows: rows.map((row) => ({
      row: row.row_number,
      outcome: row.outcome as RowOutcome,
      cells: toJson(row.cells) as string[],
      issues: toJson(row.issues) as CheckedRow['issues'],
    })),
  }
}

/** Forget checks of files (试导入) and what rows came to, once they are older than a moment. */
export async function removeOldChecks(tx: Tx, before: Date): Promise<void> {
  const old = tx.db
    .selectFrom('import_run')
    .select('id')
    .where('started_at', '<', fromDate(before))
    .where('status', '<>', 'running')
  await tx.db.deleteFrom('import_checked_row').where('run_id', 'in', old).execute()
  await tx.db.deleteFrom('import_run').where('id', 'in', old).where('dry_run', '=', 1).execute()
}
