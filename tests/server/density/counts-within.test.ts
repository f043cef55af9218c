import fc from 'fast-check'
import type { MultiPolygon, Polygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import { momentAsOf } from '#domain/facts.ts'
import type { FactRecords } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import { scanGeometry } from '#domain/geometry.ts'
import { pointInPolygon } from '#domain/geometry/measure.ts'
import type { Position } from '#domain/position.ts'
import type { ColumnSelection } from '#server/density/columns/column-selection.ts'
import { rowsWithin } from '#server/density/columns/rows-within.ts'
import { countsWithin } from '#server/density/counts-within.ts'
import { selectColumns } from './column-records.ts'
import { enterpriseRecord, hazardRecord, riskPointRecord, scopeFor } from './records.ts'

/** What lies in an area must be what plain ray casting finds, row by row. */

const MOMENT = momentAsOf('2026-06-01', new Date('2026-06-02T00:00:00Z'))

function recordsAt(positions: readonly Position[]): FactRecords {
  return {
    enterprises: positions.map((position, index) =>
      enterpriseRecord({ id: `e${index}`, position }),
    ),
    riskPoints: positions.map((position, index) =>
      riskPointRecord({ id: `p${index}`, enterpriseId: `e${index}`, position }),
    ),
    hazards: positions.map((position, index) =>
      hazardRecord({
        id: `h${index}`,
        enterpriseId: `e${index}`,
        position,
        hazardLevel: index % 3 === 0 ? 'major' : 'general',
      }),
    ),
  }
}

const selected = (positions: readonly Position[]): ColumnSelection =>
  selectColumns(recordsAt(positions), EMPTY_FILTER, scopeFor(), MOMENT)

/** A star about a place, of corners that hundreds of rows stand on, beside or far from. */
const star = (x: number, y: number, lengths: readonly number[]): number[][] => {
  const ring = lengths.map((length, index) => {
    const angle = (2 * Math.PI * index) / lengths.length
    const corner = [x + length * Math.cos(angle), y + length * Math.sin(angle)]
    return corner.map((value) => Number(value.toFixed(3)))
  })
  return [...ring, ring[0] ?? []]
}
const lengths = fc.array(fc.double({ min: 0.05, max: 0.2, noNaN: true }), {
  minLength: 3,
  maxLength: 60,
})
const areas = fc
  .record({ one: lengths, two: lengths, hole: fc.boolean(), many: fc.boolean() })
  .map(({ one, two, hole, many }): unknown => {
    const inner = star(114.2, 35.6, [0.02, 0.03, 0.02, 0.03])
    const first = hole ? [star(114.2, 35.6, one), inner] : [star(114.2, 35.6, one)]
    return many
      ? { type: 'MultiPolygon', coordinates: [first, [star(114.7, 35.5, two)]] }
      : { type: 'Polygon', coordinates: first }
  })
  .map((value) =>
    scanGeometry(value, {
      types: ['Polygon', 'MultiPolygon'],
      maxVertices: 2_000,
      bounds: 'wgs84',
    }),
  )
  .filter((scanned) => scanned.ok)
  .map((scanned): Polygon | MultiPolygon => scanned.value)

const positions = fc.array(
  fc.oneof(
    fc.tuple(
      fc.double({ min: 113.9, max: 114.9, noNaN: true }),
      fc.double({ min: 35.2, max: 35.9, noNaN: true }),
    ),
    // On the corners' own grid, so that many lie on edges and corners, and many on one place.
    fc
      .tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 }))
      .map(([x, y]) => [114.2 + x / 100, 35.6 + y / 100] as const),
    fc.constantFrom([180, 85.06] as const, [-180, -90] as const, [114.2, 90] as const),
  ),
  { minLength: 1, maxLength: 300 },
)

function expectSame(at: readonly Position[], area: Polygon | MultiPolygon): void {
  const { parts } = selected(at)
  for (const { at: segment, points } of parts) {
    const columns = segment.segment.points
    const found = [...rowsWithin(columns, points, area)].flatMap((rows) => [...rows])
    const wanted = [...points].filter((row) =>
      pointInPolygon([columns.lng[row] ?? NaN, columns.lat[row] ?? NaN], area),
    )
    expect(found.sort((a, b) => a - b)).toEqual(wanted)
  }
}

describe('counts within an area', () => {
  it('are those of a pass over all rows, whatever the area and wherever they stand', async () => {
    await fc.assert(
      fc.asyncProperty(positions, areas, async (at, area) => {
        expectSame(at, area)
        const within = at.filter((position) => pointInPolygon([position[0], position[1]], area))
        const majors = at.filter(([x, y], index) => index % 3 === 0 && pointInPolygon([x, y], area))
        expect(await countsWithin(selected(at), area, 'current')).toMatchObject({
          enterprises: within.length,
          riskPoints: within.length,
          open: within.length,
          major: majors.length,
        })
      }),
      { numRuns: 120 },
    )
  })

  it('are exact in an area of two thousand corners that passes between the rows', () => {
    const teeth = Array.from({ length: 990 }, (_, tooth) => [
      [114 + (0.4 * tooth) / 990, 35.4],
      [114 + (0.4 * (tooth + 0.5)) / 990, 35.8],
    ]).flat()
    const scanned = scanGeometry(
      { type: 'Polygon', coordinates: [[...teeth, [114.4, 35.3], [114, 35.3], teeth[0]]] },
      { types: ['Polygon'], maxVertices: 2_000, bounds: 'wgs84' },
    )
    if (!scanned.ok) throw new Error(scanned.issues[0]?.code)
    const at = Array.from({ length: 4_000 }, (_, index): Position => [
      114 + ((index * 7919) % 4001) / 1e4,
      35.4 + ((index * 31) % 401) / 1e3,
    ])
    expectSame(at, scanned.value)
  })

  it('of an area on the rim of the square world hold what lies beyond it', () => {
    const world: Polygon = {
      type: 'Polygon',
      coordinates: [
        [
          [-180, -90],
          [180, -90],
          [180, 90],
          [-180, 90],
          [-180, -90],
        ],
      ],
    }
    const rim: Position[] = [
      [180, 90],
      [-180, -90],
      [0, 86],
      [180, 0],
      [-180, 40],
      [114.2, 35.6],
    ]
    expectSame([...rim, ...rim, ...rim, ...rim, ...rim, ...rim], world)
  })
})
