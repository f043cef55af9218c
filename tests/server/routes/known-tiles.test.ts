import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lngLatToTileFraction } from '#domain/tile.ts'
import { questionsOf } from '#server/http/tile-question.ts'
import { LIMITED_ROLES, openWorld } from './two-worlds.ts'
import type { LimitedRole, World } from './two-worlds.ts'

let world: World

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const questions = () => questionsOf(world.services.facts)

async function ask(path: string, role: LimitedRole | null, headers = {}) {
  const cookie = role === null ? '' : (world.cookies.get(role) ?? '')
  const response = await world.app.request(path, { headers: { cookie, ...headers } })
  const body = Buffer.from(await response.arrayBuffer()).toString('base64')
  const named = [...response.headers].filter(([name]) => name !== 'x-request-id')
  // A refusal names its request.
  return { status: response.status, headers: named, body: response.status < 400 ? body : '' }
}

/** The answer that is given when nothing is known of an address. */
async function askAnew(path: string, role: LimitedRole | null, headers = {}) {
  questions().clear()
  return ask(path, role, headers)
}

const [X, Y] = lngLatToTileFraction([114.197, 35.607], 12).map(Math.floor) as [number, number]

/** Addresses of tiles, and of what is none. */
const addresses = fc
  .record({
    kind: fc.constantFrom('density', 'enterprises', 'risk-points', 'hazards', 'zones'),
    place: fc.constantFrom(`12/${X}/${Y}`, `12/${X + 1}/${Y}`, '12/99999/1', `12/0${X}/${Y}`),
    end: fc.constantFrom('png', 'mvt'),
    query: fc.constantFrom(
      '',
      '?sector=WH',
      '?township=410622101&level=1,2',
      '?level=2,1',
      '?asOf=2026-05-10',
      '?bandwidth=500&subject=risk-points',
      '?since=2026-04-15',
      '?since=2999-01-01',
      '?bandwidth=5',
      '?nonsense=1',
      '?level=1&level=2',
      '?q=%E7%A4%BA%E4%BE%8B',
    ),
  })
  .map(({ kind, place, end, query }) => `/api/tiles/${kind}/${place}.${end}${query}`)
const askers = fc.constantFrom<LimitedRole | null>(...LIMITED_ROLES, null)

describe('a tile whose address was asked before', () => {
  it('is answered as one that was not, whoever asked before', async () => {
    await fc.assert(
      fc.asyncProperty(
        addresses,
        fc.array(askers, { minLength: 1, maxLength: 3 }),
        askers,
        async (path, before, asker) => {
          const anew = await askAnew(path, asker)
          questions().clear()
          for (const other of before) await ask(path, other)
          expect(await ask(path, asker)).toEqual(anew)
          const tag = anew.headers.find(([name]) => name === 'etag')?.[1]
          if (tag === undefined) return
          const held = { 'If-None-Match': tag }
          const known = await ask(path, asker, held)
          expect(known.status).toBe(304)
          expect(known).toEqual(await askAnew(path, asker, held))
        },
      ),
      { numRuns: 120 },
    )
  })

  it('is remembered only when it was one, and within bounds', async () => {
    questions().clear()
    for (const path of [
      `/api/tiles/density/12/${X}/${Y}.png?bandwidth=5`,
      '/api/tiles/density.json',
    ])
      await ask(path, 'bureau')
    expect(questions().size).toBe(0)
    await ask(`/api/tiles/density/12/${X}/${Y}.png`, null)
    expect(questions().size).toBe(0)
    for (let text = 0; text < 1_200; text += 1)
      await ask(`/api/tiles/zones/12/0/0.mvt?q=${'x'.repeat(90)}${text}`, 'bureau')
    expect(questions().size).toBeGreaterThan(500)
    expect(questions().size).toBeLessThan(1_200)
    expect(questions().calculatedSize).toBeLessThanOrEqual(2 * 2 ** 20)
  })
})
