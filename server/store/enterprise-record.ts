import type { EnterpriseSize } from '#domain/enterprise.ts'
import type { EnterpriseRecord, LevelAt } from '#domain/facts.ts'
import { toDate, toDateOrNull, toJson, toLevelPair, toPosition } from './column.ts'
import type { EnterpriseRow } from './tables.ts'

/** The mode of check (企业自查) whose absence for 30 days is shown as 零报告. */
export const SELF_CHECK = 'SELF'

/** The columns that an enterprise's record is made of. */
export type EnterpriseColumns = Pick<
  EnterpriseRow,
  | 'id'
  | 'name'
  | 'uscc'
  | 'county'
  | 'township'
  | 'village'
  | 'sector'
  | 'industry'
  | 'size'
  | 'flags'
  | 'lng'
  | 'lat'
  | 'created_at'
  | 'archived_at'
  | 'level_inherent'
  | 'level_current'
  | 'leveled_at'
  | 'level_entries'
>

/**
 * An enterprise (企业) as filters and counts know it, from its row.
 * Shape: `levels` gives its levels over time; it is asked only when there was more than one
 */
export function toEnterpriseRecord(
  row: EnterpriseColumns,
  levels: () => readonly LevelAt[],
  lastSelfCheck: string | null,
): EnterpriseRecord {
  const { leveled_at: at } = row
  const only = at === null ? [] : [{ at: toDate(at), level: toLevelPair(row) }]
  return {
    id: row.id,
    name: row.name,
    uscc: row.uscc,
    county: row.county,
    township: row.township,
    village: row.village,
    sector: row.sector,
    industry: row.industry,
    size: row.size as EnterpriseSize,
    flags: toJson(row.flags) as string[],
    position: toPosition(row),
    levels: at !== null && row.level_entries > 1 ? levels() : only,
    lastSelfCheckAt: toDateOrNull(lastSelfCheck),
    createdAt: toDate(row.created_at),
    archivedAt: toDateOrNull(row.archived_at),
  }
}
