import fc from 'fast-check'
import { FILTER_KEYS } from '#domain/filter.ts'
import type { FilterKey } from '#domain/filter.ts'
import { lngLatToTileFraction } from '#domain/tile.ts'
import { ROUTE_POLICIES } from '#server/access/policy.ts'
import type { createApp } from '#server/app.ts'
import { READING_POSTS } from '#server/http/route-key.ts'
import type { LimitedRole } from './two-worlds.ts'
import { plantIds } from './whole-plant.ts'

/** Public by contract, with counts of the whole store; the other two say nothing of any row. */
const OF_NO_SCOPE = ['GET /api/health', 'GET /readyz', 'GET /api/openapi.json', 'GET /c/:token']
/** What no scope is behind: one's own session, files and imports, and what only administrators see. */
const OF_ITS_OWN = [
  'GET /api/session',
  'GET /api/users',
  'GET /api/tokens',
  'GET /api/audit',
  'GET /api/imports',
  'GET /api/import-files',
]

/** Every reading route that shows rows to somebody whose sight is limited. */
export function readingRoutes(app: ReturnType<typeof createApp>): readonly string[] {
  const keys = new Set(app.routes.map(({ method, path }) => `${method} ${path}`))
  return [...keys].filter(
    (key) =>
      (key.startsWith('GET ') || READING_POSTS.has(key)) &&
      ROUTE_POLICIES[key]?.roles !== 'anyone' &&
      !OF_NO_SCOPE.includes(key) &&
      !OF_ITS_OWN.some((own) => key.startsWith(own)) &&
      // A stream tells of changes as they come; its own test listens to it.
      key !== 'GET /api/events',
  )
}

/** Whether the policy lets the role use the route at all. */
export function mayUse(role: LimitedRole, key: string): boolean {
  const roles = ROUTE_POLICIES[key]?.roles ?? []
  return roles !== 'anyone' && roles.includes(role)
}

const FILTER_VALUES: Readonly<Partial<Record<FilterKey, readonly string[]>>> = {
  township: ['410622101', '410622102', '410621100'],
  sector: ['WH', 'FM'],
  department: [encodeURIComponent('应急管理局')],
  industry: ['C', '26'],
  level: ['1', '2', '1,2,none'],
  basis: ['inherent'],
  hazardLevel: ['major', 'general'],
  accident: ['A26'],
  status: ['REPORTED', 'CLOSED', 'REPORTED,CLOSED'],
  overdue: ['true', 'false'],
  checkMode: ['SELF'],
  turn: ['enterprise', 'bureau'],
  responsible: [encodeURIComponent('设备科')],
  size: ['small'],
  flag: ['confined-space'],
  enterprise: ['a', 'foreign-0', 'a,foreign-1'],
  from: ['2026-04-01', '2026-05-20'],
  to: ['2026-05-31'],
  asOf: ['2026-05-24', '2026-05-28', '2026-04-15'],
  q: [encodeURIComponent('示例暗记'), 'foreign', 'R-0'],
}

const filter = fc
  .subarray(
    FILTER_KEYS.filter((key) => FILTER_VALUES[key] !== undefined),
    { maxLength: 3 },
  )
  .chain((keys) =>
    fc.tuple(
      ...keys.map((key) =>
        fc.constantFrom(...(FILTER_VALUES[key] ?? [])).map((value) => `${key}=${value}`),
      ),
    ),
  )

/** Named sets of orders, as the contract lists them; a wrong one would answer 400 in both worlds. */
const SORTS: Readonly<Record<string, readonly string[]>> = {
  'GET /api/enterprises': ['level', '-name', 'township', 'riskPointCount', '-open', '-overdue'],
  'GET /api/risk-points': ['level', '-name', 'enterprise', 'assessedAt'],
  'GET /api/hazards': [
    '-foundAt',
    'deadline',
    '-overdueDays',
    'hazardLevel',
    'state',
    'enterprise',
  ],
}

const density = fc
  .record({
    subject: fc.constantFrom('hazards', 'risk-points'),
    bandwidth: fc.constantFrom(300, 1000, 5000),
    kernel: fc.constantFrom('gaussian', 'quartic'),
    // Before every asOf above, and between them: that is refused where it comes after.
    since: fc.constantFrom(null, '2026-04-10', '2026-05-24'),
  })
  .map(({ subject, bandwidth, kernel, since }) => [
    `subject=${subject}`,
    `bandwidth=${bandwidth}`,
    `kernel=${kernel}`,
    ...(since === null ? [] : [`since=${since}`]),
  ])

const place = fc
  .tuple(fc.integer({ min: -30, max: 30 }), fc.integer({ min: -30, max: 30 }))
  .map(([east, north]) => [`lng=${114.197 + east / 1000}`, `lat=${35.607 + north / 1000}`])

/** The query of a route: nothing where it takes none. */
function queryOf(key: string): fc.Arbitrary<string> {
  const joined = (...parts: fc.Arbitrary<readonly string[]>[]) =>
    fc.tuple(...parts).map((lists) => {
      const text = lists.flat().join('&')
      return text === '' ? '' : `?${text}`
    })
  const sorts = SORTS[key]
  if (sorts !== undefined)
    return joined(
      filter,
      fc.constantFrom(...sorts).map((sort) => [`sort=${sort}`]),
      fc.constantFrom(1, 2, 500).map((limit) => [`limit=${limit}`]),
    )
  if (key === 'GET /api/density/at') return joined(filter, density, place)
  if (key === 'GET /api/nearest-enterprises') return joined(filter, place)
  if (key.includes('/tiles/density')) return joined(filter, density)
  if (
    key.includes('/tiles/') ||
    ['GET /api/situation', 'GET /api/hazard-counts', 'POST /api/counts-within'].includes(key)
  )
    return joined(filter)
  if (key.includes('/exports/'))
    return joined(
      filter,
      fc.constantFrom('csv', 'geojson').map((format) => [`format=${format}`]),
    )
  // A workbook carries the moment it was packed.
  if (key.includes('/import-templates/')) return fc.constant('?format=csv')
  if (key === 'GET /api/plans/:id') return fc.constantFrom('', '?coordinates=wgs84')
  return fc.constant('')
}

const tile = fc
  .tuple(fc.integer({ min: 0, max: 16 }), fc.constantFrom(0, 0.002, 0.004, 0.2))
  .map(([z, east]) => {
    const [x, y] = lngLatToTileFraction([114.197 + east, 35.607], z)
    return { z: String(z), x: String(Math.floor(x)), y: String(Math.floor(y)) }
  })

const IDS_OF: Readonly<Record<string, keyof ReturnType<typeof plantIds>>> = {
  enterprises: 'enterprise',
  plans: 'plan',
  'risk-points': 'riskPoint',
  hazards: 'hazard',
}

/** An address of the route: ids of shared plants and of foreign ones alike. */
function pathOf(key: string): fc.Arbitrary<string> {
  const pattern = key.replace('GET ', '')
  const field = IDS_OF[pattern.split('/')[2] ?? '']
  const owner = fc.constantFrom('a', 'b', 'c', 'd', 'foreign-0', 'foreign-1')
  return fc
    .record({
      tile,
      ids: owner.map(plantIds),
      picture: owner.map((plant) => plantIds(plant).picture),
      code: fc.constantFrom('410622', '410621', '410622101'),
      kind: fc.constantFrom('enterprises', 'risk-points', 'hazards'),
    })
    .map(({ tile: { z, x, y }, ids, picture, code, kind }) => {
      const values: Readonly<Record<string, string | undefined>> = {
        z,
        x,
        y: `${y}.${pattern.includes('density') ? 'png' : 'mvt'}`,
        id: field === undefined ? undefined : ids[field],
        imageId: picture,
        photoId: picture,
        code,
        kind,
        // The plants' first published version.
        number: '1',
      }
      return pattern.replaceAll(/:(\w+)/g, (_all, name: string) => {
        const value = values[name]
        if (value === undefined) throw new RangeError(`${key}: nothing is known of :${name}`)
        return value
      })
    })
}

/** Boxes about the shared plants, some with no more than one of them inside. */
const area = fc
  .tuple(fc.constantFrom(0, 0.002, 0.004, 0.2), fc.constantFrom(0.0005, 0.003, 0.5))
  .map(([east, reach]) => {
    const [lng, lat] = [114.197 + east, 35.607]
    const corners = [
      [-reach, -reach],
      [reach, -reach],
      [reach, reach],
      [-reach, reach],
      [-reach, -reach],
    ].map(([x = 0, y = 0]) => [lng + x, lat + y])
    return JSON.stringify({ area: { type: 'Polygon', coordinates: [corners] } })
  })

/** A request of a reading route, as `readAll` takes it. */
export function readingRequest(key: string): fc.Arbitrary<string> {
  if (READING_POSTS.has(key))
    return fc.tuple(queryOf(key), area).map(([query, body]) => `${key}${query} ${body}`)
  return fc.tuple(pathOf(key), queryOf(key)).map(([path, query]) => path + query)
}
