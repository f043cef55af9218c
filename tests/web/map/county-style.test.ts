import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec'
import type { RasterDEMSourceSpecification } from 'maplibre-gl'
import { describe, expect, test } from 'vitest'
import type { BoundingBox } from '#domain/position.ts'
import { DENSITY_RAMPS, DIFFERENCE_RAMPS, PALETTES, RATE_STEPS } from '#web/palette.ts'
import { countyStyle } from '#web/map/county-style.ts'
import { LAYERS, SOURCES } from '#web/map/ids.ts'
import { DENSITY_SCENE, HOST, SCENES } from './scenes.ts'

const idsOf = (scene = DENSITY_SCENE) => countyStyle(scene, HOST).layers.map(({ id }) => id)
const above = (ids: readonly string[], upper: string, lower: string) => {
  expect(ids).toContain(upper)
  expect(ids).toContain(lower)
  expect(ids.indexOf(upper)).toBeGreaterThan(ids.indexOf(lower))
}

describe.each(SCENES)('the county map with %s', (_, scene) => {
  test('is a valid style', () => {
    expect(validateStyleMin(countyStyle(scene, HOST))).toEqual([])
  })

  test('has each layer once, and every layer its source', () => {
    const { layers, sources } = countyStyle(scene, HOST)
    const ids = layers.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const layer of layers)
      if ('source' in layer) expect(Object.keys(sources)).toContain(layer.source)
  })

  test('is the same value for the same scene, so that showing it again changes nothing', () => {
    expect(countyStyle(scene, HOST)).toEqual(countyStyle({ ...scene }, HOST))
  })
})

describe('the order of layers', () => {
  test('the field lies on the land and under every line', () => {
    const ids = idsOf()
    above(ids, LAYERS.density, LAYERS.county)
    above(ids, LAYERS.townshipLines, LAYERS.density)
    above(ids, LAYERS.countyLine, LAYERS.density)
  })

  test('zones lie under points, points under enterprises', () => {
    const ids = idsOf()
    above(ids, LAYERS.zoneHatch, LAYERS.zones)
    above(ids, LAYERS.riskPoints, LAYERS.zoneHatch)
    above(ids, LAYERS.enterprises, LAYERS.riskPoints)
  })

  test('names of townships come after every dot; only the counts are placed before them', () => {
    const { layers } = countyStyle(DENSITY_SCENE, HOST)
    const names = layers.findIndex(({ id }) => id === LAYERS.townshipNames)
    expect(layers.slice(names + 1).map(({ id }) => id)).toEqual([LAYERS.enterpriseCellCounts])
    expect(layers.slice(names).every(({ type }) => type === 'symbol')).toBe(true)
  })
})

test('a filter in a tile’s address stays, and every tile is asked of the one host', () => {
  const { sources } = countyStyle(DENSITY_SCENE, HOST)
  const addresses = Object.values(sources).flatMap((source) =>
    'tiles' in source ? (source.tiles ?? []) : [],
  )
  expect(addresses).toContain('http://localhost:8080/api/tiles/zones/{z}/{x}/{y}.mvt?sector=WH')
  expect(addresses).toHaveLength(4)
  for (const address of addresses) expect(address.startsWith(HOST.origin)).toBe(true)
})

test('density tiles are asked for where the field is, with room for a point at its rim', () => {
  const boundsOf = (bounds: BoundingBox) => {
    const density = DENSITY_SCENE.density && { ...DENSITY_SCENE.density, bounds }
    const { sources } = countyStyle({ ...DENSITY_SCENE, density }, HOST)
    return (sources[SOURCES.density] as RasterDEMSourceSpecification).bounds
  }
  const drawn = boundsOf([114.0612, 35.4987, 114.3501, 35.8])
  expect(drawn).toEqual([114, 35.4, 114.4, 35.8])
  // The source is the same, so that nothing is asked for anew.
  expect(boundsOf([114.02, 35.41, 114.39, 35.79])).toEqual(drawn)
  expect(boundsOf([-70.66, -33.46, -70.64, -33.44])).toEqual([-70.7, -33.5, -70.6, -33.4])
})

test('the ramp is stretched to the scale: its last stop stands at the top, in the field’s unit', () => {
  const layer = countyStyle(DENSITY_SCENE, HOST).layers.find(({ id }) => id === LAYERS.density)
  const colour = (layer?.paint as { 'color-relief-color': unknown[] })['color-relief-color']
  expect(colour.slice(-2)).toEqual([5, DENSITY_RAMPS.light.at(-1)?.colour])
})

test('differences have the ramp of two sides, as far below 0 as above', () => {
  const scene = SCENES.find(([name]) => name === 'differences')?.[1]
  const layer = scene && countyStyle(scene, HOST).layers.find(({ id }) => id === LAYERS.density)
  const colour = (layer?.paint as { 'color-relief-color': unknown[] })['color-relief-color']
  expect(colour.slice(3, 5)).toEqual([-5, DIFFERENCE_RAMPS.light[0]?.colour])
  expect(colour.slice(-2)).toEqual([5, DIFFERENCE_RAMPS.light.at(-1)?.colour])
})

test('a township without a rate is left bare, one with a rate has its step’s colour', () => {
  const scene = SCENES.find(([name]) => name === 'rates')?.[1]
  const layer =
    scene && countyStyle(scene, HOST).layers.find(({ id }) => id === LAYERS.townshipRates)
  const match = (layer?.paint as { 'fill-color': unknown[] })['fill-color']
  // 120 of 150 in five steps is the fifth: steps begin with their lower bound.
  expect(match).toEqual([
    'match',
    ['get', 'code'],
    '410622101',
    RATE_STEPS.light[4],
    'rgba(0, 0, 0, 0)',
  ])
})

test('the ring stands where the selected enterprise stands', () => {
  const scene = SCENES.find(([name]) => name === 'one selected')?.[1] ?? DENSITY_SCENE
  expect(countyStyle(scene, HOST).sources[SOURCES.selection]).toMatchObject({
    data: { features: [{ geometry: { coordinates: [114.1, 35.6] } }] },
  })
  expect(countyStyle(DENSITY_SCENE, HOST).sources[SOURCES.selection]).toMatchObject({
    data: { features: [] },
  })
})

test('marks of levels follow the language: 红橙黄蓝, or A to D', () => {
  const marks = (language: 'zh' | 'en') =>
    JSON.stringify(
      countyStyle({ ...DENSITY_SCENE, language }, HOST).layers.find(
        ({ id }) => id === LAYERS.enterpriseLetters,
      ),
    )
  for (const mark of ['红', '橙', '黄', '蓝', '未']) expect(marks('zh')).toContain(`"${mark}"`)
  for (const mark of ['A', 'B', 'C', 'D']) expect(marks('en')).toContain(`"${mark}"`)
})

test('an area is ink between the field and the dots, in no colour of a level', () => {
  const scene = SCENES.find(([name]) => name === 'an area')?.[1] ?? DENSITY_SCENE
  const ids = idsOf(scene)
  above(ids, LAYERS.areaLine, LAYERS.density)
  above(ids, LAYERS.enterprises, LAYERS.areaLine)
  const drawn = JSON.stringify(
    countyStyle(scene, HOST).layers.filter(({ id }) => id.startsWith('area-')),
  )
  for (const level of [1, 2, 3, 4] as const)
    for (const colour of Object.values(PALETTES.light.level[level]))
      if (colour !== PALETTES.light.halo) expect(drawn).not.toContain(colour)
  expect(drawn).not.toContain('pattern')
})
