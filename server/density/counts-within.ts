/**
 * What lies in a drawn area (面内统计), exact to the row, in turns with other requests.
 *
 * Each selected enterprise is tried against the outline; of points and hazards only the rows in
 * squares of the curve that the boundary passes are looked at for their place, and those inside for
 * what they count. The event loop may have its turn after every 1,024 rows; 25 counters of levels
 * are all that is made beside the rows of `rows-within.ts`.
 */
import type { MultiPolygon, Polygon } from 'geojson'
import type { LevelBasis } from '#domain/filter-keys.ts'
import { groundAreaSquareMeters, pointTest } from '#domain/geometry/point-test.ts'
import { levelByBasis } from '#domain/match.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import type { ColumnSelection } from './columns/column-selection.ts'
import { rowsWithin } from './columns/rows-within.ts'
import { OPEN_STATES } from './columns/segment-at.ts'
import { LEVEL_PAIRS, MAJOR } from './columns/segment.ts'
import type { PlacedColumns } from './columns/segment.ts'
import type { SelectedSegment } from './columns/select-segment.ts'
import { createPace } from './pace.ts'

/** What of a selection lies in an area (面内统计). */
export interface CountsWithin {
  readonly enterprises: number
  readonly riskPoints: number
  /** All five levels, unassessed (null) last. */
  readonly riskPointsByLevel: readonly {
    readonly level: RiskLevel | null
    readonly count: number
  }[]
  /** Unclosed hazards, and those of them that are major or overdue. */
  readonly open: number
  readonly major: number
  readonly overdue: number
}

export interface AreaCounts extends CountsWithin {
  readonly areaSquareKilometers: number
}

const LEVELS = [1, 2, 3, 4, null] as const
/** Rows between two looks at the clock. */
const ROWS_A_LOOK = 1024
const SQUARE_METERS_A_SQUARE_KILOMETER = 1e6

/**
 * Count what lies in an area (面内统计).
 *
 * A row counts where it counts on the map; one on the boundary is inside, one in a hole is not, one
 * without a place nowhere. Lines between vertices are straight in degrees.
 * Units: km² on the sphere of distanceMeters
 */
export async function countsWithin(
  { parts }: ColumnSelection,
  area: Polygon | MultiPolygon,
  basis: LevelBasis,
): Promise<AreaCounts> {
  const pace = createPace()
  const test = pointTest(area)
  const counts = { enterprises: 0, open: 0, major: 0, overdue: 0 }
  const byPair = new Uint32Array(LEVEL_PAIRS.length)

  async function eachWithin(
    columns: PlacedColumns,
    rows: Uint32Array,
    found: (row: number) => void,
  ): Promise<void> {
    for (const some of rowsWithin(columns, rows, area)) {
      for (let from = 0; from < some.length; from += ROWS_A_LOOK) {
        some.subarray(from, from + ROWS_A_LOOK).forEach(found)
        await pace()
      }
      await pace()
    }
  }

  async function countPart({ at, enterprises, points, hazards }: SelectedSegment): Promise<void> {
    const { lng, lat } = at.segment.enterprises
    let seen = 0
    for (const number of enterprises) {
      seen += 1
      if (seen % ROWS_A_LOOK === 0) await pace()
      const own = lng[number] as number
      if (!Number.isNaN(own) && test(own, lat[number] as number)) counts.enterprises += 1
    }
    await eachWithin(at.segment.points, points, (row) => {
      const pair = at.pair[row] as number
      byPair[pair] = (byPair[pair] as number) + 1
    })
    const { flags } = at.segment.hazards
    await eachWithin(at.segment.hazards, hazards, (row) => {
      if (OPEN_STATES[at.state[row] as number] !== true) return
      counts.open += 1
      if (((flags[row] as number) & MAJOR) !== 0) counts.major += 1
      if ((at.overdueDays[row] as number) > 0) counts.overdue += 1
    })
  }

  for (const part of parts) await countPart(part)
  return {
    ...counts,
    riskPoints: byPair.reduce((sum, count) => sum + count, 0),
    riskPointsByLevel: LEVELS.map((level) => ({
      level,
      count: LEVEL_PAIRS.reduce(
        (sum, pair, number) =>
          levelByBasis(pair, basis) === level ? sum + (byPair[number] as number) : sum,
        0,
      ),
    })),
    areaSquareKilometers: groundAreaSquareMeters(area) / SQUARE_METERS_A_SQUARE_KILOMETER,
  }
}
