import { enterpriseAt, hazardAt, riskPointAt } from './facts.ts'
import type { EnterpriseAt, FactRecords, HazardAt, Moment, RiskPointAt } from './facts.ts'
import type { Filter } from './filter.ts'
import {
  hazardCounts,
  matchEnterprise,
  matchHazard,
  matchRiskPoint,
  needsHazards,
} from './match.ts'
import { inScope } from './scope.ts'
import type { Scope } from './scope.ts'

/** What one scope sees through one filter at one moment, in one consistent pass. */
export interface Selection {
  readonly enterprises: readonly EnterpriseAt[]
  readonly riskPoints: readonly RiskPointAt[]
  /** Those that count: unclosed, unless `status` says which. */
  readonly hazards: readonly HazardAt[]
  /** All that pass, closed ones included. */
  readonly allHazards: readonly HazardAt[]
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

  const points = new Map<string, RiskPointAt>()
  const riskPoints: RiskPointAt[] = []
  for (const record of records.riskPoints) {
    const riskPoint = riskPointAt(record, visible.get(record.enterpriseId) ?? null, moment)
    if (riskPoint === null) continue
    points.set(riskPoint.id, riskPoint)
    if (matchRiskPoint(filter, riskPoint)) riskPoints.push(riskPoint)
  }

  const allHazards: HazardAt[] = []
  for (const record of records.hazards) {
    const enterprise = visible.get(record.enterpriseId) ?? null
    const riskPoint = record.riskPointId === null ? null : points.get(record.riskPointId)
    const hazard = hazardAt(record, enterprise, riskPoint ?? null, moment)
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
  return {
    enterprises,
    riskPoints: byHazard
      ? riskPoints.filter((riskPoint) => pointsWithHazard.has(riskPoint.id))
      : riskPoints,
    hazards,
    allHazards,
    ...groups(filter, visible.values()),
  }
}

function groups(
  filter: Filter,
  enterprises: Iterable<EnterpriseAt>,
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
