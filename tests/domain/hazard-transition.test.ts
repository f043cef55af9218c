import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EnterpriseSize } from '#domain/enterprise.ts'
import { HAZARD_MOVES } from '#domain/hazard-moves.ts'
import { applyMove, legalMoves } from '#domain/hazard-transition.ts'
import type { HazardMoveRequest } from '#domain/hazard-transition.ts'
import { NO_PARTICULARS } from '#domain/hazard.ts'
import { HAZARD_LEVELS, HAZARD_MANAGE_TYPES, HAZARD_STATES } from '#domain/hazard.ts'
import type { Hazard, HazardLevel, HazardState } from '#domain/hazard.ts'
import type { Role } from '#domain/role.ts'
import { shanghai } from '#tests/domain/fact-builders.ts'

function hazard(over: Partial<Hazard> = {}): Hazard {
  return {
    id: 'h1',
    enterpriseId: 'e1',
    riskPointId: null,
    number: 'YH-001',
    description: '示例：防护罩缺失',
    hazardLevel: 'general',
    category: '7',
    source: '1',
    checkMode: 'SELF',
    accident: null,
    ruleCode: null,
    manageType: 'deadline',
    state: 'REPORTED',
    foundAt: shanghai('2026-03-01 09:00'),
    foundBy: 'u1',
    deadline: null,
    extendedDeadline: null,
    supervised: false,
    rectifierId: null,
    acceptorId: null,
    closedAt: null,
    wasOverdue: false,
    position: null,
    approximate: true,
    measure: null,
    ...NO_PARTICULARS,
    sample: true,
    version: 1,
    createdAt: shanghai('2026-03-01 09:00'),
    updatedAt: shanghai('2026-03-01 09:00'),
    ...over,
  }
}

interface Setting {
  now?: Date
  size?: EnterpriseSize
  role?: Role
}

function act(from: Hazard, request: Partial<HazardMoveRequest>, setting: Setting = {}) {
  return applyMove(
    from,
    { to: 'CONFIRMED', note: '', ...request },
    {
      now: setting.now ?? shanghai('2026-03-02'),
      enterpriseSize: setting.size ?? 'above-scale',
      actor: { id: 'u2', name: '示例人员', role: setting.role ?? 'admin' },
    },
  )
}

function done(...args: Parameters<typeof act>): Hazard {
  const result = act(...args)
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.value.hazard
}

function codes(...args: Parameters<typeof act>): string[] {
  const result = act(...args)
  return result.ok ? [] : result.issues.map((issue) => `${issue.path}:${issue.code}`)
}

describe('who may go where', () => {
  const table: Record<string, Partial<Record<HazardState, HazardState[]>>> = {
    'general above-scale': {
      REPORTED: ['CONFIRMED', 'REJECTED'],
      CONFIRMED: ['RECTIFYING'],
      RECTIFYING: ['PENDING_ACCEPT', 'EXTENSION_PENDING'],
      EXTENSION_PENDING: ['RECTIFYING'],
      PENDING_ACCEPT: ['CLOSED', 'ACCEPT_FAILED'],
      ACCEPT_FAILED: ['RECTIFYING'],
    },
    'general small': {
      REPORTED: ['CONFIRMED', 'REJECTED', 'RECTIFYING'],
      CONFIRMED: ['RECTIFYING'],
      RECTIFYING: ['PENDING_ACCEPT', 'CLOSED', 'EXTENSION_PENDING'],
      EXTENSION_PENDING: ['RECTIFYING'],
      PENDING_ACCEPT: ['CLOSED', 'ACCEPT_FAILED'],
      ACCEPT_FAILED: ['RECTIFYING'],
    },
    'major above-scale': {
      REPORTED: ['CONFIRMED', 'REJECTED'],
      CONFIRMED: ['PLAN_REVIEW'],
      PLAN_REVIEW: ['RECTIFYING', 'CONFIRMED'],
      RECTIFYING: ['PENDING_ACCEPT', 'EXTENSION_PENDING'],
      EXTENSION_PENDING: ['RECTIFYING'],
      PENDING_ACCEPT: ['GOV_VERIFY', 'ACCEPT_FAILED'],
      ACCEPT_FAILED: ['RECTIFYING'],
      GOV_VERIFY: ['CLOSED', 'ACCEPT_FAILED'],
    },
  }
  table['major small'] = table['major above-scale'] ?? {}

  for (const [name, rows] of Object.entries(table)) {
    const [hazardLevel, size] = name.split(' ') as [HazardLevel, EnterpriseSize]
    test.each(HAZARD_STATES)(`${name} from %s`, (state) => {
      const from = hazard({ state, hazardLevel, deadline: '2026-03-08' })
      const allowed = rows[state] ?? []
      expect(legalMoves(from, size).map((move) => move.to)).toEqual(allowed)
      for (const to of HAZARD_STATES) {
        const request = { to, note: '说明', rectifier: 'a', acceptor: 'b' }
        const result = act(from, request, { size })
        expect(result.ok).toBe(allowed.includes(to))
        if (!result.ok) expect(result.issues[0]?.code).toBe('illegal_move')
      }
    })
  }

  test('an illegal move names the allowed ones in Chinese', () => {
    const result = act(hazard(), { to: 'CLOSED' })
    expect(result).toMatchObject({ ok: false, issues: [{ path: 'to', code: 'illegal_move' }] })
    const message = result.ok ? '' : (result.issues[0]?.message ?? '')
    expect(message).toContain('待派单（CONFIRMED')
    expect(message).toContain('已驳回（非隐患）（REJECTED')
    expect(message).not.toContain('RECTIFYING')
  })

  test('for one hazard and size a target state stands in one row only', () => {
    for (const state of HAZARD_STATES)
      for (const hazardLevel of HAZARD_LEVELS)
        for (const manageType of HAZARD_MANAGE_TYPES)
          for (const size of ['above-scale', 'small'] as const) {
            const from = hazard({ state, hazardLevel, manageType, deadline: '2026-03-08' })
            const targets = legalMoves(from, size).map((move) => move.to)
            expect(new Set(targets).size).toBe(targets.length)
          }
  })

  test('readers may move nothing', () => {
    for (const move of HAZARD_MOVES)
      for (const role of ['planner', 'superior', 'screen'] as const)
        expect([...move.roles, ...move.rolesOfSelfCheck]).not.toContain(role)
  })

  test.each([
    ['enterprise', { state: 'GOV_VERIFY', hazardLevel: 'major' }, 'CLOSED', false],
    ['bureau', { state: 'GOV_VERIFY', hazardLevel: 'major' }, 'CLOSED', true],
    ['enterprise', { state: 'PLAN_REVIEW', hazardLevel: 'major' }, 'RECTIFYING', false],
    ['department', { state: 'PLAN_REVIEW', hazardLevel: 'major' }, 'RECTIFYING', true],
    ['enterprise', { state: 'REPORTED', checkMode: 'SELF' }, 'REJECTED', true],
    ['enterprise', { state: 'REPORTED', checkMode: 'GOV' }, 'REJECTED', false],
    ['township', { state: 'RECTIFYING' }, 'PENDING_ACCEPT', true],
    ['bureau', { state: 'RECTIFYING' }, 'PENDING_ACCEPT', false],
    ['enterprise', { state: 'EXTENSION_PENDING', hazardLevel: 'general' }, 'RECTIFYING', true],
    ['enterprise', { state: 'EXTENSION_PENDING', hazardLevel: 'major' }, 'RECTIFYING', false],
    ['planner', { state: 'REPORTED' }, 'CONFIRMED', false],
  ] as const)('%s, %o to %s: %s', (role, over, to, allowed) => {
    const request = { to, note: '说明', rectifier: 'a', acceptor: 'b' }
    const result = codes(hazard({ ...over, deadline: '2026-03-08' }), request, { role })
    expect(result).toEqual(allowed ? [] : ['to:forbidden'])
  })
})

describe('the whole loop', () => {
  test('general: reported to closed, and the person who did the work does not accept it', () => {
    const confirmed = done(hazard(), { to: 'CONFIRMED' })
    expect(codes(confirmed, { to: 'RECTIFYING' })).toEqual(['rectifier:required'])
    const rectifying = done(confirmed, { to: 'RECTIFYING', rectifier: 'a' })
    expect(rectifying).toMatchObject({ deadline: '2026-03-09', rectifierId: 'a' })
    const pending = done(rectifying, { to: 'PENDING_ACCEPT', note: '已加装' })
    expect(codes(pending, { to: 'CLOSED' })).toEqual(['acceptor:required'])
    expect(codes(pending, { to: 'CLOSED', acceptor: 'a' })).toEqual(['acceptor:same_person'])
    const now = shanghai('2026-03-04')
    const result = act(pending, { to: 'CLOSED', acceptor: 'b', photos: ['f1'] }, { now })
    expect(result).toMatchObject({
      ok: true,
      value: {
        hazard: { state: 'CLOSED', closedAt: now, acceptorId: 'b', wasOverdue: false, version: 1 },
        event: { from: 'PENDING_ACCEPT', to: 'CLOSED', at: now, actor: 'u2', photos: ['f1'] },
      },
    })
    expect(pending.state).toBe('PENDING_ACCEPT')
  })

  test('major: plan reviewed, verified by the government before it is closed', () => {
    let row = hazard({ hazardLevel: 'major', state: 'CONFIRMED' })
    expect(codes(row, { to: 'PLAN_REVIEW', note: ' ' })).toEqual(['note:required'])
    row = done(row, { to: 'PLAN_REVIEW', note: '治理方案' })
    expect(codes(row, { to: 'RECTIFYING', rectifier: 'a' })).toEqual(['deadline:required'])
    const dated = { ...row, deadline: '2026-04-01' }
    expect(done(dated, { to: 'RECTIFYING', rectifier: 'a' }).deadline).toBe('2026-04-01')
    row = done(row, { to: 'RECTIFYING', rectifier: 'a', deadline: '2026-05-01' })
    expect(row.deadline).toBe('2026-05-01')
    row = done(row, { to: 'PENDING_ACCEPT' })
    row = done(row, { to: 'GOV_VERIFY', acceptor: 'b' })
    row = done(row, { to: 'ACCEPT_FAILED', note: '不彻底' })
    row = done(row, { to: 'RECTIFYING' })
    row = done(row, { to: 'PENDING_ACCEPT' })
    row = done(row, { to: 'GOV_VERIFY' })
    expect(done(row, { to: 'CLOSED' }).state).toBe('CLOSED')
  })

  test('a small plant: reported, rectifying, closed', () => {
    const row = done(hazard(), { to: 'RECTIFYING', rectifier: 'a' }, { size: 'small' })
    expect(codes(row, { to: 'CLOSED', acceptor: 'a' }, { size: 'small' })).toEqual([
      'acceptor:same_person',
    ])
    expect(done(row, { to: 'CLOSED', acceptor: 'b' }, { size: 'small' }).state).toBe('CLOSED')
  })

  test('即查即改: one step with two pictures, until midnight of the day it was found', () => {
    const found = hazard({ manageType: 'immediate', deadline: '2026-03-01' })
    const last = { now: shanghai('2026-03-01 23:59:59') }
    expect(codes(found, { to: 'CLOSED', photos: ['f1'] }, last)).toEqual(['photos:required'])
    expect(done(found, { to: 'CLOSED', photos: ['f1', 'f2'] }, last).wasOverdue).toBe(false)
    const late = { now: shanghai('2026-03-02 00:00') }
    expect(codes(found, { to: 'CLOSED', photos: ['f1', 'f2'] }, late)).toEqual(['to:illegal_move'])
    const major = { ...found, hazardLevel: 'major' as const }
    expect(codes(major, { to: 'CLOSED', photos: ['f1', 'f2'] }, last)).toEqual(['to:illegal_move'])
  })

  test('being late once is kept, however it ends', () => {
    const row = hazard({ state: 'RECTIFYING', rectifierId: 'a', deadline: '2026-03-08' })
    const late = done(row, { to: 'PENDING_ACCEPT' }, { now: shanghai('2026-03-09 00:00') })
    expect(late.wasOverdue).toBe(true)
    expect(done(late, { to: 'CLOSED', acceptor: 'b' }).wasOverdue).toBe(true)
    const timely = done(row, { to: 'PENDING_ACCEPT' }, { now: shanghai('2026-03-08 23:59:59') })
    const accepted = done(timely, { to: 'CLOSED', acceptor: 'b' }, { now: shanghai('2026-03-20') })
    expect(accepted.wasOverdue).toBe(false)
  })
})

describe('extension', () => {
  const row = hazard({ state: 'RECTIFYING', rectifierId: 'a', deadline: '2026-03-08' })
  const ask = { to: 'EXTENSION_PENDING', note: '配件未到' } as const

  test('is asked before the deadline has passed', () => {
    expect(done(row, ask, { now: shanghai('2026-03-08 23:59:59') }).state).toBe('EXTENSION_PENDING')
    expect(codes(row, ask, { now: shanghai('2026-03-09 00:00') })).toEqual(['to:illegal_move'])
  })

  test('the day asked for stands in the note and changes no deadline', () => {
    const result = act(row, { ...ask, deadline: '2026-03-12' })
    expect(result).toMatchObject({
      value: {
        hazard: { deadline: '2026-03-08', extendedDeadline: null },
        event: { note: '申请延期至 2026-03-12：配件未到', deadline: null },
      },
    })
  })

  test.each([
    ['2026-03-08', false],
    ['2026-03-09', true],
    ['2026-03-15', true],
    ['2026-03-16', false],
  ])('a general one may be granted to %s: %s', (deadline, granted) => {
    const asked = { ...row, state: 'EXTENSION_PENDING' as const }
    const result = codes(asked, { to: 'RECTIFYING', deadline })
    expect(result).toEqual(granted ? [] : ['deadline:out_of_range'])
  })

  test('a major one has no such limit', () => {
    const asked = { ...row, state: 'EXTENSION_PENDING' as const, hazardLevel: 'major' as const }
    const given = done(asked, { to: 'RECTIFYING', deadline: '2026-06-30' })
    expect(given).toMatchObject({ deadline: '2026-03-08', extendedDeadline: '2026-06-30' })
  })

  test('is granted once; refused, it leaves the deadline', () => {
    const asked = done(row, ask)
    const granted = done(asked, { to: 'RECTIFYING', deadline: '2026-03-12' })
    expect(codes(granted, ask)).toEqual(['to:illegal_move'])
    expect(done(asked, { to: 'RECTIFYING' })).toMatchObject({
      deadline: '2026-03-08',
      extendedDeadline: null,
    })
  })
})

describe('a deadline set with a move', () => {
  const confirmed = hazard({ state: 'CONFIRMED' })
  test.each([
    ['2026-03-01', 'deadline:out_of_range'],
    ['2026-03-02', null],
    ['2026-03-17', null],
    ['2026-03-18', 'deadline:out_of_range'],
    ['2026-02-30', 'deadline:not_a_day'],
  ])('dispatched on 2 March to %s: %s', (deadline, code) => {
    const result = codes(confirmed, { to: 'RECTIFYING', rectifier: 'a', deadline })
    expect(result).toEqual(code === null ? [] : [code])
  })

  test('is not taken by a move that sets none', () => {
    const request = { to: 'CONFIRMED', deadline: '2026-03-09' } as const
    expect(codes(hazard(), request)).toEqual(['deadline:not_taken'])
  })
})

test('no sequence of moves closes a hazard whose rectifier accepted it, or leaves an end', () => {
  const step = fc.record({
    choice: fc.nat(5),
    note: fc.constantFrom('', '说明'),
    rectifier: fc.constantFrom('a', 'b', null),
    acceptor: fc.constantFrom('a', 'b', null),
    photos: fc.constantFrom([], ['f1', 'f2']),
    deadline: fc.constantFrom(undefined, '2026-03-09'),
  })
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 40 }),
      fc.constantFrom(...HAZARD_LEVELS),
      fc.constantFrom('above-scale' as const, 'small' as const),
      fc.constantFrom('admin' as const, 'township' as const, 'enterprise' as const),
      (steps, hazardLevel, size, role) => {
        let row = hazard({ hazardLevel })
        const passed: HazardState[] = []
        for (const { choice, ...given } of steps) {
          const to = legalMoves(row, size)[choice]?.to ?? 'CLOSED'
          const result = act(row, { to, ...given }, { size, role })
          if (!result.ok) continue
          expect(['CLOSED', 'REJECTED']).not.toContain(row.state)
          row = result.value.hazard
          passed.push(row.state)
        }
        if (row.state !== 'CLOSED') return
        expect(row.rectifierId).not.toBeNull()
        expect(row.acceptorId).not.toBeNull()
        expect(row.acceptorId).not.toBe(row.rectifierId)
        if (hazardLevel === 'major') {
          expect(row.deadline).not.toBeNull()
          expect(passed).toContain('PLAN_REVIEW')
          expect(passed.at(-2)).toBe('GOV_VERIFY')
        }
      },
    ),
  )
})
