/**
 * A layer of cells less some of its rows (汇总格减行), to the bit the layer that the others alone would
 * give, since all of it is sums of whole numbers.
 *
 * Each row that goes costs two binary searches among the cells. The new layer takes 48 bytes a cell
 * and shares the places of the old one; where any cell lost its last row all 56 bytes a cell are
 * written anew.
 */
import { cellOf } from '../columns/curve.ts'
import {
  cellRun,
  COUNT,
  COUNT_COLUMNS,
  emptyLayer,
  LEVEL_NONE,
  MAJOR_COUNT,
  MEAN_SHIFT,
  OVERDUE_COUNT,
} from './cell-layer.ts'
import type { CellLayer } from './cell-layer.ts'
import type { TileRows } from './tile-rows.ts'

/**
 * A layer without some of the rows that are counted in it (汇总格减行).
 * Shape: `placed` rows have a place; the layer itself is left as it is
 */
export function cellsLessRows(
  layer: CellLayer,
  rows: readonly Uint32Array[],
  { worldX, worldY, level, major, overdue }: TileRows,
  placed: number,
): CellLayer {
  const counts = layer.counts.slice()
  const [sumX, sumY] = [layer.sumX.slice(), layer.sumY.slice()]
  const side = 2 ** (32 - layer.zoom)
  let emptied = 0
  const less = (at: number) => {
    counts[at] = (counts[at] as number) - 1
  }
  for (const some of rows)
    for (const row of some) {
      if (row >= placed) continue
      const [stepX, stepY] = [worldX(row), worldY(row)]
      const [x, y] = [cellOf(stepX, layer.zoom) * side, cellOf(stepY, layer.zoom) * side]
      const [cell] = cellRun(layer, { x, y, side })
      sumX[cell] = (sumX[cell] as number) - (stepX >>> MEAN_SHIFT)
      sumY[cell] = (sumY[cell] as number) - (stepY >>> MEAN_SHIFT)
      const at = cell * COUNT_COLUMNS
      less(at + COUNT)
      less(at + LEVEL_NONE + level(row))
      if (major(row)) less(at + MAJOR_COUNT)
      if (overdue(row)) less(at + OVERDUE_COUNT)
      if (counts[at + COUNT] === 0) emptied += 1
    }
  const left = { ...layer, counts, sumX, sumY }
  return emptied === 0 ? left : cellsThatHold(left, layer.x.length - emptied)
}

/** A layer of the cells that still hold a row, of which there are so many. */
function cellsThatHold(layer: CellLayer, cells: number): CellLayer {
  const left = emptyLayer(layer.zoom, cells)
  let cell = 0
  for (let from = 0; from < layer.x.length; from += 1) {
    const at = from * COUNT_COLUMNS
    if (layer.counts[at + COUNT] === 0) continue
    left.x[cell] = layer.x[from] as number
    left.y[cell] = layer.y[from] as number
    left.sumX[cell] = layer.sumX[from] as number
    left.sumY[cell] = layer.sumY[from] as number
    left.counts.set(layer.counts.subarray(at, at + COUNT_COLUMNS), cell * COUNT_COLUMNS)
    cell += 1
  }
  return left
}
