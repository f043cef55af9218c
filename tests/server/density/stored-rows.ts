import { NO_PARTICULARS } from '#domain/hazard.ts'
import type { NewEnterprise } from '#server/store/enterprise.ts'
import { insertEnterprises } from '#server/store/enterprise.ts'
import type { NewHazard } from '#server/store/hazard.ts'
import { insertHazards } from '#server/store/hazard.ts'
import type { NewRiskPoint } from '#server/store/risk-point.ts'
import { insertRiskPoints } from '#server/store/risk-point.ts'
import type { Store } from '#server/store/transact.ts'

/** Rows as they are first written, for tests on a real store. */
const LONG_AGO = new Date('2026-01-05T02:00:00Z')

export const TEST_ENTRY = { actor: 'test', action: 'test.write' }

export function newEnterprise(
  given: Partial<NewEnterprise> & { readonly id: string },
): NewEnterprise {
  return {
    name: `示例企业 ${given.id}`,
    uscc: null,
    externalId: null,
    county: '410622',
    township: '410622101',
    village: null,
    sector: 'industry-trade',
    industry: null,
    size: 'small',
    flags: [],
    address: null,
    employees: null,
    safetyOfficer: null,
    phone: null,
    position: [114.2, 35.6],
    sourcePosition: null,
    sample: false,
    createdAt: LONG_AGO,
    levels: [{ at: LONG_AGO, level: { inherent: 2, current: 3 } }],
    ...given,
  }
}

export function newRiskPoint(
  given: Partial<NewRiskPoint> & { readonly id: string; readonly enterpriseId: string },
): NewRiskPoint {
  return {
    planId: null,
    zoneId: null,
    number: given.id,
    name: `示例风险点 ${given.id}`,
    kind: 'facility',
    department: null,
    personId: null,
    planPosition: null,
    position: [114.2, 35.6],
    approximate: false,
    sample: false,
    createdAt: LONG_AGO,
    ...given,
  }
}

export function newHazard(
  given: Partial<NewHazard['hazard']> & { readonly id: string; readonly enterpriseId: string },
): NewHazard {
  const hazard: NewHazard['hazard'] = {
    riskPointId: null,
    number: given.id,
    description: `示例隐患 ${given.id}`,
    hazardLevel: 'general',
    category: '1',
    source: '1',
    checkMode: 'SELF',
    accident: null,
    ruleCode: null,
    manageType: 'deadline',
    state: 'RECTIFYING',
    foundAt: LONG_AGO,
    foundBy: 'test',
    deadline: '2026-12-31',
    extendedDeadline: null,
    supervised: false,
    rectifierId: null,
    acceptorId: null,
    closedAt: null,
    wasOverdue: false,
    position: [114.2, 35.6],
    approximate: false,
    measure: null,
    ...NO_PARTICULARS,
    sample: false,
    createdAt: LONG_AGO,
    ...given,
  }
  return {
    hazard,
    events: [
      {
        id: `${hazard.id}-1`,
        hazardId: hazard.id,
        from: null,
        to: hazard.state,
        at: hazard.foundAt,
        actor: 'test',
        actorName: '测试',
        actorRole: null,
        onBehalf: false,
        note: '',
        photos: [],
        deadline: hazard.deadline,
      },
    ],
  }
}

/** Write some enterprises of a township, each with three risk points and three hazards. */
export async function writeTownship(
  store: Store,
  township: string,
  prefix: string,
  enterprises: number,
  [lng, lat]: readonly [number, number],
): Promise<void> {
  const places = Array.from({ length: enterprises }, (_, index) => ({
    id: `${prefix}${index}`,
    position: [lng + index * 0.003, lat + (index % 3) * 0.002] as const,
  }))
  await store.transact(TEST_ENTRY, async (tx) => {
    await insertEnterprises(
      tx,
      places.map((place) => newEnterprise({ ...place, township })),
    )
    const rows = places.flatMap(({ id, position }) =>
      [0, 1, 2].map((item) => ({ enterpriseId: id, id: `${id}-${item}`, position })),
    )
    await insertRiskPoints(
      tx,
      rows.map((row) => newRiskPoint(row)),
    )
    await insertHazards(
      tx,
      rows.map((row) => newHazard({ ...row, riskPointId: row.id })),
    )
  })
}
