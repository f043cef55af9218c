import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ROLES } from '#domain/role.ts'
import type { Principal, Role } from '#domain/role.ts'
import { EMPTY_SCOPE, inScope, scopeOf } from '#domain/scope.ts'
import type { ScopedRow } from '#domain/scope.ts'
import { principal } from '#tests/domain/fact-builders.ts'

const rows: readonly ScopedRow[] = [
  { id: 'gaocun-wh', county: '410622', township: '410622101', sector: 'WH' },
  { id: 'gaocun-gm', county: '410622', township: '410622101', sector: 'GM' },
  { id: 'chaoge-wh', county: '410622', township: '410622001', sector: 'WH' },
  { id: 'county-gm', county: '410622', township: null, sector: 'GM' },
  { id: 'xun-wh', county: '410621', township: '410621100', sector: 'WH' },
  { id: 'nowhere-wh', county: null, township: null, sector: 'WH' },
]
const ids = (who: Principal) =>
  rows.filter((row) => inScope(scopeOf(who), row)).map((row) => row.id)
const everyId = rows.map((row) => row.id)

describe('what each role sees', () => {
  test.each<[Role, Partial<Principal>, string[]]>([
    ['admin', {}, everyId],
    ['admin', { regions: ['410622101'], enterprises: [] }, everyId],
    ['bureau', { regions: ['410622'] }, ['gaocun-wh', 'gaocun-gm', 'chaoge-wh', 'county-gm']],
    ['planner', { regions: ['410622'] }, ['gaocun-wh', 'gaocun-gm', 'chaoge-wh', 'county-gm']],
    ['screen', { regions: ['410622'] }, ['gaocun-wh', 'gaocun-gm', 'chaoge-wh', 'county-gm']],
    ['department', { regions: ['410622'], sectors: ['WH'] }, ['gaocun-wh', 'chaoge-wh']],
    ['township', { regions: ['410622101'] }, ['gaocun-wh', 'gaocun-gm']],
    ['superior', { regions: ['4106'] }, everyId.filter((id) => id !== 'nowhere-wh')],
    ['superior', { regions: ['41'], sectors: ['GM'] }, ['gaocun-gm', 'county-gm']],
    ['expert', { enterprises: ['xun-wh', 'chaoge-wh'] }, ['chaoge-wh', 'xun-wh']],
    ['expert', { enterprises: ['xun-wh', 'chaoge-wh'], regions: ['410622'] }, ['chaoge-wh']],
    ['enterprise', { enterprises: ['gaocun-wh'] }, ['gaocun-wh']],
    ['enterprise', { enterprises: ['nowhere-wh'] }, ['nowhere-wh']],
  ])('%s %o', (role, over, expected) => {
    expect(ids(principal(role, over))).toEqual(expected)
  })

  test.each<[Role, Partial<Principal>]>([
    ['bureau', {}],
    ['department', { regions: ['410622'] }],
    ['department', { sectors: ['WH'] }],
    ['department', { regions: ['410622'], sectors: [] }],
    ['township', {}],
    ['township', { regions: ['410622'] }],
    ['bureau', { regions: ['4106'] }],
    ['bureau', { regions: [''] }],
    ['bureau', { regions: ['41062'] }],
    ['superior', { regions: ['4'] }],
    ['expert', {}],
    ['expert', { enterprises: [] }],
    ['enterprise', { regions: ['410622'] }],
    ['planner', {}],
    ['screen', {}],
  ])('nothing for %s %o', (role, over) => {
    expect(ids(principal(role, over))).toEqual([])
  })

  test.each(['', 'root', 'constructor', '__proto__', 'Admin'])('nothing for role "%s"', (role) => {
    const stranger = { ...principal('admin', { regions: ['410622'] }), role: role as Role }
    expect(scopeOf(stranger)).toEqual(EMPTY_SCOPE)
    expect(ids(stranger)).toEqual([])
  })

  test('only the screen is without persons and singled-out plants', () => {
    for (const role of ROLES) {
      const scope = scopeOf(principal(role))
      expect([scope.personalData, scope.suppressSingles]).toEqual(
        role === 'screen' ? [false, true] : [true, false],
      )
    }
  })
})

const code = fc.constantFrom(
  '41',
  '4106',
  '410622',
  '410621',
  '410622101',
  '410622001',
  '',
  '4106221',
)
const someone = fc.record({
  role: fc.constantFrom(...ROLES.filter((role) => role !== 'admin')),
  regions: fc.array(code, { maxLength: 3 }),
  sectors: fc.option(fc.subarray(['WH', 'GM'])),
  enterprises: fc.option(fc.subarray([...everyId])),
})

test('dimensions intersect: every limit given is kept, and one more never shows more', () => {
  fc.assert(
    fc.property(someone, fc.subarray([...everyId]), (given, fewer) => {
      const who = principal(given.role, given)
      const seen = rows.filter((row) => inScope(scopeOf(who), row))
      for (const row of seen) {
        if (given.sectors !== null) expect(given.sectors).toContain(row.sector)
        if (given.enterprises !== null) expect(given.enterprises).toContain(row.id)
        if (given.regions.length > 0)
          expect(
            given.regions.some((region) => (row.township ?? row.county)?.startsWith(region)),
          ).toBe(true)
      }
      if (given.enterprises === null) return
      const limited = fewer.filter((id) => given.enterprises?.includes(id))
      const less = ids({ ...who, enterprises: limited })
      expect(ids(who)).toEqual(expect.arrayContaining(less))
    }),
  )
})

test('the key is the same for the same scope only', () => {
  const key = (over: Partial<Principal>) => scopeOf(principal('superior', over)).key
  expect(key({ regions: ['410622', '4106', '4106'] })).toBe(key({ regions: ['4106'] }))
  expect(key({ regions: ['410621', '410622'] })).toBe(key({ regions: ['410622', '410621'] }))
  expect(key({ regions: ['4106'], sectors: [] })).not.toBe(key({ regions: ['4106'] }))
  expect(key({ regions: ['4106'], sectors: ['GM', 'WH'] })).not.toBe(
    key({ regions: ['4106'], sectors: ['GM,WH'] }),
  )
  const screen = scopeOf(principal('screen', { regions: ['410622'] }))
  const planner = scopeOf(principal('planner', { regions: ['410622'] }))
  expect(screen.key).not.toBe(planner.key)
})
