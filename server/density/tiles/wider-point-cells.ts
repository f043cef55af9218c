/**
 * Points counted by wider cells and by groups of enterprises (按宽格与分组合并), from what was counted finer:
 * what is asked of whole groups from afar is then read from a fraction of the entries.
 *
 * 17 bytes an entry, 25 where a sum may be too large for four bytes, and 12 a cell; while it is made
 * as much for each of the finer entries. At a million points cells of zoom 16 have a quarter of the
 * finest entries, those of zoom 14 a twentieth.
 */
import { PAIRS } from '../columns/segment.ts'
import { meanStepsACell } from './cell-layer.ts'
import type { PointCells } from './point-cell-counting.ts'

/**
 * The same points by cells of twice the side and by groups of their owners (按宽格与分组合并).
 * Shape: the group of each owner that the finer cells name, of so many groups
 */
export function widerPointCells(
  finer: PointCells,
  groupOf: Uint32Array,
  groups: number,
): PointCells {
  const { x: finerX, y: finerY, starts: finerStarts } = finer
  const entriesBefore = finer.owner.length
  const owner = new Uint32Array(entriesBefore)
  const pair = new Uint8Array(entriesBefore)
  const count = new Uint32Array(entriesBefore)
  const zoom = finer.zoom - 1
  const sumX = sumsOf(finer, zoom)
  const sumY = sumsOf(finer, zoom)
  const x = new Uint32Array(finerX.length)
  const y = new Uint32Array(finerX.length)
  const starts = new Uint32Array(finerX.length + 1)
  const lastEntry = new Uint32Array(groups * PAIRS)
  const side = meanStepsACell(finer.zoom)
  let [cells, entries] = [0, 0]
  for (let from = 0; from < finerX.length; from += 1) {
    const fromX = finerX[from] as number
    const fromY = finerY[from] as number
    if (cells === 0 || fromX >>> 1 !== x[cells - 1] || fromY >>> 1 !== y[cells - 1]) {
      x[cells] = fromX >>> 1
      y[cells] = fromY >>> 1
      starts[cells] = entries
      cells += 1
    }
    const first = starts[cells - 1] as number
    const [cornerX, cornerY] = [(fromX & 1) * side, (fromY & 1) * side]
    const end = finerStarts[from + 1] as number
    for (let own = finerStarts[from] as number; own < end; own += 1) {
      const group = groupOf[finer.owner[own] as number] as number
      const slot = group * PAIRS + (finer.pair[own] as number)
      let entry = (lastEntry[slot] as number) - 1
      if (entry < first) {
        entry = entries
        entries += 1
        lastEntry[slot] = entries
        owner[entry] = group
        pair[entry] = finer.pair[own] as number
      }
      const rows = finer.count[own] as number
      count[entry] = (count[entry] as number) + rows
      sumX[entry] = (sumX[entry] as number) + (finer.sumX[own] as number) + rows * cornerX
      sumY[entry] = (sumY[entry] as number) + (finer.sumY[own] as number) + rows * cornerY
    }
  }
  starts[cells] = entries
  return {
    zoom,
    x: x.slice(0, cells),
    y: y.slice(0, cells),
    starts: starts.slice(0, cells + 1),
    owner: owner.slice(0, entries),
    pair: pair.slice(0, entries),
    count: count.slice(0, entries),
    sumX: sumX.slice(0, entries),
    sumY: sumY.slice(0, entries),
  }
}

/** Room for a sum of places an entry of some cells: all points in one cell must not be too many for it. */
function sumsOf({ count }: PointCells, zoom: number): Uint32Array | Float64Array {
  let rows = 0
  for (let entry = 0; entry < count.length; entry += 1) rows += count[entry] as number
  return rows * meanStepsACell(zoom) < 2 ** 32
    ? new Uint32Array(count.length)
    : new Float64Array(count.length)
}
