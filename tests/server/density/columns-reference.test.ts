import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '#domain/day.ts'
import { momentAsOf } from '#domain/facts.ts'
import type {
  EnterpriseRecord,
  FactRecords,
  HazardRecord,
  Moment,
  RiskPointRecord,
} from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import { HAZARD_STATES } from '#domain/hazard.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import type { Scope } from '#domain/scope.ts'
import { selectFacts } from '#domain/select.ts'
import type { Selection } from '#domain/select.ts'
import { figurePlan } from '#domain/situation-figures.ts'
import { summarize } from '#domain/situation.ts'
import { prepareHazardSums } from '#server/density/columns/hazard-sums.ts'
import { allIds } from '#server/density/columns/id-column.ts'
import type { ColumnSelection } from '#server/density/columns/column-selection.ts'
import { createPace } from '#server/density/pace.ts'
import { columnSituation } from '#server/density/situation.ts'
import { plainEnterprise, selectSegments, segmentOf } from './column-records.ts'
import { plainSituation } from './plain-situation.ts'
import { enterpriseRecord, hazardRecord, riskPointRecord, scopeFor } from './records.ts'

/** Columns must answer as the domain's own pass over the records does, whatever is asked. */

const FIRST_DAY = '2025-01-01'
const NOW = new Date('2026-06-01T04:00:00Z')

const instant = fc
  .integer({ min: 0, max: 600 * 24 })
  .map((hours) => new Date(Date.parse(`${FIRST_DAY}T00:00:00Z`) + hours * 3_600_000))
const day = fc.integer({ min: 0, max: 600 }).map((days) => addDays(FIRST_DAY, days))
const level = fc.constantFrom<RiskLevel | null>(null, 1, 2, 3, 4)
const pair = fc.record({ inherent: level, current: level })
const ascending = <T extends { at: Date }>(entries: T[]): T[] =>
  entries.sort((a, b) => a.at.getTime() - b.at.getTime())
const levels = fc.array(fc.record({ at: instant, level: pair }), { maxLength: 3 }).map(ascending)
const position = fc.oneof(
  fc.constant(null),
  fc.constantFrom([114.2, 35.6] as const, [114.2, 35.601] as const, [180, 85.06] as const),
  fc.tuple(
    fc.double({ min: 114, max: 114.4, noNaN: true }),
    fc.double({ min: 35.4, max: 35.8, noNaN: true }),
  ),
)
const township = fc.constantFrom('410622101', '410622102', '410622103', null)
const archived = fc.option(instant, { freq: 4 })

const enterprise = fc.record({
  name: fc.constantFrom('示例甲厂', '示例乙厂', 'Example C'),
  township,
  sector: fc.constantFrom('HC', 'GM', 'industry-trade'),
  size: fc.constantFrom('above-scale' as const, 'small' as const),
  industry: fc.constantFrom(null, 'C26', '2614', 'F51'),
  flags: fc.constantFrom([], ['ammonia'], ['dust', 'ammonia']),
  position,
  levels,
  lastSelfCheckAt: fc.option(instant),
  createdAt: instant,
  archivedAt: archived,
})
const point = fc.record({
  owner: fc.nat(7),
  name: fc.constantFrom('示例储罐', '示例锅炉', 'Example press'),
  position,
  approximate: fc.boolean(),
  accidents: fc.constantFrom<string[]>([], ['A09'], ['A06', 'A10'], ['A09', 'A10']),
  levels,
  createdAt: instant,
  archivedAt: archived,
})
const hazard = fc.record({
  owner: fc.nat(7),
  point: fc.option(fc.nat(30)),
  description: fc.constantFrom('法兰渗漏', '护栏缺失', 'Missing guard'),
  hazardLevel: fc.constantFrom('general' as const, 'major' as const),
  checkMode: fc.constantFrom('SELF', 'GOV', 'EXPERT'),
  accident: fc.constantFrom(null, 'A09', 'A06'),
  responsibleDepartment: fc.constantFrom(null, '生产部', '设备部'),
  position,
  foundAt: instant,
  states: fc
    .array(fc.record({ at: instant, state: fc.constantFrom(...HAZARD_STATES) }), { maxLength: 4 })
    .map(ascending),
  deadlines: fc
    .array(fc.record({ at: instant, day: fc.option(day) }), { maxLength: 3 })
    .map(ascending),
  archivedAt: archived,
})

type Counties = FactRecords & {
  readonly enterprises: readonly EnterpriseRecord[]
  readonly riskPoints: readonly RiskPointRecord[]
  readonly hazards: readonly HazardRecord[]
}

const counties = fc
  .record({
    enterprises: fc.array(enterprise, { minLength: 1, maxLength: 8 }),
    points: fc.array(point, { maxLength: 30 }),
    hazards: fc.array(hazard, { maxLength: 30 }),
  })
  .map(({ enterprises, points, hazards }): Counties => {
    const ownerOf = (owner: number) => `e${owner % enterprises.length}`
    const riskPoints = points.map(({ owner, ...given }, index) =>
      riskPointRecord({ ...given, id: `p${index}`, enterpriseId: ownerOf(owner) }),
    )
    return {
      enterprises: enterprises.map((given, index) =>
        enterpriseRecord({
          ...given,
          id: `e${index}`,
          county: given.township === null ? null : '410622',
        }),
      ),
      riskPoints,
      hazards: hazards.map(({ owner, point: at, ...given }, index) => {
        const own = riskPoints.filter(({ enterpriseId }) => enterpriseId === ownerOf(owner))
        const riskPointId = at === null ? null : (own[at % Math.max(1, own.length)]?.id ?? null)
        return hazardRecord({
          ...given,
          id: `h${index}`,
          enterpriseId: ownerOf(owner),
          riskPointId,
        })
      }),
    }
  })

const some = <T>(...values: readonly T[]) =>
  fc.oneof(
    fc.constant([] as T[]),
    fc.subarray([...values], { minLength: 1, maxLength: Math.min(2, values.length) }),
  )
const filters: fc.Arbitrary<Filter> = fc
  .record({
    ...Object.fromEntries(
      Object.entries(EMPTY_FILTER).map(([key, value]) => [key, fc.constant(value)]),
    ),
    township: some('410622101', '410622102'),
    sector: some('HC', 'GM'),
    industry: some('C', '26'),
    level: some('1', '2', '4', 'none'),
    basis: fc.constantFrom('current', 'inherent'),
    hazardLevel: some('major', 'general'),
    accident: some('A09', 'A06'),
    status: some('CLOSED', 'RECTIFYING', 'REPORTED'),
    overdue: some('true', 'false'),
    checkMode: some('SELF', 'GOV'),
    turn: some('enterprise', 'township'),
    responsible: some('生产部'),
    size: some('small'),
    flag: some('ammonia'),
    enterprise: some('e0', 'e1'),
    from: fc.option(day),
    to: fc.option(day),
    asOf: fc.option(day),
    q: fc.option(fc.constantFrom('示例', '储罐', 'example', '渗漏', '乙')),
  })
  .map((filter) => filter as unknown as Filter)
/** Most keys left out, so that something is found. */
const sparse = fc
  .tuple(filters, fc.array(fc.constantFrom(...Object.keys(EMPTY_FILTER)), { maxLength: 3 }))
  .map(([filter, keys]): Filter => ({
    ...EMPTY_FILTER,
    ...Object.fromEntries(
      Object.entries(filter).filter(([key]) => keys.includes(key) || key === 'asOf'),
    ),
  }))
const scopes: fc.Arbitrary<Scope> = fc.constantFrom(
  scopeFor(),
  scopeFor({ regions: ['410622'] }),
  scopeFor({ regions: ['410622101'] }),
  scopeFor({ sectors: ['HC'] }),
  scopeFor({ enterprises: ['e0', 'e2'] }),
)

/** All that a selection says, rows by their ids. */
function told(selection: Selection) {
  const byId = <T extends { readonly id: string }>(rows: Iterable<T>) =>
    [...rows].sort((a, b) => (a.id < b.id ? -1 : 1))
  const counts = new Map<string, number>()
  for (const { enterprise: owner, level: own, count } of selection.pointCounts) {
    const key = JSON.stringify([owner.id, own])
    counts.set(key, (counts.get(key) ?? 0) + count)
  }
  return {
    enterprises: byId(selection.enterprises).map(plainEnterprise),
    riskPoints: byId(selection.riskPoints).map((row) => ({
      ...{ id: row.id, enterpriseId: row.enterpriseId, name: row.name, level: row.level },
      ...{ position: row.position, approximate: row.approximate, accidents: row.accidents },
      assessedAt: row.assessedAt,
    })),
    pointCounts: [...counts].sort(),
    allHazards: byId(selection.allHazards).map((row) => ({
      ...{ id: row.id, enterprise: row.enterprise.id, riskPoint: row.riskPoint?.id ?? null },
      ...{ level: row.riskPoint?.level ?? null, description: row.description },
      ...{ department: row.responsibleDepartment, accident: row.accident, place: row.position },
      ...{ hazardLevel: row.hazardLevel, checkMode: row.checkMode, found: row.foundTime },
      ...{ state: row.state, entered: row.enteredStateTime, closed: row.closedTime },
      ...{ deadline: row.deadline, open: row.open, overdue: row.overdue, days: row.overdueDays },
    })),
    hazards: byId(selection.hazards).map(({ id }) => id),
    groups: [selection.townships, selection.sectors],
    lengths: [selection.riskPoints.length, selection.hazards.length, selection.allHazards.length],
  }
}

/** The figures of columns are those of the rows, and these what the plainest reading says. */
async function expectSituation(
  actual: ColumnSelection,
  expected: Selection,
  filter: Filter,
  moment: Moment,
) {
  // From rows, as whoever asks first is answered, and from sums, as all who ask later are.
  for (const areAddedUp of [false, true]) {
    if (areAddedUp) await addUpHazards(actual, filter, moment)
    for (const suppressSingles of [false, true])
      for (const withheld of [false, true]) {
        const options = { moment, filter, suppressSingles, withheld }
        expect(await columnSituation(actual, options)).toEqual(summarize(expected, options))
      }
  }
  const situation = summarize(expected, { moment, filter, suppressSingles: false })
  const plain = plainSituation(expected, filter, moment)
  expect({
    ...situation,
    overdueHazards: situation.overdueHazards.map(({ id }) => id),
  }).toEqual({ ...plain, asOf: moment.at.toISOString(), withheld: false })
}

async function addUpHazards({ parts }: ColumnSelection, filter: Filter, moment: Moment) {
  for (const { at } of parts) await prepareHazardSums(at, figurePlan(filter, moment), createPace())
}

describe('a selection by columns', () => {
  it('says of any records, under any filter and scope and at any day, what a pass over them says', async () => {
    await fc.assert(
      fc.asyncProperty(counties, sparse, scopes, async (records, filter, scope) => {
        const moment = momentAsOf(filter.asOf, NOW)
        const expected = selectFacts(records, filter, scope, moment)
        const actual = selectSegments([segmentOf(records)], filter, scope, moment)
        expect(told(actual)).toEqual(told(expected))
        await expectSituation(actual, expected, filter, moment)
      }),
      { numRuns: 400 },
    )
  })

  it('says the same of rows in several segments, of which the newest counts', async () => {
    await fc.assert(
      fc.asyncProperty(counties, counties, sparse, scopes, async (before, after, filter, scope) => {
        const changed = new Set(after.enterprises.map(({ id }) => id))
        const rest = <T extends { readonly enterpriseId: string }>(rows: readonly T[]) =>
          rows.filter(({ enterpriseId }) => !changed.has(enterpriseId))
        const renamed: Counties = {
          enterprises: after.enterprises,
          riskPoints: after.riskPoints.map((row) => ({ ...row, id: `n${row.id}` })),
          hazards: after.hazards.map((row) => ({
            ...row,
            ...{
              id: `n${row.id}`,
              riskPointId: row.riskPointId === null ? null : `n${row.riskPointId}`,
            },
          })),
        }
        const whole: FactRecords = {
          enterprises: [
            ...before.enterprises.filter(({ id }) => !changed.has(id)),
            ...renamed.enterprises,
          ],
          riskPoints: [...rest(before.riskPoints), ...renamed.riskPoints],
          hazards: [...rest(before.hazards), ...renamed.hazards],
        }
        const old = segmentOf(before)
        for (const [number, id] of allIds(old.enterprises.ids).entries())
          if (changed.has(id)) old.live[number] = 0
        const moment = momentAsOf(filter.asOf, NOW)
        const expected = selectFacts(whole, filter, scope, moment)
        const actual = selectSegments([old, segmentOf(renamed)], filter, scope, moment)
        expect(told(actual)).toEqual(told(expected))
        await expectSituation(actual, expected, filter, moment)
      }),
      { numRuns: 200 },
    )
  })
})
