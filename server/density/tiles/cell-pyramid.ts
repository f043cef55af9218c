import { LRUCache } from 'lru-cache'
import type { LevelBasis } from '#domain/filter-keys.ts'
import {
  coarserLayer,
  COUNT,
  COUNT_COLUMNS,
  cutLayer,
  LEVEL_NONE,
  MAJOR_COUNT,
  MEAN_SHIFT,
  OVERDUE_COUNT,
} from './cell-layer.ts'
import type { CellLayer } from './cell-layer.ts'
import { cellsLessRows } from './cells-less-rows.ts'
import { cellOf } from '../columns/curve.ts'
import { lostRows, partNumber } from '../columns/lost-rows.ts'
import type { SegmentAt } from '../columns/segment-at.ts'
import { ABSENT } from '../columns/segment.ts'
import type { PointGroups } from '../columns/select-points.ts'
import type { SelectedSegment } from '../columns/select-segment.ts'
import { tileRows } from './tile-rows.ts'
import type { PointNoun } from './tile-rows.ts'

/** The zoom of the finest cells: 153 m at the equator, 124 m in the sample's latitude. */
export const FINEST_CELL_ZOOM = 18

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
 * layer from the rows, which lie along the curve, each coarser one from the one below it.
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
    const { placed } = isHazards ? segment.hazards : segment.points
    kept.delete(earlierKey)
    return cellsLessRows(earlier, lost, tileRows(part, noun, basis), placed)
  }
  return null
}

function finestLayer(part: SelectedSegment, noun: PointNoun, basis: LevelBasis): CellLayer {
  const rows = tileRows(part, noun, basis)
  const { worldX, worldY, level, major, overdue } = rows
  let layer = roomFor(FIRST_CELLS)
  let cell = -1
  let [lastX, lastY] = [-1, -1]
  const count = (row: number) => {
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
  const groups = noun === 'risk-points' ? unlistedGroups(part) : null
  if (groups === null) for (const row of rows.all()) count(row)
  else eachOfGroups(part.at, groups, count)
  return cutLayer(layer, cell + 1)
}

/** One in so many rows and they are not listed for being counted once, but passed over. */
const FEW = 8

function unlistedGroups({ at, groups, arePointsListed, pointCount }: SelectedSegment) {
  const isFew = pointCount * FEW <= at.segment.points.count
  return arePointsListed || isFew ? null : groups
}

/** The points of some groups that have a place, along the curve. */
function eachOfGroups(
  { segment: { points }, pair }: SegmentAt,
  { enterprises, pairs }: PointGroups,
  told: (row: number) => void,
): void {
  const { placed, enterprise } = points
  for (let row = 0; row < placed; row += 1) {
    const own = pair[row] as number
    if (own === ABSENT || pairs[own] === 0) continue
    if (enterprises[enterprise[row] as number] === 1) told(row)
  }
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
