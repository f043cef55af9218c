/**
 * Vector tiles of points (点位瓦片), one by one from a zoom on while there are at most 2,000, else
 * counted in 256 cells: nothing is ever left out.
 *
 * A segment is read to zoom 14, where else 3,000 rows or more would be looked at, from what
 * enterprises have in the tile's cells, then from at most 256 kept ones; and else from the rows of
 * the tile. A single point is an object until the tile is written; cells are written straight from
 * their sums. What is kept lies in `cell-pyramid.ts` and `tile-cache.ts`.
 */
import { GeoJSONWrapper, fromVectorTileJs } from '@maplibre/vt-pbf'
import type { GeoJSONVTFeature } from '@maplibre/geojson-vt'
import { tileBounds } from '#domain/tile.ts'
import type { LevelBasis } from '#domain/filter-keys.ts'
import { CELL_ZOOMS, countCells } from './cell-counts.ts'
import type { CellCounts, CountedCells } from './cell-counts.ts'
import { cellRun, COUNT_COLUMNS, countInCells, FINEST_CELL_ZOOM, LEVEL_NONE } from './cell-layer.ts'
import { cellsOfZoom } from './cell-pyramid.ts'
import { beginCountLayer } from './count-layer.ts'
import { tileSquare } from '../columns/tile-run.ts'
import type { TileSquare } from '../columns/tile-run.ts'
import type { SelectedSegment } from '../columns/select-segment.ts'
import { createPace } from '../pace.ts'
import { LEVEL_NUMBERS } from '../columns/level-numbers.ts'
import { groupsInTile } from './cells-of-groups.ts'
import type { GroupsInTile } from './cells-of-groups.ts'
import { preparePointCells } from './point-cells.ts'
import { tileRows } from './tile-rows.ts'
import type { PointNoun, SingleRow } from './tile-rows.ts'

/** Units along a side of a vector tile. */
export const TILE_EXTENT = 4096

/** More single points than this and a tile counts them in cells instead: nothing is left out. */
const MOST_SINGLES = 2000

const WORLD_STEPS = 2 ** 32

/** Where fewer rows of a segment than this are selected they are counted one by one. */
const MANY_ROWS = 3_000

export interface PointTileOptions {
  readonly noun: PointNoun
  readonly basis: LevelBasis
  /** Points are shown one by one from this zoom on, in cells before it. */
  readonly singlesFromZoom: number
}

/**
 * A vector tile of points, one by one or counted in cells (点位矢量瓦片).
 * Shape: the selected parts of all segments and a tile address → MVT bytes, null when the tile is empty.
 *   A cell has count, level1 … level4, levelNone, and for hazards major and overdue; a single point has
 *   id, level (none for unassessed), enterprise and its own properties. Cells come from the north-west,
 *   points by their ids: the bytes do not tell in which segment a row lies
 * Errors: RangeError when there is no such tile
 */
export function pointTile(
  parts: readonly SelectedSegment[],
  z: number,
  x: number,
  y: number,
  { noun, basis, singlesFromZoom }: PointTileOptions,
): Uint8Array | null {
  tileBounds(z, x, y)
  const square = tileSquare(z, x, y)
  const found = parts.map((part) => rowsIn(part, square, noun, basis, z))
  if (z >= singlesFromZoom && areFew(found)) {
    const local = localOf(z, x, y)
    const singles = found.flatMap((rows) => rows.singles())
    if (singles.length === 0) return null
    singles.sort((a, b) => (a.id < b.id ? -1 : 1))
    return encodeLayer(
      noun,
      singles.map((single) => ({
        type: 1,
        geometry: [local(single.worldX / WORLD_STEPS, single.worldY / WORLD_STEPS)],
        tags: singleTags(single),
      })),
    )
  }
  const cells = countCells(square)
  for (const rows of found) rows.countIn(cells)
  return encodeCells(noun, cells.cells(), z, x, y)
}

function areFew(found: readonly RowsInTile[]): boolean {
  return found.reduce((sum, rows) => sum + rows.count(), 0) <= MOST_SINGLES
}

/** What one selected segment has in a tile, read from its rows or from the cells they were counted in. */
interface RowsInTile {
  readonly count: () => number
  readonly singles: () => SingleRow[]
  readonly countIn: (cells: CellCounts) => void
}

function rowsIn(
  part: SelectedSegment,
  square: TileSquare,
  noun: PointNoun,
  basis: LevelBasis,
  z: number,
): RowsInTile {
  if (isRolledUp(part, noun, z)) {
    const singles = () => {
      const rows = tileRows(part, noun, basis)
      return Array.from(rows.within(square), rows.single)
    }
    const groups = groupsIn(part, square, noun, z)
    if (groups !== null) {
      const countIn = (cells: CellCounts) => groups.countIn(cells, LEVEL_NUMBERS[basis])
      return { count: groups.count, singles, countIn }
    }
    const layer = cellsOfZoom(part, noun, basis, z + CELL_ZOOMS)
    const [start, end] = cellRun(layer, square)
    return {
      count: () => countInCells(layer, start, end),
      singles,
      countIn: (cells) => cells.addCells(layer, start, end),
    }
  }
  const rows = tileRows(part, noun, basis)
  const within = rows.within(square)
  return {
    count: () => within.length,
    singles: () => Array.from(within, rows.single),
    countIn: (cells) => cells.addRows(rows, within),
  }
}

/** What is read of a part straight from what its enterprises have in cells; null where that is not known. */
function groupsIn(
  { at, groups }: SelectedSegment,
  square: TileSquare,
  noun: PointNoun,
  z: number,
): GroupsInTile | null {
  if (noun !== 'risk-points' || groups === null) return null
  return groupsInTile(at, groups, square, z + CELL_ZOOMS)
}

/**
 * Count what a tile will read of some parts (预先汇总), with turns of the event loop between them: in one go,
 * those of a large county would hold up all others.
 */
export async function countAhead(
  parts: readonly SelectedSegment[],
  noun: PointNoun,
  basis: LevelBasis,
  [z, x, y]: readonly [z: number, x: number, y: number],
): Promise<void> {
  const square = tileSquare(z, x, y)
  const pace = createPace()
  for (const part of parts) {
    if (isRolledUp(part, noun, z)) {
      if (noun === 'risk-points' && part.groups !== null) await preparePointCells(part.at, pace)
      if (groupsIn(part, square, noun, z) === null) cellsOfZoom(part, noun, basis, z + CELL_ZOOMS)
    }
    await pace()
  }
}

/**
 * Whether a part's rows are so many that they are read from the cells they are counted in: those selected
 * or, where enterprises are counted and no row is read, those there are to look at.
 */
function isRolledUp(part: SelectedSegment, noun: PointNoun, z: number): boolean {
  if (noun === 'enterprises' || z + CELL_ZOOMS > FINEST_CELL_ZOOM) return false
  // Asking how many hazards there are lists them.
  if (noun === 'hazards') return part.hazards.length >= MANY_ROWS
  const { at, groups, pointCount } = part
  return (groups === null ? pointCount : at.segment.points.count) >= MANY_ROWS
}

/** What is told of cells, in the order of their columns. */
const HAZARD_KEYS = [
  ...['count', 'levelNone', 'level1', 'level2', 'level3', 'level4'],
  ...['major', 'overdue'],
]
const POINT_KEYS = HAZARD_KEYS.slice(0, LEVEL_NONE + 5)

/** Cells as a layer; those whose mean place is outside the tile are left to its neighbours. */
export function encodeCells(
  noun: PointNoun,
  { cells, counts, worldX, worldY }: CountedCells,
  z: number,
  x: number,
  y: number,
): Uint8Array | null {
  const scale = 2 ** z
  const keys = noun === 'hazards' ? HAZARD_KEYS : POINT_KEYS
  const layer = beginCountLayer(noun, TILE_EXTENT, keys)
  let told = 0
  for (let cell = 0; cell < cells; cell += 1) {
    const localX = Math.floor(((worldX[cell] as number) * scale - x) * TILE_EXTENT)
    const localY = Math.floor(((worldY[cell] as number) * scale - y) * TILE_EXTENT)
    if (localX < 0 || localX >= TILE_EXTENT || localY < 0 || localY >= TILE_EXTENT) continue
    layer.add(localX, localY, counts, cell * COUNT_COLUMNS)
    told += 1
  }
  return told === 0 ? null : layer.end()
}

/** Write one layer as MVT, version 2. */
export function encodeLayer(name: string, features: GeoJSONVTFeature[]): Uint8Array {
  const layer = new GeoJSONWrapper(features, { version: 2, extent: TILE_EXTENT })
  layer.name = name
  return fromVectorTileJs({ layers: { [name]: layer } })
}

/** From a place in the square of the world, 0 to 1, to the units of a tile. */
function localOf(z: number, x: number, y: number) {
  return (worldX: number, worldY: number): [number, number] => [
    Math.floor((worldX * 2 ** z - x) * TILE_EXTENT),
    Math.floor((worldY * 2 ** z - y) * TILE_EXTENT),
  ]
}

function singleTags(single: SingleRow): Record<string, string | number | boolean> {
  return {
    id: single.id,
    enterprise: single.enterpriseId,
    ...(single.level === 0 ? {} : { level: single.level }),
    ...single.properties,
  }
}
