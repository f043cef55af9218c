import type { FeatureCollection, Position } from 'geojson'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fromWgs84 } from '#domain/crs.ts'
import { badRowLines } from '#server/intake/row-issue.ts'
import { runImport } from '#server/intake/run-import.ts'
import { undoImport } from '#server/intake/undo.ts'
import { findRegion, putRegions } from '#server/store/region.ts'
import type { Store } from '#server/store/transact.ts'
import { importOf, openCountyStore, qixianRegions } from './county-store.ts'

let store: Store
let close: () => Promise<void>

beforeEach(async () => {
  ;({ store, close } = await openCountyStore())
})
afterEach(() => close())

const SQUARE: Position[] = [
  [114.2, 35.68],
  [114.26, 35.68],
  [114.26, 35.72],
  [114.2, 35.72],
  [114.2, 35.68],
]

function boundary(
  properties: Record<string, unknown>,
  ring: readonly Position[] = SQUARE,
): FeatureCollection['features'][number] {
  return { type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [[...ring]] } }
}

function collection(...features: FeatureCollection['features']): string {
  return JSON.stringify({ type: 'FeatureCollection', features })
}

const GAOCUN = { XZQDM: '410622101000', XZQMC: '高村镇', source: '县自然资源局 2026' }

describe('township boundaries', () => {
  test('a polygon gives its township a boundary, a source and a measured area', async () => {
    const outcome = await runImport(store, importOf('regions', collection(boundary(GAOCUN))))
    expect(outcome).toMatchObject({ status: 'taken', taken: { updated: 1 } })
    const region = await findRegion(store, '410622101')
    expect(region).toMatchObject({
      name: '高村镇',
      kind: 'township',
      parentCode: '410622',
      source: '县自然资源局 2026',
      illustrative: false,
    })
    // 0.06° × 0.04° at 35.7° N.
    expect(region?.areaKm2).toBeCloseTo(0.06 * 90.4 * 0.04 * 111.2, 0)
  })

  test('a name alone finds the code; an illustrative line is given no area', async () => {
    const text = collection(boundary({ name: '高村镇', illustrative: true }))
    await runImport(store, importOf('regions', text))
    expect(await findRegion(store, '410622101')).toMatchObject({
      illustrative: true,
      areaKm2: null,
    })
  })

  test('metres are converted as --crs says', async () => {
    const ring = SQUARE.map(([lng = 0, lat = 0]) => {
      const metres = fromWgs84([lng, lat], 'epsg:4547')
      if (!metres.ok) throw new Error(metres.issues[0]?.message)
      return [...metres.value]
    })
    const text = collection(boundary(GAOCUN, ring))
    expect((await runImport(store, importOf('regions', text))).status).toBe('refused')
    await runImport(store, importOf('regions', text, { crs: 'epsg:4547' }))
    const geometry = (await findRegion(store, '410622101'))?.geometry
    const [lng = 0, lat = 0] =
      geometry?.type === 'Polygon' ? (geometry.coordinates[0]?.[0] ?? []) : []
    expect(lng).toBeCloseTo(114.2, 6)
    expect(lat).toBeCloseTo(35.68, 6)
  })

  test.each([
    [boundary({ XZQMC: '高村镇', XZQDM: '410621101' }), 'code', 'outside_county'],
    [boundary({ XZQMC: '高村镇', XZQDM: 'GC' }), 'code', 'not_a_division'],
    [boundary({ XZQMC: '没有的镇' }), 'code', 'missing'],
    [boundary({ XZQDM: '410622101' }), 'name', 'missing'],
    [boundary(GAOCUN, SQUARE.slice(0, -1)), 'geometry', 'not_closed'],
    [
      boundary(GAOCUN, [
        [114.2, 35.68],
        [114.26, 35.72],
        [114.26, 35.68],
        [114.2, 35.73],
        [114.2, 35.68],
      ]),
      'geometry',
      'self_intersection',
    ],
    [
      boundary(
        GAOCUN,
        SQUARE.map(([lng = 0, lat = 0]) => [lat, lng]),
      ),
      'geometry',
      'out_of_range',
    ],
    [
      boundary(
        GAOCUN,
        SQUARE.map(([lng = 0, lat = 0]) => [lng + 2, lat]),
      ),
      'geometry',
      'outside_county',
    ],
    [
      { ...boundary(GAOCUN), geometry: { type: 'Point', coordinates: [114.2, 35.7] } },
      'geometry',
      'type_refused',
    ],
  ] as [FeatureCollection['features'][number], string, string][])(
    'feature %# is refused at %s',
    async (feature, field, code) => {
      const outcome = await runImport(store, importOf('regions', collection(feature)))
      expect(outcome.bad[0]).toMatchObject({ row: 1, issues: [{ field, code }] })
      expect((await findRegion(store, '410622101'))?.geometry).toBeNull()
    },
  )

  test('the same code twice in a file is named', async () => {
    const outcome = await runImport(
      store,
      importOf('regions', collection(boundary(GAOCUN), boundary(GAOCUN))),
    )
    expect(outcome.bad.flatMap(badRowLines)[0]).toMatch(/^row 2: code: 与第 1 个要素的代码相同; /)
  })

  test.each([
    ['名称,代码\n高村镇,410622101\n', 'not_json'],
    ['{"type":"Polygon"}', 'not_features'],
    [`{"a":${'['.repeat(100_000)}`, 'too_deep'],
  ])('a file that is no GeoJSON: %#', async (text, code) => {
    const outcome = await runImport(store, importOf('regions', text))
    expect(outcome.bad[0]?.issues[0]?.code).toBe(code)
  })

  test('an undo draws the old line again, unless somebody drew another since', async () => {
    const before = await findRegion(store, '410622101')
    const run = await runImport(store, importOf('regions', collection(boundary(GAOCUN))))
    const drawn = await findRegion(store, '410622101')
    if (drawn === null) throw new Error('expected the township')
    const put = (region: typeof drawn) =>
      store.transact({ actor: 'test', action: 'region.put' }, (tx) => putRegions(tx, [region]))
    await put({ ...drawn, areaKm2: 1 })
    expect(await undoImport(store, run.runId ?? '', { actor: 'test' })).toMatchObject({
      code: 'in_the_way',
    })
    await put(drawn)
    expect(await undoImport(store, run.runId ?? '', { actor: 'test' })).toMatchObject({ ok: true })
    expect(await findRegion(store, '410622101')).toEqual(before)
  })
})

test('the first county of all comes in without a county to check against', async () => {
  const empty = await openCountyStore([])
  const county = qixianRegions()[0]?.geometry
  const text = JSON.stringify({
    type: 'FeatureCollection',
    features: [{ type: 'Feature', properties: { adcode: 410622, name: '淇县' }, geometry: county }],
  })
  const outcome = await runImport(empty.store, importOf('regions', text))
  expect(outcome.taken.created).toBe(1)
  expect(await findRegion(empty.store, '410622')).toMatchObject({ kind: 'county', name: '淇县' })
  await empty.close()
})
