import type { RiskLevel } from '#domain/risk-level.ts'
import type { Position } from '#domain/position.ts'
import { LEAST_ENTERPRISES } from '#domain/small-groups.ts'
import { lngLatToTileFraction } from '#domain/tile.ts'
import type { GuardedGrid, GuardedUnit } from './guarded-grid.ts'

/** A row as a vector tile shows it: a place, a level, and what else its noun carries. */
export interface TilePoint {
  readonly id: string
  readonly enterpriseId: string
  readonly position: Position
  readonly level: RiskLevel | null
  /** Told of a single point only. */
  readonly properties: Readonly<Record<string, string | number | boolean>>
  /** Counted in a cell too: how many of its points have it. */
  readonly counted: Readonly<Record<string, boolean>>
}

/** A point with its place in the square of the world, 0 to 1 from the north-west corner. */
export interface PlacedPoint {
  readonly point: TilePoint
  readonly worldX: number
  readonly worldY: number
}

/** The points of one cell (聚合格), for a mean place and counts. */
export interface Cell {
  /** Column and row of the cell among all 2^gridZoom of the world. */
  readonly column: number
  readonly row: number
  readonly members: readonly PlacedPoint[]
}

/** Cells along a side of a tile: 16 pixels apart on a 256-pixel screen tile. */
const CELL_ZOOMS = 4

/** From this zoom of cells on, guarded units are told one by one. */
const GUARDED_UNITS_ZOOM = 14

/** Find each point's place in the square of the world. */
export function placePoints(points: Iterable<TilePoint>): PlacedPoint[] {
  const placed: PlacedPoint[] = []
  for (const point of points) {
    const [worldX, worldY] = lngLatToTileFraction(point.position, 0)
    // 180° east and the southern rim belong to the last tile, since there is none after it.
    const inside = (fraction: number) => Math.min(Math.max(fraction, 0), 1 - Number.EPSILON)
    placed.push({ point, worldX: inside(worldX), worldY: inside(worldY) })
  }
  return placed
}

/** The points inside one tile; each point is in exactly one tile of a zoom. */
export function pointsInTile(
  placed: readonly PlacedPoint[],
  z: number,
  x: number,
  y: number,
): PlacedPoint[] {
  const tiles = 2 ** z
  return placed.filter(
    ({ worldX, worldY }) => Math.floor(worldX * tiles) === x && Math.floor(worldY * tiles) === y,
  )
}

/** Points counted in the cells of a tile of that zoom. */
export function cellsAt(placed: readonly PlacedPoint[], z: number): Cell[] {
  return cellsOf(placed, z + CELL_ZOOMS)
}

/**
 * The units of a guarded grid that rows of at least three enterprises stand in (小单元格抑制), and from
 * afar the cells these units make up.
 * Shape: all points of the scope, not of one tile only: a cell may be larger than a tile
 */
export function guardedCellsAt(
  placed: readonly PlacedPoint[],
  z: number,
  grid: GuardedGrid,
): Cell[] {
  const units = new Map<GuardedUnit, PlacedPoint[]>()
  for (const { point } of placed) {
    const unit = grid.unitOf(point.enterpriseId)
    if (unit === undefined) continue
    // A row is told where its unit is, never where it lies itself.
    const place = { point, worldX: unit.worldX, worldY: unit.worldY }
    const members = units.get(unit)
    if (members === undefined) units.set(unit, [place])
    else members.push(place)
  }
  const told = [...units.values()].filter(
    (members) => new Set(members.map(({ point }) => point.enterpriseId)).size >= LEAST_ENTERPRISES,
  )
  if (z + CELL_ZOOMS >= GUARDED_UNITS_ZOOM)
    return told.map((members) => ({ column: 0, row: 0, members }))
  return cellsOf(told.flat(), z + CELL_ZOOMS)
}

/** The mean place of a cell's members, in the square of the world. */
export function cellCenter({ members }: Cell): { worldX: number; worldY: number } {
  let sumX = 0
  let sumY = 0
  for (const { worldX, worldY } of members) {
    sumX += worldX
    sumY += worldY
  }
  return { worldX: sumX / members.length, worldY: sumY / members.length }
}

function cellsOf(placed: readonly PlacedPoint[], gridZoom: number): Cell[] {
  const cells = 2 ** gridZoom
  const found = new Map<number, { column: number; row: number; members: PlacedPoint[] }>()
  for (const place of placed) {
    const column = Math.floor(place.worldX * cells)
    const row = Math.floor(place.worldY * cells)
    const key = row * cells + column
    const cell = found.get(key)
    if (cell === undefined) found.set(key, { column, row, members: [place] })
    else cell.members.push(place)
  }
  return [...found.values()]
}
