import type { EnterpriseSize } from '#domain/enterprise.ts'
import type { EnterpriseRecord } from '#domain/facts.ts'
import { toDate, toDateOrNull, toJson, toPosition } from './column.ts'
import { toLevels } from './level-columns.ts'
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
  | 'past_levels'
>

/** An enterprise (企业) as filters and counts know it, from its row. */
export function toEnterpriseRecord(
  row: EnterpriseColumns,
  lastSelfCheck: string | null,
): EnterpriseRecord {
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
    levels: toLevels(row),
    lastSelfCheckAt: toDateOrNull(lastSelfCheck),
    createdAt: toDate(row.created_at),
    archivedAt: toDateOrNull(row.archived_at),
  }
}
