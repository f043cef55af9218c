import type { EnterpriseAt, EnterpriseRecord, FactRecords, Moment } from '#domain/facts.ts'
import type { Filter } from '#domain/filter.ts'
import type { Scope } from '#domain/scope.ts'
import { columnSelection } from '#server/density/columns/column-selection.ts'
import type { ColumnSelection } from '#server/density/columns/column-selection.ts'
import { segmentAt } from '#server/density/columns/segment-at.ts'
import { SegmentBuilder } from '#server/density/loading/segment-builder.ts'
import type { Segment } from '#server/density/columns/segment.ts'
import { selectSegment } from '#server/density/columns/select-segment.ts'
import type { ZoneRecord } from '#server/density/columns/zone-columns.ts'

/** Records as columns, in one segment. */
export function segmentOf(records: FactRecords, zones: readonly ZoneRecord[] = []): Segment {
  const builder = new SegmentBuilder()
  for (const record of records.enterprises)
    builder.addEnterprise(
      record,
      zones.filter(({ enterpriseId }) => enterpriseId === record.id),
    )
  for (const record of records.riskPoints) builder.addPoint(record)
  for (const record of records.hazards) builder.addHazard(record)
  builder.forgetPoints()
  return builder.seal()
}

/** What a scope sees of segments through a filter. */
export function selectSegments(
  segments: readonly Segment[],
  filter: Filter,
  scope: Scope,
  moment: Moment,
): ColumnSelection {
  const parts = segments.map((segment) => selectSegment(segmentAt(segment, moment), filter, scope))
  return columnSelection(parts, filter)
}

/** What a scope sees of records through a filter, by way of columns. */
export function selectColumns(
  records: FactRecords,
  filter: Filter,
  scope: Scope,
  moment: Moment,
  zones: readonly ZoneRecord[] = [],
): ColumnSelection {
  return selectSegments([segmentOf(records, zones)], filter, scope, moment)
}

/** An enterprise that reads its columns, as the record it was made of. */
export function plainRecord(one: EnterpriseRecord): EnterpriseRecord {
  const { id, name, uscc, county, township, village, sector, industry } = one
  const { size, flags, position, levels, lastSelfCheckAt, createdAt, archivedAt } = one
  return {
    ...{ id, name, uscc, county, township, village, sector, industry },
    ...{ size, flags, position, levels, lastSelfCheckAt, createdAt, archivedAt },
  }
}

/** The same at a moment. */
export function plainEnterprise(one: EnterpriseAt | null): EnterpriseAt | null {
  return one === null ? null : { ...plainRecord(one), level: one.level }
}
