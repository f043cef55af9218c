import { enterpriseAt, hazardAt, riskPointAt } from './facts.ts'
import type {
  EnterpriseAt,
  FactRecords,
  HazardAt,
  Moment,
  RiskPointAt,
  RiskPointRecord,
} from './facts.ts'
import type { Filter } from './filter.ts'
import {
  hazardCounts,
  matchEnterprise,
  matchHazard,
  matchRiskPoint,
  needsHazards,
} from './match.ts'
import type { LevelPair } from './risk-level.ts'
import { inScope } from './scope.ts'
import type { Scope } from './scope.ts'

/** Rows that are made as they are read (惰性行集): an array, or columns in memory. */
export interface Rows<Row> extends Iterable<Row> {
  readonly length: number
}

/** How many points of an enterprise have a pair of levels. */
export interface PointCount {
  readonly enterprise: EnterpriseAt
  readonly level: LevelPair
  readonly count: number
}

/** What one scope sees through one filter at one moment, in one consistent pass. */
export interface Selection {
  readonly enterprises: readonly EnterpriseAt[]
  readonly riskPoints: Rows<RiskPointAt>
  /** The same points, counted by enterprise and level. */
  readonly pointCounts: Iterable<PointCount>
  /** Those that count: unclosed, unless `status` says which. */
  readonly hazards: Rows<HazardAt>
  /** All that pass, closed ones included. */
  readonly allHazards: Rows<HazardAt>
  /** Townships and sectors with an enterprise in scope that the filter's own keys leave in, sorted. */
  readonly townships: readonly string[]
  readonly sectors: readonly string[]
}

/**
 * Select enterprises, risk points and hazards (筛选): the scope first, then the filter.
 *
 * A key that only hazards have leaves in the enterprises and points with at least one counted hazard
 * that passes the whole filter; `accident` those enterprises with such a hazard or a passing point.
 */
export function selectFacts(
  records: FactRecords,
  filter: Filter,
  scope: Scope,
  moment: Moment,
): Selection {
  const visible = new Map<string, EnterpriseAt>()
  for (const record of records.enterprises) {
    if (!inScope(scope, record)) continue
    const enterprise = enterpriseAt(record, moment)
    if (enterprise !== null) visible.set(enterprise.id, enterprise)
  }

  const points = new Map<string, RiskPointRecord>()
  const riskPoints: RiskPointAt[] = []
  for (const record of records.riskPoints) {
    points.set(record.id, record)
    const riskPoint = riskPointAt(record, visible.get(record.enterpriseId) ?? null, moment)
    if (riskPoint !== null && matchRiskPoint(filter, riskPoint)) riskPoints.push(riskPoint)
  }

  const allHazards: HazardAt[] = []
  for (const record of records.hazards) {
    const enterprise = visible.get(record.enterpriseId) ?? null
    const point = record.riskPointId === null ? null : points.get(record.riskPointId)
    const hazard = hazardAt(record, enterprise, point ?? null, moment)
    if (hazard !== null && matchHazard(filter, hazard)) allHazards.push(hazard)
  }
  const hazards = allHazards.filter((hazard) => hazardCounts(filter, hazard))

  const byHazard = needsHazards(filter)
  const withHazard = new Set(hazards.map((hazard) => hazard.enterprise.id))
  const pointsWithHazard = new Set(hazards.map((hazard) => hazard.riskPoint?.id))
  const withPoint = new Set(riskPoints.map((riskPoint) => riskPoint.enterpriseId))
  const enterprises = [...visible.values()].filter(
    (enterprise) =>
      matchEnterprise(filter, enterprise) &&
      (!byHazard || withHazard.has(enterprise.id)) &&
      (filter.accident.length === 0 ||
        withHazard.has(enterprise.id) ||
        withPoint.has(enterprise.id)),
  )
  const kept = byHazard
    ? riskPoints.filter((riskPoint) => pointsWithHazard.has(riskPoint.id))
    : riskPoints
  return {
    enterprises,
    riskPoints: kept,
    pointCounts: kept.map(({ enterprise, level }) => ({ enterprise, level, count: 1 })),
    hazards,
    allHazards,
    ...groupsOf(filter, visible.values()),
  }
}

/** The groups that a filter's own keys leave in, of the enterprises in scope. */
export function groupsOf(
  filter: Filter,
  enterprises: Iterable<Pick<EnterpriseAt, 'township' | 'sector'>>,
): Pick<Selection, 'townships' | 'sectors'> {
  const townships = new Set<string>()
  const sectors = new Set<string>()
  for (const { township, sector } of enterprises) {
    if (township !== null) townships.add(township)
    sectors.add(sector)
  }
  const { township: wantedTownships, sector: wantedSectors } = filter
  return {
    townships: [...townships]
      .filter((code) => wantedTownships.length === 0 || wantedTownships.includes(code))
      .sort(),
    sectors: [...sectors]
      .filter((code) => wantedSectors.length === 0 || wantedSectors.includes(code))
      .sort(),
  }
}
