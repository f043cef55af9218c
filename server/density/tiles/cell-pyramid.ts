/**
 * What a selected segment holds in the cells of each zoom (汇总金字塔), counted once a selection: from
 * what enterprises have in them where enterprise and level alone decide, else the finest from the
 * rows, which lie along the curve; and each coarser one from a finer that is there.
 *
 * Every tile to zoom 14 is then read from at most 256 cells a segment, under any filter and any
 * scope. 56 bytes a cell, over all layers 1.8 bytes a row at a million points; 48 MiB for all
 * selections together, beyond which the least lately read layer goes. After a write a layer costs a
 * copy, and two searches for each row that went.
 */
import { LRUCache } from 'lru-cache'
import type { LevelBasis } from '#domain/filter-keys.ts'
import {
  coarserLayer,
  COUNT,
  COUNT_COLUMNS,
  cutLayer,
  emptyLayer,
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
import { LEVEL_NUMBERS } from '../columns/level-numbers.ts'
import { layerOfGroups } from './cells-of-groups.ts'
import { tileRows } from './tile-rows.ts'
import type { PointNoun, TileRows } from './tile-rows.ts'

const FIRST_CELLS = 1_024

/** Of all selections together. */
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
 * What a selected segment holds in the cells of a zoom (汇总格层), kept or counted.
 * Shape: cells of zoom 0 to FINEST_CELL_ZOOM; none of enterprises, which are few
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
    layerOfGroupsAt(part, noun, basis, zoom) ??
    (zoom === FINEST_CELL_ZOOM
      ? layerOfRows(tileRows(part, noun, basis))
      : coarserLayer(cellsOfZoom(part, noun, basis, zoom + 1)))
  kept.set(key, layer)
  return layer
}

/**
 * The layer of a zoom from what enterprises have in its cells, where that is known and no finer layer is
 * there that it could come from: a map is looked at from afar first.
 */
function layerOfGroupsAt(
  part: SelectedSegment,
  noun: PointNoun,
  basis: LevelBasis,
  zoom: number,
): CellLayer | null {
  const { at, groups } = part
  if (noun !== 'risk-points' || groups === null || isFinerKept(part, noun, basis, zoom)) return null
  return layerOfGroups(at, groups, LEVEL_NUMBERS[basis], zoom)
}

function isFinerKept(
  part: SelectedSegment,
  noun: PointNoun,
  basis: LevelBasis,
  zoom: number,
): boolean {
  const numbers = [partNumber(part), ...lostRows(part).map(({ since }) => since)]
  for (let finer = zoom + 1; finer <= FINEST_CELL_ZOOM; finer += 1)
    if (numbers.some((number) => kept.has(`${number} ${noun} ${basis} ${finer}`))) return true
  return false
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

/** The rows of a cell follow one another: its places are added up before they are written. */
function layerOfRows(own: TileRows): CellLayer {
  const { places, level, major, overdue } = own
  const rows = own.all()
  let layer = roomFor(FIRST_CELLS)
  let cells = 0
  for (let index = 0; index < rows.length; cells += 1) {
    if (cells === layer.x.length) layer = roomFor(2 * cells, layer)
    const { counts } = layer
    const first = rows[index] as number
    const x = cellOf(places.x[first] as number, FINEST_CELL_ZOOM)
    const y = cellOf(places.y[first] as number, FINEST_CELL_ZOOM)
    const at = cells * COUNT_COLUMNS
    const start = index
    let [sumX, sumY] = [0, 0]
    for (; index < rows.length; index += 1) {
      const row = rows[index] as number
      const [stepX, stepY] = [places.x[row] as number, places.y[row] as number]
      if (cellOf(stepX, FINEST_CELL_ZOOM) !== x || cellOf(stepY, FINEST_CELL_ZOOM) !== y) break
      sumX += stepX >>> MEAN_SHIFT
      sumY += stepY >>> MEAN_SHIFT
      const ofLevel = at + LEVEL_NONE + level(row)
      counts[ofLevel] = (counts[ofLevel] as number) + 1
      if (major(row)) counts[at + MAJOR_COUNT] = (counts[at + MAJOR_COUNT] as number) + 1
      if (overdue(row)) counts[at + OVERDUE_COUNT] = (counts[at + OVERDUE_COUNT] as number) + 1
    }
    layer.x[cells] = x
    layer.y[cells] = y
    layer.sumX[cells] = sumX
    layer.sumY[cells] = sumY
    counts[at + COUNT] = index - start
  }
  return cutLayer(layer, cells)
}

/** Room for so many cells of the finest zoom, with those there are. */
function roomFor(cells: number, layer?: CellLayer): CellLayer {
  const larger = emptyLayer(FINEST_CELL_ZOOM, cells)
  if (layer !== undefined) {
    larger.x.set(layer.x)
    larger.y.set(layer.y)
    larger.counts.set(layer.counts)
    larger.sumX.set(layer.sumX)
    larger.sumY.set(layer.sumY)
  }
  return larger
}
