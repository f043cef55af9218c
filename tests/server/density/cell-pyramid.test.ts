import { describe, expect, it } from 'vitest'
import { momentOf } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import { lngLatToTileFraction } from '#domain/tile.ts'
import { cellsOfZoom, keptCellBytes } from '#server/density/tiles/cell-pyramid.ts'
import { COUNT, COUNT_COLUMNS, FINEST_CELL_ZOOM } from '#server/density/tiles/cell-layer.ts'
import { countCells } from '#server/density/tiles/cell-counts.ts'
import type { ColumnSelection } from '#server/density/columns/column-selection.ts'
import { tileSquare } from '#server/density/columns/tile-run.ts'
import { encodeCells, pointTile } from '#server/density/tiles/point-tile.ts'
import { tileRows } from '#server/density/tiles/tile-rows.ts'
import { segmentOf, selectSegments } from './column-records.ts'
import { enterpriseRecord, hazardRecord, riskPointRecord, scopeFor } from './records.ts'

const NOON = momentOf(new Date('2026-06-01T04:00:00Z'))
const LONG_AGO = new Date('2026-01-05T02:00:00Z')
const TOWNSHIPS = ['410622101', '410622102', '410622103']
const PLACES = [
  [114.1, 35.5],
  [114.3, 35.7],
  [114.4, 35.6],
] as const

/** Forty plants with rows enough that tiles are read from cells counted before. */
const plants = Array.from({ length: 40 }, (_, plant) => plant)
const rows = plants.flatMap((plant) =>
  Array.from({ length: 250 }, (_, index) => ({
    id: `${plant}-${index}`,
    index,
    enterpriseId: `e${plant}`,
    position: [
      114 + ((plant * 0.618_034) % 1) * 0.5 + ((index * 0.754_878) % 1) * 0.004,
      35.4 + ((plant * 0.414_214) % 1) * 0.4 + ((index * 0.569_84) % 1) * 0.003,
    ] as const,
  })),
)
const segment = segmentOf({
  enterprises: plants.map((plant) =>
    enterpriseRecord({
      id: `e${plant}`,
      township: TOWNSHIPS[plant % 3] ?? null,
      position: null,
    }),
  ),
  riskPoints: rows.map(({ id, index, enterpriseId, position }) =>
    riskPointRecord({
      id: `p${id}`,
      enterpriseId,
      // Some lie nowhere: they are in no cell.
      position: index % 40 === 0 ? null : position,
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
  hazards: rows.map(({ id, index, enterpriseId, position }) =>
    hazardRecord({
      id: `h${id}`,
      enterpriseId,
      riskPointId: `p${id}`,
      position,
      hazardLevel: index % 7 === 0 ? 'major' : 'general',
      deadlines: [{ at: LONG_AGO, day: index % 3 === 0 ? '2026-02-01' : '2026-12-31' }],
    }),
  ),
})

type Noun = 'risk-points' | 'hazards'

/** The same tile with every row counted by itself. */
function rowByRow(
  { parts }: ColumnSelection,
  noun: Noun,
  basis: Filter['basis'],
  [z, x, y]: readonly [number, number, number],
): Uint8Array | null {
  const square = tileSquare(z, x, y)
  const cells = countCells(square)
  for (const part of parts) {
    const own = tileRows(part, noun, basis)
    cells.addRows(own, own.within(square))
  }
  return encodeCells(noun, cells.cells(), z, x, y)
}

describe('a tile of cells counted before', () => {
  const cases: [string, Noun, Partial<Filter>][] = [
    ['all risk points', 'risk-points', {}],
    ['two levels', 'risk-points', { level: ['1', '2'], township: TOWNSHIPS.slice(0, 2) }],
    ['the inherent level', 'risk-points', { basis: 'inherent', level: ['1'] }],
    ['points with overdue hazards', 'risk-points', { overdue: ['true'] }],
    ['all hazards', 'hazards', {}],
    ['major hazards', 'hazards', { hazardLevel: ['major'] }],
  ]
  it.each(cases)('has the bytes of one counted row by row: %s', (_, noun, given) => {
    const filter = { ...EMPTY_FILTER, ...given }
    const selection = selectSegments([segment], filter, scopeFor(), NOON)
    const options = { noun, basis: filter.basis, singlesFromZoom: Infinity }
    let tiles = 0
    for (let z = 0; z <= FINEST_CELL_ZOOM; z += 1)
      for (const place of PLACES) {
        const [x = 0, y = 0] = lngLatToTileFraction(place, z).map(Math.floor)
        const tile = pointTile(selection.parts, z, x, y, options)
        expect(tile).toEqual(rowByRow(selection, noun, filter.basis, [z, x, y]))
        if (tile !== null) tiles += 1
      }
    expect(tiles).toBeGreaterThan(15)
  })

  it.each([
    ['some', (number: number) => number % 2],
    ['nearly all', (number: number) => (number < 4 ? 1 : 0)],
  ])('counts no plant that a newer segment holds, where it holds %s', (_, isLive) => {
    const old = { ...segment, live: segment.live.map((_live, number) => isLive(number)) }
    const selection = selectSegments([old], EMPTY_FILTER, scopeFor(), NOON)
    const [x = 0, y = 0] = lngLatToTileFraction([114.2, 35.6], 6).map(Math.floor)
    const options = { noun: 'risk-points', basis: 'current', singlesFromZoom: Infinity } as const
    expect(pointTile(selection.parts, 6, x, y, options)).toEqual(
      rowByRow(selection, 'risk-points', 'current', [6, x, y]),
    )
  })

  it('keeps every placed row in each of its layers, in far fewer cells', () => {
    const [part] = selectSegments([segment], EMPTY_FILTER, scopeFor(), NOON).parts
    if (part === undefined) throw new Error('nothing is selected')
    const before = keptCellBytes()
    let cells = 0
    for (let zoom = FINEST_CELL_ZOOM; zoom >= 0; zoom -= 1) {
      const { counts, x } = cellsOfZoom(part, 'risk-points', 'current', zoom)
      let sum = 0
      for (let cell = 0; cell < x.length; cell += 1)
        sum += counts[cell * COUNT_COLUMNS + COUNT] ?? 0
      expect(sum).toBe(9_720)
      expect(x.length).toBeLessThan(600)
      cells += x.length
    }
    // They are in the memory that is told, and bounded.
    expect(keptCellBytes() - before).toBeGreaterThanOrEqual(56 * cells)
  })
})
