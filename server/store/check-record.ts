import { insertRows } from './bulk.ts'
import { fromBoolean, fromDate, toDate } from './column.ts'
import type { CheckRecordRow } from './tables.ts'
import type { Reader, Tx } from './transact.ts'

/** A check that was made (排查记录), also when it found nothing: silence is not a clean record. */
export interface CheckRecord {
  readonly id: string
  readonly enterpriseId: string
  /** Code of the list of check modes; `SELF` is the enterprise's own. */
  readonly checkMode: string
  readonly checkedAt: Date
  readonly checkedBy: string
  readonly hazardsFound: number
  readonly note: string
  readonly sample: boolean
}

/** Write check records (排查记录). */
export async function insertCheckRecords(tx: Tx, records: readonly CheckRecord[]): Promise<void> {
  await insertRows(tx, 'check_record', records.map(toRow))
  for (const { id, enterpriseId } of records) tx.changed('check-record', id, enterpriseId)
}

/** The newest check records (排查记录) of one enterprise. */
export async function listCheckRecords(
  reader: Reader,
  enterpriseId: string,
  limit: number,
): Promise<CheckRecord[]> {
  const rows = await reader.db
    .selectFrom('check_record')
    .selectAll()
    .where('enterprise_id', '=', enterpriseId)
    .orderBy('checked_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toCheckRecord)
}

function toRow(record: CheckRecord): CheckRecordRow {
  return {
    id: record.id,
    enterprise_id: record.enterpriseId,
    check_mode: record.checkMode,
    checked_at: fromDate(record.checkedAt),
    checked_by: record.checkedBy,
    hazards_found: record.hazardsFound,
    note: record.note,
    sample: fromBoolean(record.sample),
  }
}

function toCheckRecord(row: CheckRecordRow): CheckRecord {
  return {
    id: row.id,
    enterpriseId: row.enterprise_id,
    checkMode: row.check_mode,
    checkedAt: toDate(row.checked_at),
    checkedBy: row.checked_by,
    hazardsFound: row.hazards_found,
    note: row.note,
    sample: row.sample === 1,
  }
}
