import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec'
import { describe, expect, test } from 'vitest'
import { LAYERS, SOURCES } from '#web/map/ids.ts'
import { screenStyle, type ScreenScene } from '#web/map/screen-style.ts'
import { ACCENTS, PALETTES } from '#web/palette.ts'
import { DENSITY_SCENE, HOST } from './scenes.ts'

const FLAT: ScreenScene = {
  language: 'zh',
  unitPixels: 16,
  regions: DENSITY_SCENE.regions,
  seats: {
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        properties: { code: '410622101', name: '高村镇', label: '高村镇\n逾期 4 条', overdue: 4 },
        geometry: { type: 'Point', coordinates: [114.1, 35.6] },
      },
    ],
  },
  density: DENSITY_SCENE.density,
  relief: false,
  enterprises: DENSITY_SCENE.enterprises,
  lateness: false,
  mostOverdue: 12,
}
const SCENES = [
  ['density', FLAT],
  ['relief', { ...FLAT, relief: true, enterprises: null }],
  ['lateness', { ...FLAT, density: null, enterprises: null, lateness: true }],
  ['nothing yet', { ...FLAT, density: null, enterprises: null }],
] as const

describe.each(SCENES)('the large screen’s map with %s', (_, scene) => {
  test('is a valid style whose layers all have their source', () => {
    const style = screenStyle(scene, HOST)
    expect(validateStyleMin(style)).toEqual([])
    const ids = style.layers.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const layer of style.layers)
      if ('source' in layer) expect(Object.keys(style.sources)).toContain(layer.source)
  })

  test.each([720, 1080, 2160])('has no text under the unit of type at %i px', (height) => {
    const unitPixels = height / 67.5
    for (const { layout } of screenStyle({ ...scene, unitPixels }, HOST).layers)
      if (layout !== undefined && 'text-size' in layout) {
        const size = layout['text-size']
        if (typeof size === 'number') expect(size).toBeGreaterThanOrEqual(unitPixels)
      }
  })
})

test('the relief is the terrain of the same numbers that colour the flat map', () => {
  const relief = screenStyle({ ...FLAT, relief: true }, HOST)
  expect(relief.terrain?.source).toBe(SOURCES.density)
  expect(relief.layers.find(({ id }) => id === LAYERS.density)).toMatchObject({
    type: 'color-relief',
    source: SOURCES.density,
  })
  expect(screenStyle(FLAT, HOST).terrain).toBeUndefined()
})

test('lateness borrows no risk colour', () => {
  const text = JSON.stringify(
    screenStyle({ ...FLAT, density: null, enterprises: null, lateness: true }, HOST).layers,
  )
  for (const { solid } of Object.values(PALETTES.dark.level)) expect(text).not.toContain(solid)
  for (const { late, fault } of Object.values(ACCENTS))
    for (const { solid } of Object.values(PALETTES.dark.level))
      expect([late, fault]).not.toContain(solid)
})
