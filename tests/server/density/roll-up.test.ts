import { describe, expect, it } from 'vitest'
import { momentOf } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import { lngLatToTileFraction } from '#domain/tile.ts'
import type { ColumnSelection } from '#server/density/columns/column-selection.ts'
import { rollUpOf } from '#server/density/columns/roll-up.ts'
import { vectorTile } from '#server/density/vector-tile.ts'
import { segmentOf, selectSegments } from './column-records.ts'
import { enterpriseRecord, riskPointRecord, scopeFor } from './records.ts'

const NOON = momentOf(new Date('2026-06-01T04:00:00Z'))
const LONG_AGO = new Date('2026-01-05T02:00:00Z')
const TOWNSHIPS = ['410622101', '410622102', '410622103']

/** Forty plants with points enough that a tile from afar counts them by group. */
const plants = Array.from({ length: 40 }, (_, plant) => plant)
const segment = segmentOf({
  enterprises: plants.map((plant) =>
    enterpriseRecord({ id: `e${plant}`, township: TOWNSHIPS[plant % 3] ?? null }),
  ),
  riskPoints: plants.flatMap((plant) =>
    Array.from({ length: 250 }, (_, index) =>
      riskPointRecord({
        id: `p${plant}-${index}`,
        enterpriseId: `e${plant}`,
        position: [
          114 + ((plant * 0.618_034) % 1) * 0.5 + ((index * 0.754_878) % 1) * 0.004,
          35.4 + ((plant * 0.414_214) % 1) * 0.4 + ((index * 0.569_84) % 1) * 0.003,
        ],
        levels: [
          {
            at: LONG_AGO,
            level: {
              inherent: 1,
              current: ([1, 2, 3, 4, null] as (RiskLevel | null)[])[index % 5] ?? null,
            },
          },
        ],
      }),
    ),
  ),
  hazards: [],
})

/** The same selection without its groups, so that every row is counted by itself. */
const rowByRow = (selection: ColumnSelection): ColumnSelection => ({
  ...selection,
  parts: selection.parts.map((part) => ({ ...part, groups: null })),
})

describe('a tile counted by group', () => {
  it.each<[string, Partial<Filter>]>([
    ['everything', {}],
    ['two levels of two townships', { level: ['1', '2'], township: TOWNSHIPS.slice(0, 2) }],
    ['the inherent level', { basis: 'inherent', level: ['1'] }],
  ])('has the bytes of one counted row by row: %s', (_, given) => {
    const filter = { ...EMPTY_FILTER, ...given }
    const selection = selectSegments([segment], filter, scopeFor(), NOON)
    const options = { noun: 'risk-points', basis: filter.basis, scope: scopeFor() } as const
    let tiles = 0
    for (let z = 0; z <= 12; z += 1)
      for (const place of [
        [114.1, 35.5],
        [114.3, 35.7],
        [114.4, 35.6],
      ] as const) {
        const [x = 0, y = 0] = lngLatToTileFraction(place, z).map(Math.floor)
        const grouped = vectorTile({ selection }, z, x, y, options)
        const single = vectorTile({ selection: rowByRow(selection) }, z, x, y, options)
        expect(grouped).toEqual(single)
        if (grouped !== null) tiles += 1
      }
    expect(tiles).toBeGreaterThan(20)
    expect(selection.parts[0]?.groups).not.toBeNull()
  })

  it('counts no plant that a newer segment holds', () => {
    const old = { ...segment, live: segment.live.map((_, number) => number % 2) }
    const selection = selectSegments([old], EMPTY_FILTER, scopeFor(), NOON)
    const options = { noun: 'risk-points', basis: 'current', scope: scopeFor() } as const
    const [x = 0, y = 0] = lngLatToTileFraction([114.2, 35.6], 6).map(Math.floor)
    expect(vectorTile({ selection }, 6, x, y, options)).toEqual(
      vectorTile({ selection: rowByRow(selection) }, 6, x, y, options),
    )
  })

  it('is not made where more than the group decides', () => {
    for (const filter of [
      { ...EMPTY_FILTER, accident: ['A09'] },
      { ...EMPTY_FILTER, q: 'x' },
      { ...EMPTY_FILTER, from: '2026-01-01' },
      { ...EMPTY_FILTER, overdue: ['true' as const] },
    ])
      expect(selectSegments([segment], filter, scopeFor(), NOON).parts[0]?.groups).toBeNull()
  })

  it('holds far fewer entries than rows', () => {
    const [part] = selectSegments([segment], EMPTY_FILTER, scopeFor(), NOON).parts
    if (part === undefined) throw new Error('nothing is selected')
    const { count } = rollUpOf(part.at)
    expect(count.reduce((sum, one) => sum + one, 0)).toBe(10_000)
    expect(count.length).toBeLessThan(600)
  })
})
