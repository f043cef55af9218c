import type { EnterpriseRecord, HazardRecord, RiskPointRecord } from '#domain/facts.ts'
import type { HazardState } from '#domain/hazard.ts'
import type { Principal, Role } from '#domain/role.ts'

/** An instant of Shanghai's clock: '2026-03-05 08:00' or a day at noon. */
export function shanghai(text: string): Date {
  const [day = '', time = '12:00:00'] = text.split(' ')
  return new Date(`${day}T${time.length === 5 ? `${time}:00` : time}+08:00`)
}

const EARLY = shanghai('2020-01-01')

export function enterpriseRecord(over: Partial<EnterpriseRecord> = {}): EnterpriseRecord {
  return {
    id: 'e1',
    name: '示例化工厂',
    uscc: null,
    county: '410622',
    township: '410622101',
    village: null,
    sector: 'GM',
    industry: null,
    size: 'above-scale',
    flags: [],
    position: null,
    levels: [],
    lastSelfCheckAt: null,
    createdAt: EARLY,
    archivedAt: null,
    ...over,
  }
}

export function riskPointRecord(over: Partial<RiskPointRecord> = {}): RiskPointRecord {
  return {
    id: 'p1',
    enterpriseId: 'e1',
    name: '示例储罐',
    position: null,
    approximate: true,
    accidents: [],
    levels: [],
    createdAt: EARLY,
    archivedAt: null,
    ...over,
  }
}

export function hazardRecord(over: Partial<HazardRecord> = {}): HazardRecord {
  return {
    id: 'h1',
    enterpriseId: 'e1',
    riskPointId: null,
    description: '示例隐患',
    hazardLevel: 'general',
    checkMode: 'SELF',
    accident: null,
    responsibleDepartment: null,
    position: null,
    foundAt: shanghai('2026-03-01'),
    states: [],
    deadlines: [],
    archivedAt: null,
    ...over,
  }
}

/** A hazard by its days: found, deadline, and states entered at noon of a day. */
export function hazardOver(
  id: string,
  enterpriseId: string,
  found: string,
  deadline: string | null,
  states: readonly (readonly [day: string, state: HazardState])[],
  over: Partial<HazardRecord> = {},
): HazardRecord {
  const foundAt = shanghai(found)
  return hazardRecord({
    id,
    enterpriseId,
    foundAt,
    states: [
      { at: foundAt, state: 'REPORTED' },
      ...states.map(([day, state]) => ({ at: shanghai(day), state })),
    ],
    deadlines: [{ at: foundAt, day: deadline }],
    ...over,
  })
}

export function principal(role: Role, over: Partial<Principal> = {}): Principal {
  return {
    userId: 'u1',
    username: role,
    name: '示例用户',
    role,
    regions: [],
    sectors: null,
    enterprises: null,
    county: '410622',
    ...over,
  }
}
