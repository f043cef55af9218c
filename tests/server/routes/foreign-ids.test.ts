import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readDataVersion } from '#server/store/meta.ts'
import { openHostileCounty } from './hostile-county.ts'
import type { HostileCounty } from './hostile-county.ts'
import { GEOREFERENCE, square, zone } from './county.ts'
import { plantIds } from './whole-plant.ts'

/** Ids in bodies that name rows of somebody else: of a plant beside one's own, and of another county. */
const MISSING = 'no-such-row'
const OWN = plantIds('own')

let county: HostileCounty
let cookie: string

beforeAll(async () => {
  county = await openHostileCounty()
  cookie = await county.cookie('enterprise')
})
afterAll(() => county.close())

/** Write with the version the row has now, so that nothing but the id is wrong. */
async function write(method: string, path: string, body: object) {
  const versioned = method !== 'POST' || path.endsWith('/transitions')
  const row = path.replace('/transitions', '')
  const current = versioned ? await county.app.request(row, { headers: { cookie } }) : null
  const response = await county.app.request(path, {
    method,
    headers: {
      cookie,
      'Content-Type': 'application/json',
      ...(current === null ? {} : { 'If-Match': current.headers.get('etag') ?? '' }),
    },
    body: JSON.stringify(body),
  })
  return { status: response.status, text: await response.text() }
}

const planBody = (over: object) => ({ name: '示例图', frame: { unit: 'meter' }, ...over })
const planPath = `/api/plans/${OWN.plan}`
const place = (id: string, over: object = {}) => ({ id, position: [1, 1], ...over })

type IdField = keyof ReturnType<typeof plantIds>

/** Every place of a body that takes an id: what it names, and how a request with it looks. */
const BODIES: readonly (readonly [string, IdField, string, string, (id: string) => object])[] = [
  [
    'enterpriseId of a hazard',
    'enterprise',
    'POST',
    '/api/hazards',
    (id) => ({ enterpriseId: id, description: '示例隐患' }),
  ],
  [
    'riskPointId of a hazard',
    'riskPoint',
    'POST',
    '/api/hazards',
    (id) => ({ enterpriseId: 'own', riskPointId: id, description: '示例隐患' }),
  ],
  [
    'riskPointId of a hazard that is there',
    'riskPoint',
    'PATCH',
    `/api/hazards/${OWN.hazard}`,
    (id) => ({ riskPointId: id }),
  ],
  [
    'rectifier of a move',
    'person',
    'POST',
    `/api/hazards/${OWN.hazard}/transitions`,
    (id) => ({ to: 'CONFIRMED', rectifier: id }),
  ],
  [
    'acceptor of a move',
    'person',
    'POST',
    '/api/hazards/own-hazard-1/transitions',
    (id) => ({ to: 'CONFIRMED', acceptor: id }),
  ],
  [
    'photo of a move',
    'picture',
    'POST',
    '/api/hazards/own-hazard-2/transitions',
    (id) => ({ to: 'CONFIRMED', photos: [id] }),
  ],
  [
    'enterpriseId of a risk point',
    'enterprise',
    'POST',
    '/api/risk-points',
    (id) => ({ enterpriseId: id, name: '示例点' }),
  ],
  [
    'personId of a risk point',
    'person',
    'POST',
    '/api/risk-points',
    (id) => ({ enterpriseId: 'own', name: '示例点', personId: id }),
  ],
  [
    'zoneId of a risk point',
    'zone',
    'POST',
    '/api/risk-points',
    (id) => ({ enterpriseId: 'own', name: '示例点', zoneId: id }),
  ],
  [
    'personId of a point that is there',
    'person',
    'PATCH',
    `/api/risk-points/${OWN.riskPoint}`,
    (id) => ({ personId: id }),
  ],
  [
    'zoneId of a point that is there',
    'zone',
    'PATCH',
    `/api/risk-points/${OWN.riskPoint}`,
    (id) => ({ zoneId: id }),
  ],
  [
    'eventId of an assessment',
    'event',
    'POST',
    `/api/risk-points/${OWN.riskPoint}/assessments`,
    (id) => ({ eventId: id, kind: 'current', method: 'LEC', params: { L: 1, E: 1, C: 1 } }),
  ],
  [
    'eventId of a measure',
    'event',
    'POST',
    `/api/risk-points/${OWN.riskPoint}/measures`,
    (id) => ({ category: 'ENG', text: '示例措施', eventId: id }),
  ],
  [
    'personId of a zone',
    'person',
    'PUT',
    planPath,
    (id) => planBody({ zones: [zone('own-zone', square(0, 0, 9), { personId: id })] }),
  ],
  [
    'a point on a plan',
    'riskPoint',
    'PUT',
    planPath,
    (id) => planBody({ riskPoints: [place(id)] }),
  ],
  [
    'zoneId of a point on a plan',
    'zone',
    'PUT',
    planPath,
    (id) =>
      planBody({
        zones: [zone('own-zone', square(0, 0, 9))],
        riskPoints: [place(OWN.riskPoint, { zoneId: id })],
      }),
  ],
  [
    'the picture of a plan',
    'picture',
    'PUT',
    planPath,
    (id) => planBody({ image: { id }, frame: { unit: 'meter', georeference: GEOREFERENCE } }),
  ],
  ['enterpriseId of a plan', 'enterprise', 'PUT', planPath, (id) => planBody({ enterpriseId: id })],
  ['id of a plan', 'plan', 'PUT', planPath, (id) => planBody({ id })],
]

describe('an id of somebody else in a body', () => {
  it.each(BODIES)(
    'is refused like a missing one: %s',
    async (_name, field, method, path, bodyOf) => {
      const before = await readDataVersion(county.store)
      const told = async (id: string) => {
        const { status, text } = await write(method, path, bodyOf(id))
        return { status, text: text.replace(/"requestId":"[^"]*"/, '').replaceAll(id, 'ID') }
      }
      const missing = await told(MISSING)
      expect([404, 422]).toContain(missing.status)
      for (const plant of ['sibling', 'foreign']) {
        expect(await told(plantIds(plant)[field]), plant).toEqual(missing)
      }
      expect(await readDataVersion(county.store)).toBe(before)
    },
  )

  it('is what was wrong: with an own id each of these requests gets further', async () => {
    for (const [name, field, method, path, bodyOf] of BODIES) {
      const missing = await write(method, path, bodyOf(MISSING))
      const own = await write(method, path, bodyOf(plantIds('own')[field]))
      const codes = (text: string) => [...text.matchAll(/"code":"(\w+)"/g)].map(([, code]) => code)
      expect([own.status, codes(own.text)], name).not.toEqual([missing.status, codes(missing.text)])
    }
  })
})

describe('an id of somebody else in a filter', () => {
  it.each(['enterprises', 'risk-points', 'hazards'])('finds nothing among %s', async (noun) => {
    for (const id of ['sibling', 'foreign', MISSING]) {
      const path = `/api/${noun}?enterprise=${id}`
      const response = await county.app.request(path, { headers: { cookie } })
      expect(await response.json()).toEqual({ items: [], total: 0, nextCursor: null })
    }
  })
})
