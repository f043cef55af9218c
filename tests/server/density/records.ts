import type { EnterpriseRecord, FactRecords, HazardRecord, RiskPointRecord } from '#domain/facts.ts'
import type { Scope } from '#domain/scope.ts'

/** Records built by hand: each gives what its test is about and takes the rest as it is here. */
const LONG_AGO = new Date('2026-01-05T02:00:00Z')

export function enterpriseRecord(
  given: Partial<EnterpriseRecord> & { readonly id: string },
): EnterpriseRecord {
  return {
    name: `示例企业 ${given.id}`,
    uscc: null,
    county: '410622',
    township: '410622101',
    village: null,
    sector: 'industry-trade',
    industry: null,
    size: 'small',
    flags: [],
    position: [114.2, 35.6],
    levels: [{ at: LONG_AGO, level: { inherent: 2, current: 3 } }],
    lastSelfCheckAt: null,
    createdAt: LONG_AGO,
    archivedAt: null,
    ...given,
  }
}

export function riskPointRecord(
  given: Partial<RiskPointRecord> & { readonly id: string; readonly enterpriseId: string },
): RiskPointRecord {
  return {
    name: `示例风险点 ${given.id}`,
    position: [114.2, 35.6],
    approximate: false,
    accidents: [],
    levels: [{ at: LONG_AGO, level: { inherent: 2, current: 3 } }],
    createdAt: LONG_AGO,
    archivedAt: null,
    ...given,
  }
}

export function hazardRecord(
  given: Partial<HazardRecord> & { readonly id: string; readonly enterpriseId: string },
): HazardRecord {
  return {
    riskPointId: null,
    description: `示例隐患 ${given.id}`,
    hazardLevel: 'general',
    checkMode: 'SELF',
    accident: null,
    responsibleDepartment: null,
    position: [114.2, 35.6],
    foundAt: LONG_AGO,
    states: [{ at: LONG_AGO, state: 'RECTIFYING' }],
    deadlines: [{ at: LONG_AGO, day: '2026-12-31' }],
    archivedAt: null,
    ...given,
  }
}

/** A small county: enterprises in a row from west to east, each with its points and hazards. */
export function countyRecords(enterprises: number, eachWith = 5): FactRecords {
  const places = Array.from({ length: enterprises }, (_, index) => index)
  const inner = Array.from({ length: eachWith }, (_, index) => index)
  const position = (place: number, item: number) =>
    [114.15 + place * 0.004 + item * 0.0003, 35.58 + ((place * 7) % 11) * 0.004] as const
  return {
    enterprises: places.map((place) =>
      enterpriseRecord({ id: `e${place}`, position: position(place, 0) }),
    ),
    riskPoints: places.flatMap((place) =>
      inner.map((item) =>
        riskPointRecord({
          id: `p${place}-${item}`,
          enterpriseId: `e${place}`,
          position: position(place, item),
          levels: [
            {
              at: LONG_AGO,
              level: { inherent: 1, current: item % 5 === 4 ? null : levelOf(item) },
            },
          ],
        }),
      ),
    ),
    hazards: places.flatMap((place) =>
      inner.map((item) =>
        hazardRecord({
          id: `h${place}-${item}`,
          enterpriseId: `e${place}`,
          riskPointId: `p${place}-${item}`,
          position: item % 2 === 0 ? position(place, item) : null,
          hazardLevel: item % 4 === 0 ? 'major' : 'general',
          deadlines: [{ at: LONG_AGO, day: item % 3 === 0 ? '2026-02-01' : '2026-12-31' }],
        }),
      ),
    ),
  }
}

function levelOf(item: number): 1 | 2 | 3 | 4 {
  return ([1, 2, 3, 4] as const)[item % 4] ?? 4
}

/** A scope that sees everything, or what it is told. */
export function scopeFor(given: Partial<Scope> = {}): Scope {
  const scope = {
    regions: null,
    sectors: null,
    enterprises: null,
    personalData: false,
    suppressSingles: false,
    ...given,
  }
  return { ...scope, key: JSON.stringify(scope) }
}
