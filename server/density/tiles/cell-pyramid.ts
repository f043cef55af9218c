import { LRUCache } from 'lru-cache'
import type { LevelBasis } from '#domain/filter-keys.ts'
import {
  coarserLayer,
  COUNT,
  COUNT_COLUMNS,
  cutLayer,
  FINEST_CELL_ZOOM,
  LEVEL_NONE,
  MAJOR_COUNT,
  MEAN_SHIFT,
  OVERDUE_COUNT,
} from './cell-layer.ts'
import type { CellLayer } from './cell-layer.ts'
import { cellsLessRows } from './cells-less-rows.ts'
import { cellOf } from '../columns/curve.ts'
import { lostRows, partNumber } from '../columns/lost-rows.ts'
import type { SelectedSegment } from '../columns/select-segment.ts'
import { LEVEL_NUMBERS } from './level-numbers.ts'
import { layerOfGroups } from './point-cells.ts'
import { tileRows } from './tile-rows.ts'
import type { PointNoun, TileRows } from './tile-rows.ts'

const FIRST_CELLS = 1_024

/** Of all selections together: those of a million points take 2 MB. */
const KEPT_BYTES = 48 * 2 ** 20
const BYTES_A_CELL = 56
const ENTRY_BYTES = 200

/** Layers by part, noun, basis and zoom; what falls out is counted anew. */
const kept = new LRUCache<string, CellLayer>({
  maxSize: KEPT_BYTES,
  sizeCalculation: ({ x }) => Math.min(KEPT_BYTES, ENTRY_BYTES + BYTES_A_CELL * x.length),
})

/** What the cells of all selections take in memory. Units: bytes */
export function keptCellBytes(): number {
  return kept.calculatedSize
}

/**
 * What a selected segment holds in the cells of a zoom (汇总金字塔), counted once a selection: the finest
 * layer from the rows, which lie along the curve, or from what enterprises have in its cells, each
 * coarser one from the one below it.
 *
 * Tiles of every zoom up to 14 are then read from at most 256 cells a segment, under any filter and any
 * scope. Shape: cells of zoom 0 to FINEST_CELL_ZOOM; none of enterprises, which are few
 */
export function cellsOfZoom(
  part: SelectedSegment,
  noun: PointNoun,
  basis: LevelBasis,
  zoom: number,
): CellLayer {
  const choice = `${noun} ${basis} ${zoom}`
  const key = `${partNumber(part)} ${choice}`
  const known = kept.get(key)
  if (known !== undefined) return known
  const layer =
    layerOfEarlier(part, noun, basis, choice) ??
    (zoom === FINEST_CELL_ZOOM
      ? finestLayer(part, noun, basis)
      : coarserLayer(cellsOfZoom(part, noun, basis, zoom + 1)))
  kept.set(key, layer)
  return layer
}

/** The cells of what was selected before a write (写后汇总), less what it took away: a write costs by its rows. */
function layerOfEarlier(
  part: SelectedSegment,
  noun: PointNoun,
  basis: LevelBasis,
  choice: string,
): CellLayer | null {
  for (const { since, points, hazards } of lostRows(part)) {
    const earlierKey = `${since} ${choice}`
    const earlier = kept.get(earlierKey)
    if (earlier === undefined) continue
    const { segment } = part.at
    const isHazards = noun === 'hazards'
    const lost = isHazards ? hazards : points
    if (lost === null) continue
    const { placed } = isHazards ? segment.hazards : segment.points
    kept.delete(earlierKey)
    return cellsLessRows(earlier, lost, tileRows(part, noun, basis), placed)
  }
  return null
}

function finestLayer(part: SelectedSegment, noun: PointNoun, basis: LevelBasis): CellLayer {
  const { at, groups } = part
  const isByGroup = noun === 'risk-points' && groups !== null
  const layer = isByGroup ? layerOfGroups(at, groups, LEVEL_NUMBERS[basis]) : null
  return layer ?? layerOfRows(tileRows(part, noun, basis))
}

function layerOfRows(rows: TileRows): CellLayer {
  const { worldX, worldY, level, major, overdue } = rows
  let layer = roomFor(FIRST_CELLS)
  let cell = -1
  let [lastX, lastY] = [-1, -1]
  for (const row of rows.all()) {
    const [stepX, stepY] = [worldX(row), worldY(row)]
    const [x, y] = [cellOf(stepX, FINEST_CELL_ZOOM), cellOf(stepY, FINEST_CELL_ZOOM)]
    if (x !== lastX || y !== lastY) {
      cell += 1
      if (cell === layer.x.length) layer = roomFor(2 * cell, layer)
      layer.x[cell] = lastX = x
      layer.y[cell] = lastY = y
    }
    layer.sumX[cell] = (layer.sumX[cell] as number) + (stepX >>> MEAN_SHIFT)
    layer.sumY[cell] = (layer.sumY[cell] as number) + (stepY >>> MEAN_SHIFT)
    const at = cell * COUNT_COLUMNS
    const { counts } = layer
    counts[at + COUNT] = (counts[at + COUNT] as number) + 1
    const own = at + LEVEL_NONE + level(row)
    counts[own] = (counts[own] as number) + 1
    if (major(row)) counts[at + MAJOR_COUNT] = (counts[at + MAJOR_COUNT] as number) + 1
    if (overdue(row)) counts[at + OVERDUE_COUNT] = (counts[at + OVERDUE_COUNT] as number) + 1
  }
  return cutLayer(layer, cell + 1)
}

/** Room for so many cells of the finest zoom, with those there are. */
function roomFor(cells: number, layer?: CellLayer): CellLayer {
  const larger = {
    zoom: FINEST_CELL_ZOOM,
    x: new Uint32Array(cells),
    y: new Uint32Array(cells),
    counts: new Uint32Array(cells * COUNT_COLUMNS),
    sumX: new Float64Array(cells),
    sumY: new Float64Array(cells),
  }
  if (layer !== undefined) {
    larger.x.set(layer.x)
    larger.y.set(layer.y)
    larger.counts.set(layer.counts)
    larger.sumX.set(layer.sumX)
    larger.sumY.set(layer.sumY)
  }
  return larger
}
