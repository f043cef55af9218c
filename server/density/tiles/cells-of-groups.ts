/**
 * Cells of points where enterprise and level alone decide (分组瓦片格): a tile straight from the entries
 * that were counted in it, or a layer of all cells once tiles have read as many entries as it takes,
 * so that the first tile of a filter costs by what it shows, and who stays pays at most twice.
 *
 * 152 bytes a selected part of how many entries were read; a layer is made in as much room as all
 * cells of the table take and is then cut. Points that are to be taken off are looked at one by one.
 */
import type { SegmentAt } from '../columns/segment-at.ts'
import type { PointGroups } from '../columns/select-points.ts'
import { tileRun } from '../columns/tile-run.ts'
import type { TileSquare } from '../columns/tile-run.ts'
import type { CellCounts } from './cell-counts.ts'
import {
  cellRun,
  COUNT,
  COUNT_COLUMNS,
  cutLayer,
  emptyLayer,
  FINEST_CELL_ZOOM,
  LEFT_OUT,
  LEVEL_NONE,
  meanStepsACell,
} from './cell-layer.ts'
import type { CellLayer } from './cell-layer.ts'
import type { PointCells } from './point-cell-counting.ts'
import { countedGroups } from './point-cells.ts'

/** What some groups have in a tile, to be read from what was counted. */
export interface GroupsInTile {
  /** How many points. */
  readonly count: () => number
  readonly countIn: (cells: CellCounts, levels: Uint8Array) => void
}

/**
 * The points of some groups in a tile whose own cells are of a zoom (瓦片内的分组点).
 * Shape: zoom 0 to FINEST_CELL_ZOOM; null where rows share too few entries, and once so many entries were
 *   read that a layer of all had taken no more
 */
export function groupsInTile(
  at: SegmentAt,
  groups: PointGroups,
  square: TileSquare,
  zoom: number,
): GroupsInTile | null {
  const counted = countedGroups(at, groups, zoom)
  if (counted === null) return null
  const { table, owners } = counted
  const read = readOf(groups)
  if ((read[zoom] as number) >= table.owner.length) return null
  const { pairs } = groups
  const { points } = at.segment
  const [start, end] = cellRun(table, square)
  const others = counted.others.subarray(...tileRun(points, counted.others, square))
  return {
    count() {
      let rows = countOf(table, start, end, owners, pairs)
      for (const row of others) rows -= pairs[at.pair[row] as number] as number
      return rows
    },
    countIn(cells, levels) {
      const columns = columnsOf(pairs, levels)
      const entries = (table.starts[end] as number) - (table.starts[start] as number)
      read[zoom] = (read[zoom] as number) + entries
      cells.addEntries(table, start, end, owners, columns)
      for (const row of others) {
        const column = columns[at.pair[row] as number] as number
        if (column !== LEFT_OUT)
          cells.takeOff(points.worldX[row] as number, points.worldY[row] as number, column)
      }
    },
  }
}

/** How many entries tiles have read of some groups, by zoom of the cells. */
const reads = new WeakMap<PointGroups, Float64Array>()

function readOf(groups: PointGroups): Float64Array {
  let read = reads.get(groups)
  if (read === undefined) {
    read = new Float64Array(FINEST_CELL_ZOOM + 1)
    reads.set(groups, read)
  }
  return read
}

/** By the pairs that pass, which all segments of a question share, for the levels they were asked of last. */
const columnsFor = new WeakMap<Uint8Array, { levels: Uint8Array; columns: Uint8Array }>()

/** Where each pair of levels is counted; LEFT_OUT where it does not pass, as one that is absent. */
function columnsOf(pairs: Uint8Array, levels: Uint8Array): Uint8Array {
  const known = columnsFor.get(pairs)
  if (known?.levels === levels) return known.columns
  const columns = new Uint8Array(pairs.length).fill(LEFT_OUT)
  for (let pair = 0; pair < levels.length; pair += 1)
    if (pairs[pair] === 1) columns[pair] = levels[pair] as number
  columnsFor.set(pairs, { levels, columns })
  return columns
}

function countOf(
  { starts, owner, pair, count }: PointCells,
  start: number,
  end: number,
  owners: Uint8Array,
  pairs: Uint8Array,
): number {
  let rows = 0
  const last = starts[end] as number
  for (let entry = starts[start] as number; entry < last; entry += 1)
    if (owners[owner[entry] as number] === 1 && pairs[pair[entry] as number] === 1)
      rows += count[entry] as number
  return rows
}

/**
 * The cells of a zoom that hold the points of some groups (分组汇总格).
 * Shape: zoom 0 to FINEST_CELL_ZOOM; null where rows share too few entries
 */
export function layerOfGroups(
  at: SegmentAt,
  groups: PointGroups,
  levels: Uint8Array,
  zoom: number,
): CellLayer | null {
  const counted = countedGroups(at, groups, zoom)
  const isAlone = counted?.others.length === 0
  // Of the finest cells enterprises themselves are told.
  const { table, owners } = (isAlone ? counted : countedGroups(at, groups, FINEST_CELL_ZOOM)) ?? {}
  if (table === undefined || owners === undefined) return null
  return layerOf(table, owners, columnsOf(groups.pairs, levels), zoom)
}

function layerOf(
  { zoom: finerZoom, x, y, starts, owner, pair, count, sumX, sumY }: PointCells,
  owners: Uint8Array,
  columns: Uint8Array,
  zoom: number,
): CellLayer {
  const layer = emptyLayer(zoom, x.length)
  const { counts } = layer
  const shift = finerZoom - zoom
  const side = meanStepsACell(finerZoom)
  let cells = 0
  for (let from = 0; from < x.length; from += 1) {
    const ownX = (x[from] as number) >>> shift
    const ownY = (y[from] as number) >>> shift
    // The finer cells in one wider cell follow one another along the curve.
    const isSame = cells > 0 && layer.x[cells - 1] === ownX && layer.y[cells - 1] === ownY
    const to = isSame ? cells - 1 : cells
    const first = to * COUNT_COLUMNS
    const end = starts[from + 1] as number
    let [rows, stepsX, stepsY] = [0, 0, 0]
    for (let entry = starts[from] as number; entry < end; entry += 1) {
      if (owners[owner[entry] as number] === 0) continue
      const column = columns[pair[entry] as number] as number
      if (column === LEFT_OUT) continue
      const own = count[entry] as number
      rows += own
      const slot = first + LEVEL_NONE + column
      counts[slot] = (counts[slot] as number) + own
      stepsX += sumX[entry] as number
      stepsY += sumY[entry] as number
    }
    if (rows === 0) continue
    layer.x[to] = ownX
    layer.y[to] = ownY
    counts[first + COUNT] = (counts[first + COUNT] as number) + rows
    layer.sumX[to] = (layer.sumX[to] as number) + stepsX + rows * (x[from] as number) * side
    layer.sumY[to] = (layer.sumY[to] as number) + stepsY + rows * (y[from] as number) * side
    cells = to + 1
  }
  return cutLayer(layer, cells)
}
