import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { momentOf } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import { cellOf } from '#server/density/columns/curve.ts'
import { columnBytes } from '#server/density/index-memory.ts'
import { createPace } from '#server/density/pace.ts'
import { FINEST_CELL_ZOOM, MEAN_SHIFT } from '#server/density/tiles/cell-layer.ts'
import type { CellLayer } from '#server/density/tiles/cell-layer.ts'
import { LEVEL_NUMBERS } from '#server/density/columns/level-numbers.ts'
import { tileSquare } from '#server/density/columns/tile-run.ts'
import { CELL_ZOOMS, countCells } from '#server/density/tiles/cell-counts.ts'
import type { CellCounts } from '#server/density/tiles/cell-counts.ts'
import { groupsInTile, layerOfGroups } from '#server/density/tiles/cells-of-groups.ts'
import { pointCellBytes, preparePointCells } from '#server/density/tiles/point-cells.ts'
import { selectedBox } from '#server/density/tiles/selected-box.ts'
import { tileRows } from '#server/density/tiles/tile-rows.ts'
import type { SelectedSegment } from '#server/density/columns/select-segment.ts'
import { segmentAt } from '#server/density/columns/segment-at.ts'
import { selectSegment } from '#server/density/columns/select-segment.ts'
import { segmentOf } from './column-records.ts'
import { enterpriseRecord, riskPointRecord, scopeFor } from './records.ts'

const DAYS = ['2026-02-01', '2026-03-01', '2026-04-01'].map((day) => new Date(`${day}T04:00:00Z`))
const SECTORS = ['HC', 'GM', 'industry-trade']
const ENTERPRISES = 5

const level = fc.constantFrom<RiskLevel | null>(null, 1, 2, 3, 4)
const point = fc.record({
  owner: fc.nat(ENTERPRISES - 1),
  position: fc.oneof(
    { weight: 1, arbitrary: fc.constant(null) },
    {
      weight: 12,
      arbitrary: fc.tuple(
        fc.integer({ min: 0, max: 15 }).map((step) => 114.2 + step / 10_000),
        fc.integer({ min: 0, max: 15 }).map((step) => 35.6 + step / 10_000),
      ),
    },
  ),
  levels: fc.tuple(level, level, level, level),
  archivedAt: fc.option(fc.constantFrom(...DAYS), { freq: 5 }),
})
type Point = typeof point extends fc.Arbitrary<infer Value> ? Value : never
// So many that several share an entry, and so few that hardly any do.
const points = fc.array(point, { minLength: 30, maxLength: 600, size: 'max' })
const filters = fc.record({
  sector: fc.subarray(SECTORS),
  level: fc.subarray(['1', '2', '3', '4', 'none'] as const),
  basis: fc.constantFrom('current' as const, 'inherent' as const),
})

/** Each cell with what is in it, row by row. */
function plainCells(part: SelectedSegment, basis: Filter['basis'], zoom: number) {
  const rows = tileRows(part, 'risk-points', basis)
  const cells = new Map<string, number[]>()
  for (const row of rows.all()) {
    const [x, y] = [rows.worldX(row), rows.worldY(row)]
    const key = [x, y].map((step) => cellOf(step, zoom)).join()
    const sums = cells.get(key) ?? Array.from({ length: 10 }, () => 0)
    cells.set(key, sums)
    const own = 1 + rows.level(row)
    sums[0] = (sums[0] ?? 0) + 1
    sums[own] = (sums[own] ?? 0) + 1
    sums[8] = (sums[8] ?? 0) + (x >>> MEAN_SHIFT)
    sums[9] = (sums[9] ?? 0) + (y >>> MEAN_SHIFT)
  }
  return [...cells]
}

function cellsIn({ x, y, counts, sumX, sumY }: CellLayer) {
  return Array.from(x, (own, cell): [string, number[]] => [
    `${own},${y[cell] ?? -1}`,
    [...counts.subarray(cell * 8, cell * 8 + 8), sumX[cell] ?? -1, sumY[cell] ?? -1],
  ])
}

/** What was counted in a tile's cells, to be compared with another's. */
function copyOf(counted: CellCounts) {
  const { cells, counts, worldX, worldY } = counted.cells()
  const means = [worldX, worldY].map((column) => column.slice(0, cells))
  return { cells, counts: counts.slice(0, cells * 8), means }
}

/** The same, row by row. */
function plainTile(
  part: SelectedSegment,
  basis: Filter['basis'],
  square: ReturnType<typeof tileSquare>,
) {
  const rows = tileRows(part, 'risk-points', basis)
  const within = rows.within(square)
  const counted = countCells(square)
  counted.addRows(rows, within)
  return { count: within.length, ...copyOf(counted) }
}

function segmentWith(records: readonly Point[]) {
  return segmentOf({
    enterprises: Array.from({ length: ENTERPRISES }, (_, owner) =>
      enterpriseRecord({ id: `e${owner}`, sector: SECTORS[owner % 3] ?? '', position: null }),
    ),
    riskPoints: records.map(({ owner, levels, ...rest }, index) =>
      riskPointRecord({
        ...rest,
        ...{ id: `p${index}`, enterpriseId: `e${owner}` },
        levels: [
          { at: new Date('2026-01-10'), level: { inherent: levels[0], current: levels[1] } },
          { at: new Date('2026-02-10'), level: { inherent: levels[2], current: levels[3] } },
        ],
      }),
    ),
    hazards: [],
  })
}

describe('cells summed from what enterprises have in them', () => {
  it('are those of the rows, along the curve, of any zoom and filter, at any moment, with any gone', async () => {
    let summed = 0
    const days = fc.nat(DAYS.length - 1)
    const gone = fc.subarray([0, 1, 2, 3, 4], { maxLength: 2 })
    const asked = fc.tuple(
      points,
      fc.array(fc.tuple(filters, days, gone, fc.nat(FINEST_CELL_ZOOM)), { maxLength: 4 }),
    )
    await fc.assert(
      fc.asyncProperty(asked, async ([records, questions]) => {
        const segment = segmentWith(records)
        for (const [given, day, dead, zoomAsked] of questions) {
          const filter = { ...EMPTY_FILTER, ...given }
          const at = segmentAt(segment, momentOf(DAYS[day] ?? new Date(0)))
          for (const number of dead) segment.live[number] = 0
          if (dead.length > 1) await preparePointCells(at, createPace())
          const part = selectSegment(at, filter, scopeFor())
          if (part.groups === null) throw new Error('such a filter asks of no row')
          for (const zoom of [zoomAsked, FINEST_CELL_ZOOM]) {
            const layer = layerOfGroups(at, part.groups, LEVEL_NUMBERS[filter.basis], zoom)
            if (layer === null) continue
            expect(cellsIn(layer)).toEqual(plainCells(part, filter.basis, zoom))
            summed += layer.x.length
          }
        }
      }),
      { numRuns: 150 },
    )
    expect(summed).toBeGreaterThan(500)
  })

  it('are in a tile those of its rows, until a layer of all is worth it', async () => {
    let [told, shown] = [0, 0]
    const zooms = fc.integer({ min: 0, max: FINEST_CELL_ZOOM - CELL_ZOOMS })
    const asked = fc.tuple(
      points,
      fc.array(
        fc.tuple(
          filters,
          fc.nat(DAYS.length - 1),
          fc.subarray([0, 1, 2, 3, 4], { maxLength: 2 }),
          fc.array(fc.tuple(zooms, fc.nat(599)), { minLength: 1, maxLength: 12 }),
        ),
        { maxLength: 4 },
      ),
    )
    await fc.assert(
      fc.asyncProperty(asked, async ([records, questions]) => {
        const segment = segmentWith(records)
        for (const [given, day, dead, tiles] of questions) {
          const filter = { ...EMPTY_FILTER, ...given }
          const at = segmentAt(segment, momentOf(DAYS[day] ?? new Date(0)))
          for (const number of dead) segment.live[number] = 0
          await preparePointCells(at, createPace())
          const part = selectSegment(at, filter, scopeFor())
          if (part.groups === null) throw new Error('such a filter asks of no row')
          for (const [z, pointAbout] of tiles) {
            const { placed, worldX, worldY } = segment.points
            if (placed === 0) continue
            const row = pointAbout % placed
            const tile = [worldX, worldY].map((steps) => cellOf(steps[row] ?? 0, z))
            const square = tileSquare(z, tile[0] ?? 0, tile[1] ?? 0)
            const found = groupsInTile(at, part.groups, square, z + CELL_ZOOMS)
            if (found === null) {
              told += 1
              continue
            }
            const count = found.count()
            const counted = countCells(square)
            found.countIn(counted, LEVEL_NUMBERS[filter.basis])
            expect({ count, ...copyOf(counted) }).toEqual(plainTile(part, filter.basis, square))
            shown += count
          }
        }
      }),
      { numRuns: 150 },
    )
    expect(shown).toBeGreaterThan(2_000)
    // Who looks at all of them again is shown a layer.
    expect(told).toBeGreaterThan(20)
  })

  it('tell of the box that all selected rows lie in', () => {
    let boxes = 0
    const asked = fc.tuple(points, filters, fc.nat(DAYS.length - 1))
    fc.assert(
      fc.property(asked, ([records, given, day]) => {
        const at = segmentAt(segmentWith(records), momentOf(DAYS[day] ?? new Date(0)))
        const filter = { ...EMPTY_FILTER, ...given }
        const part = selectSegment(at, filter, scopeFor())
        const box = selectedBox(part, 'risk-points')
        expect(part.arePointsListed).toBe(false)
        const rows = tileRows(part, 'risk-points', filter.basis)
        const all = Array.from(rows.all())
        const [x, y] = [all.map(rows.worldX), all.map(rows.worldY)]
        expect(box).toEqual({
          left: Math.min(...x),
          top: Math.min(...y),
          right: Math.max(...x),
          bottom: Math.max(...y),
        })
        boxes += all.length > 0 ? 1 : 0
      }),
      { numRuns: 150 },
    )
    expect(boxes).toBeGreaterThan(100)
  })

  it('take less room than the rows do', () => {
    const segment = segmentOf({
      enterprises: [enterpriseRecord({ id: 'e0' })],
      riskPoints: Array.from({ length: 2_000 }, (_, index) =>
        riskPointRecord({
          ...{ id: `p${index}`, enterpriseId: 'e0' },
          position: [114.2 + (index % 50) / 100_000, 35.6 + (index % 40) / 100_000],
        }),
      ),
      hazards: [],
    })
    expect(pointCellBytes([segment])).toBe(0)
    const part = selectSegment(
      segmentAt(segment, momentOf(DAYS[1] ?? new Date(0))),
      EMPTY_FILTER,
      scopeFor(),
    )
    if (part.groups === null) throw new Error('such a filter asks of no row')
    expect(
      layerOfGroups(part.at, part.groups, LEVEL_NUMBERS.current, FINEST_CELL_ZOOM)?.x.length,
    ).toBeLessThan(40)
    expect(pointCellBytes([segment])).toBeGreaterThan(0)
    expect(pointCellBytes([segment])).toBeLessThan(columnBytes([segment]) / 50)
  })
})
