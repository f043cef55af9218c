import type { Why } from '#domain/assess/why.ts'
import { NO_PARTICULARS } from '#domain/hazard.ts'
import type { HazardEvent, HazardState } from '#domain/hazard.ts'
import type { PlanInput } from '#domain/plan.ts'
import type { Assessment } from '#domain/risk-point.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import type { NewEnterprise } from '#server/store/enterprise.ts'
import type { NewHazard } from '#server/store/hazard.ts'
import { newId } from '#server/store/identifier.ts'
import type { NewRiskEvent } from '#server/store/risk-event.ts'
import type { NewRiskPoint } from '#server/store/risk-point.ts'
import type { UserAccount } from '#server/store/user.ts'

/** Domain objects for the contract: complete, valid, and different where it matters. */
export const CREATED = new Date('2026-03-01T08:00:00.000Z')

export function anEnterprise(over: Partial<NewEnterprise> = {}): NewEnterprise {
  return {
    id: newId(),
    name: '示例：𠮷沬化工（淇县）',
    uscc: null,
    externalId: null,
    county: '410622',
    township: '410622101',
    village: null,
    sector: 'WH',
    industry: '2614',
    size: 'small',
    flags: ['有限空间', '粉尘'],
    address: '高村镇',
    employees: 40,
    safetyOfficer: '王某',
    phone: null,
    position: [114.197, 35.607],
    sourcePosition: { crs: 'gcj02', x: 114.203, y: 35.606 },
    sample: false,
    createdAt: CREATED,
    ...over,
  }
}

export function aRiskPoint(enterpriseId: string, over: Partial<NewRiskPoint> = {}): NewRiskPoint {
  return {
    id: newId(),
    enterpriseId,
    planId: null,
    zoneId: null,
    number: 'R-01',
    name: '示例：储罐',
    kind: 'facility',
    department: null,
    personId: null,
    planPosition: null,
    position: [114.197, 35.607],
    approximate: true,
    sample: false,
    createdAt: CREATED,
    ...over,
  }
}

export function aRiskEvent(riskPointId: string, over: Partial<NewRiskEvent> = {}): NewRiskEvent {
  return {
    id: newId(),
    riskPointId,
    unit: null,
    name: '示例：泄漏',
    hazardFactor: '密封老化',
    accident: 'A26',
    consequence: null,
    sample: false,
    ...over,
  }
}

export const WHY: Why = {
  method: 'LEC',
  inputs: [{ symbol: 'L', value: 3, text: '可能，但不经常' }],
  formula: 'D = 3 × 6 × 40 = 720',
  comparison: '720 ≥ 320',
  cutoffSet: 'default',
  edition: '1',
  source: '示例',
  mark: 'D',
}

export function anAssessment(
  point: { readonly id: string; readonly enterpriseId: string },
  eventId: string,
  over: Partial<Assessment> & { readonly level: RiskLevel },
): Assessment {
  return {
    id: newId(),
    eventId,
    riskPointId: point.id,
    enterpriseId: point.enterpriseId,
    kind: 'inherent',
    method: 'LEC',
    params: { L: 3, E: 6, C: 40 },
    cutoffSet: 'default',
    value: 720,
    why: WHY,
    assessedAt: new Date('2026-04-01T00:00:00.000Z'),
    assessedBy: '示例：评价人',
    sample: false,
    ...over,
  }
}

export function aHazardEvent(
  hazardId: string,
  from: HazardState | null,
  to: HazardState,
  at: Date,
  deadline: string | null = null,
): HazardEvent {
  const actor = {
    actor: 'u1',
    actorName: '示例：安全员',
    actorRole: 'enterprise',
    onBehalf: false,
  } as const
  return { id: newId(), hazardId, from, to, at, ...actor, note: '', photos: ['p1'], deadline }
}

export function aHazard(enterpriseId: string, over: Partial<NewHazard['hazard']> = {}): NewHazard {
  const id = over.id ?? newId()
  const foundAt = over.foundAt ?? new Date('2026-05-01T01:00:00.000Z')
  return {
    hazard: {
      id,
      enterpriseId,
      riskPointId: null,
      number: 'H-1',
      description: '示例：管线标识缺失',
      hazardLevel: 'general',
      category: '1',
      source: '1',
      checkMode: 'SELF',
      accident: 'A26',
      ruleCode: null,
      manageType: 'deadline',
      state: 'REPORTED',
      foundAt,
      foundBy: '示例：检查人',
      deadline: null,
      extendedDeadline: null,
      supervised: false,
      rectifierId: null,
      acceptorId: null,
      closedAt: null,
      wasOverdue: false,
      position: [114.197, 35.607],
      approximate: true,
      measure: null,
      ...NO_PARTICULARS,
      sample: false,
      createdAt: foundAt,
      ...over,
    },
    events: [aHazardEvent(id, null, over.state ?? 'REPORTED', foundAt)],
  }
}

export function aZone(id: string, name = '示例：罐区') {
  const ring = [
    [0, 0],
    [10, 0],
    [10, 10],
    [0, 0],
  ]
  return {
    id,
    name,
    kind: 'tank-farm' as const,
    department: null,
    personId: null,
    geometry: { type: 'Polygon' as const, coordinates: [ring] },
  }
}

export function aPlanInput(over: Partial<PlanInput> = {}): PlanInput {
  return {
    name: '示例：总平面图',
    frame: { unit: 'meter', metersPerUnit: 1, georeference: null },
    image: null,
    structures: [
      {
        id: newId(),
        kind: 'building',
        name: '仓库',
        geometry: { type: 'Point', coordinates: [1, 2] },
      },
    ],
    zones: [],
    riskPoints: [],
    symbols: [
      { id: newId(), kind: 'exit', geometry: { type: 'Point', coordinates: [3, 4] }, text: '' },
    ],
    ...over,
  }
}

export function aUser(over: Partial<UserAccount> = {}): Omit<UserAccount, 'version' | 'updatedAt'> {
  const id = newId()
  return {
    id,
    username: `user-${id}`,
    name: '示例：用户',
    role: 'enterprise',
    regions: ['410622'],
    sectors: null,
    enterprises: ['e1'],
    county: '410622',
    passwordHash: 'x',
    passwordHistory: [],
    passwordChangedAt: CREATED,
    mustChangePassword: true,
    disabled: false,
    demo: false,
    createdAt: CREATED,
    ...over,
  }
}
