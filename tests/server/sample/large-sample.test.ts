import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { distanceMeters } from '#domain/position.ts'
import { readSampleCounty } from '#server/sample/county.ts'
import { ringHolds, ringTest } from '#server/sample/layout/shapes.ts'
import { createRandom } from '#server/sample/random.ts'
import { demoEnterpriseId } from '#server/sample/sample.ts'
import { firstEnterprises } from './first-enterprises.ts'

/** A county too big to look at point by point; enterprises are made one by one, so a few are enough. */
const LARGE = {
  seed: 1,
  asOf: '2026-11-21',
  enterprises: 4_000,
  riskPoints: 400_000,
  hazards: 60_000,
}
const some = firstEnterprises(LARGE, 40)
const made = some.flatMap(({ riskPoints }) => riskPoints)

function idsOf({
  enterprise,
  persons,
  plan,
  planInput,
  riskPoints,
  ...rest
}: (typeof some)[number]) {
  return {
    enterprise: [enterprise.id],
    person: persons.map(({ id }) => id),
    plan: [plan.id],
    zone: planInput.zones.map(({ id }) => id),
    point: riskPoints.map(({ point }) => point.id),
    event: riskPoints.flatMap(({ events }) => events.map(({ id }) => id)),
    assessment: riskPoints.flatMap(({ assessments }) => assessments.map(({ id }) => id)),
    hazard: rest.hazards.map(({ hazard }) => hazard.id),
    step: rest.hazards.flatMap(({ events }) => events.map(({ id }) => id)),
    check: rest.checkRecords.map(({ id }) => id),
  }
}

test('the same arguments give the same rows', () => {
  const digest = (rows: unknown) =>
    createHash('sha256')
      .update(
        JSON.stringify(rows, (_, value: unknown) => (value instanceof Map ? [...value] : value)),
      )
      .digest('hex')
  expect(digest(firstEnterprises(LARGE, 40))).toBe(digest(some))
  expect(digest(firstEnterprises({ ...LARGE, seed: 2 }, 40))).not.toBe(digest(some))
})

test('it holds thousands of points, a hundred an enterprise', () => {
  expect(made.length).toBeGreaterThan(2_500)
  expect(made.length / some.length).toBeLessThan(200)
})

test('every point has an event, an assessment of each kind that says why, and a level', () => {
  const assessed = made.filter(({ assessments }) => assessments.length > 0)
  expect(assessed.length / made.length).toBeGreaterThan(0.95)
  for (const { point, events, assessments } of assessed) {
    expect(events).toHaveLength(1)
    for (const kind of ['inherent', 'current'])
      expect(assessments.find((one) => one.kind === kind)?.why.inputs.length).toBeGreaterThan(0)
    expect(point.levels.at(-1)?.level.current).toBe(
      assessments.findLast(({ kind }) => kind === 'current')?.level,
    )
  }
})

test('every point lies in its zone on the plan, and with its enterprise on the ground', () => {
  const county = readSampleCounty(LARGE.seed)
  for (const { enterprise, planInput, plan, riskPoints } of some) {
    const zones = new Map(planInput.zones.map(({ id, geometry }) => [id, geometry]))
    for (const { point } of riskPoints) {
      const zone = zones.get(point.zoneId ?? '')
      if (zone?.type !== 'Polygon' || point.planPosition === null || point.position === null)
        throw new Error('a point stands nowhere')
      if (plan.frame.unit === 'meter')
        expect(ringHolds(zone.coordinates[0] ?? [], point.planPosition)).toBe(true)
      expect(county.townshipAt(county.plane.toMeters(point.position))).toBe(enterprise.township)
      if (enterprise.position === null) throw new Error('an enterprise stands nowhere')
      expect(distanceMeters(point.position, enterprise.position)).toBeLessThan(320)
    }
  }
})

test('ids are UUIDs of version 7 that ascend table by table, so that indexes grow at one end', () => {
  const all = some.map(idsOf)
  const [demo] = some
  expect(demo?.enterprise.id).toBe(demoEnterpriseId(LARGE))
  for (const table of ['person', 'plan', 'zone', 'point', 'event', 'assessment'] as const) {
    const ids = all.flatMap((each) => each[table])
    expect(ids.toSorted()).toEqual(ids)
  }
  const every = all.flatMap((each) => Object.values(each).flat())
  expect(new Set(every).size).toBe(every.length)
  for (const id of every)
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
})

test('the quick test of a ring answers as the plain one does, on its corners too', () => {
  const random = createRandom('ring-test')
  for (let turn = 0; turn < 20; turn++) {
    const ring = Array.from({ length: random.integer(3, 60) }, () => [
      random.integer(-50, 50),
      random.integer(-50, 50),
    ])
    ring.push(ring[0] ?? [])
    const holds = ringTest(ring)
    const places = Array.from(
      { length: 300 },
      () => [random.integer(-60, 60), random.between(-60, 60)] as const,
    )
    for (const at of [...places, ...ring.map(([x = 0, y = 0]) => [x, y] as const)])
      expect(holds(at)).toBe(ringHolds(ring, at))
  }
})
