import type { EnterpriseRecord, HazardRecord, RiskPointRecord } from '#domain/facts.ts'
import type { Position } from '#domain/position.ts'
import { SELF_CHECK } from '#server/store/enterprise-record.ts'
import { generateSample, sampleDay } from '#server/sample/sample.ts'
import type { SampleEnterprise } from '#server/sample/sample.ts'
import { SIZES } from '../sizes.ts'

/** An enterprise with all its rows, as the index is given them. */
export interface PlantRows {
  readonly enterprise: EnterpriseRecord
  readonly riskPoints: readonly RiskPointRecord[]
  readonly hazards: readonly HazardRecord[]
}

/** A plant of the sample that others are made after, and where it stands. */
export interface SamplePlant extends PlantRows {
  readonly position: Position
}

/** The sample county of the smallest size, without the store. */
export function samplePlants(): SamplePlant[] {
  const options = { seed: 1, asOf: sampleDay(new Date()), ...SIZES.plain }
  return Array.from(generateSample(options), plantOf)
}

function plantOf({ enterprise, levels, riskPoints, hazards, checkRecords }: SampleEnterprise) {
  const { position } = enterprise
  if (position === null) throw new Error('a sample plant stands nowhere')
  const selfChecks = checkRecords.filter(({ checkMode }) => checkMode === SELF_CHECK)
  return {
    position,
    enterprise: {
      id: enterprise.id,
      name: enterprise.name,
      uscc: enterprise.uscc,
      county: enterprise.county,
      township: enterprise.township,
      village: enterprise.village,
      sector: enterprise.sector,
      industry: enterprise.industry,
      size: enterprise.size,
      flags: enterprise.flags,
      position,
      levels,
      lastSelfCheckAt: latest(selfChecks.map(({ checkedAt }) => checkedAt)),
      createdAt: enterprise.createdAt,
      archivedAt: null,
    },
    riskPoints: riskPoints.map(({ point }) => ({
      id: point.id,
      enterpriseId: point.enterpriseId,
      name: point.name,
      position: point.position,
      approximate: point.approximate,
      accidents: point.accidents ?? [],
      levels: point.levels,
      createdAt: point.createdAt,
      archivedAt: null,
    })),
    hazards: hazards.map(({ hazard, events }) => ({
      id: hazard.id,
      enterpriseId: hazard.enterpriseId,
      riskPointId: hazard.riskPointId,
      description: hazard.description,
      hazardLevel: hazard.hazardLevel,
      checkMode: hazard.checkMode,
      accident: hazard.accident,
      responsibleDepartment: hazard.responsibleDepartment,
      position: hazard.position,
      foundAt: hazard.foundAt,
      states: events.map(({ at, to }) => ({ at, state: to })),
      deadlines: events.flatMap(({ at, deadline: day }) => (day === null ? [] : [{ at, day }])),
      archivedAt: null,
    })),
  }
}

function latest(instants: readonly Date[]): Date | null {
  return instants.reduce<Date | null>((last, at) => (last === null || at > last ? at : last), null)
}
