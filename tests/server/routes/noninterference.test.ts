import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAll } from './compare-worlds.ts'
import { mayUse, readingRequest, readingRoutes } from './reading-requests.ts'
import { HAZARD_STATES_TRIED, LIMITED_ROLES, openWorld } from './two-worlds.ts'
import type { ForeignChange, LimitedRole, World } from './two-worlds.ts'

/** Each run asks every route the role may use once: about 250 triples a role. */
const RUNS_A_ROLE = 8

const foreignChange: fc.Arbitrary<ForeignChange> = fc.record({
  plant: fc.integer({ min: 0, max: 5 }),
  where: fc.nat(5),
  east: fc.integer({ min: -20, max: 20 }),
  size: fc.record({
    riskPoints: fc.integer({ min: 1, max: 3 }),
    hazards: fc.integer({ min: 1, max: 3 }),
    level: fc.constantFrom(1, 2, 3, 4),
    state: fc.constantFrom(...HAZARD_STATES_TRIED),
  }),
  then: fc.constantFrom('stay', 'stay', 'move', 'close', 'archive-hazard', 'archive'),
})

let alone: World
/** One world for each role: what is foreign to one is another's own. */
const crowded = new Map<LimitedRole, World>()
let routes: readonly string[]

beforeAll(async () => {
  alone = await openWorld()
  routes = readingRoutes(alone.app)
  for (const role of LIMITED_ROLES) crowded.set(role, await openWorld())
})
afterAll(async () => {
  for (const world of [alone, ...crowded.values()]) await world.close()
})

describe('rows outside a scope', () => {
  it('are looked for behind every route that shows rows', () => {
    expect(routes.length).toBeGreaterThan(30)
  })

  it.each(LIMITED_ROLES)(
    'change nothing that a %s can see: bodies, totals, cursors, tags',
    async (role) => {
      const world = crowded.get(role)
      if (world === undefined) throw new Error('the worlds open before the tests')
      const own = routes.filter((key) => mayUse(role, key))
      const cookies = [alone, world].map((one) => one.cookies.get(role) ?? '')
      const statuses = new Set<number>()
      await fc.assert(
        fc.asyncProperty(
          fc.array(foreignChange, { minLength: 1, maxLength: 3 }),
          fc.tuple(...own.map(readingRequest)),
          async (changes, requests) => {
            await world.change(role, changes)
            for (const path of requests) {
              const without = await readAll(alone.app, path, cookies[0] ?? '')
              const among = await readAll(world.app, path, cookies[1] ?? '')
              expect(among.text, `${role} ${path}`).toBe(without.text)
              // Nothing is refused for its form: what is compared are answers.
              for (const status of among.statuses) expect([200, 204, 404], path).toContain(status)
              for (const status of among.statuses) statuses.add(status)
            }
          },
        ),
        // Rows stay from run to run, so that a smaller case would not be the same case.
        { numRuns: RUNS_A_ROLE, seed: 622, endOnFailure: true },
      )
      expect([...statuses]).toContain(200)
      expect(world.services.facts.counts().enterprises).toBeGreaterThan(
        alone.services.facts.counts().enterprises,
      )
    },
    60_000,
  )
})
