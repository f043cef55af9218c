import type { LevelBasis } from '#domain/filter-keys.ts'
import type { CellCounts } from './cell-counts.ts'
import { ROLL_UP_ZOOM, rollUpOf, rollUpRun } from './columns/roll-up.ts'
import type { SelectedSegment } from './columns/select-segment.ts'
import type { TileSquare } from './columns/tile-run.ts'
import { LEVEL_NUMBERS } from './level-numbers.ts'

/** Cells along a side of a tile, as a zoom. */
const CELL_ZOOMS = 4
const CELL_SIDE = 2 ** (32 - ROLL_UP_ZOOM)

/** Tell whether a tile's cells are made of whole cells of the roll-up, and its rows of whole groups. */
export function canRollUp({ groups }: SelectedSegment, z: number): boolean {
  return groups !== null && z + CELL_ZOOMS <= ROLL_UP_ZOOM
}

/**
 * Count the points of a tile from afar by what was counted before (汇总计数), not one by one.
 * Shape: gives the same sums to the bit, since all of them are whole numbers
 */
export function countRolledUp(
  { at, groups }: SelectedSegment,
  square: TileSquare,
  basis: LevelBasis,
  cells: CellCounts,
): void {
  if (groups === null) return
  const { cellX, cellY, enterprise, pair, count, sumX, sumY } = rollUpOf(at)
  const levels = LEVEL_NUMBERS[basis]
  const [start, end] = rollUpRun(rollUpOf(at), square)
  const place = { x: 0, y: 0 }
  for (let entry = start; entry < end; entry += 1) {
    const level = pair[entry] as number
    if (groups.enterprises[enterprise[entry] as number] === 0 || groups.pairs[level] === 0) continue
    place.x = (cellX[entry] as number) * CELL_SIDE
    place.y = (cellY[entry] as number) * CELL_SIDE
    cells.addMany(
      place,
      levels[level] as number,
      count[entry] as number,
      sumX[entry] as number,
      sumY[entry] as number,
    )
  }
}
