/**
 * Cells for who must not see single enterprises (保护格), made of whole units of the guarded grid and
 * so never finer than these.
 *
 * All rows of the selection are looked at once for its units, which hold a record and a set of
 * enterprises each while the selection is kept; at most one unit for every three enterprises. A
 * tile goes over all units and takes 48 bytes a cell, which go with it.
 */
import { LEAST_ENTERPRISES } from '#domain/small-groups.ts'
import type { LevelBasis } from '#domain/filter-keys.ts'
import { CELL_ZOOMS } from './cell-counts.ts'
import type { CountedCells } from './cell-counts.ts'
import { allIds } from '../columns/id-column.ts'
import { COUNT, COUNT_COLUMNS, LEVEL_NONE, MAJOR_COUNT, OVERDUE_COUNT } from './cell-layer.ts'
import type { SelectedSegment } from '../columns/select-segment.ts'
import type { GuardedGrid, GuardedUnit } from './guarded-grid.ts'
import { tileRows } from './tile-rows.ts'
import type { PointNoun } from './tile-rows.ts'

/** From this zoom of cells on, guarded units are told one by one. */
const GUARDED_UNITS_ZOOM = 14

interface UnitCounts {
  readonly unit: GuardedUnit
  readonly enterprises: Set<string>
  count: number
  readonly levels: number[]
  major: number
  overdue: number
}

/**
 * The units of a guarded grid that rows of at least three enterprises stand in (小单元格抑制).
 * Shape: all rows of the scope, each told where its unit is, never where it lies itself
 */
export function guardedUnits(
  parts: readonly SelectedSegment[],
  noun: PointNoun,
  basis: LevelBasis,
  grid: GuardedGrid,
): readonly UnitCounts[] {
  const units = new Map<GuardedUnit, UnitCounts>()
  for (const part of parts) {
    const rows = tileRows(part, noun, basis)
    const ids = allIds(part.at.segment.enterprises.ids)
    const unitOf = ids.map((id) => grid.unitOf(id))
    for (const row of rows.all()) {
      const number = rows.enterprise(row)
      const unit = unitOf[number]
      if (unit === undefined) continue
      let own = units.get(unit)
      if (own === undefined) {
        own = {
          unit,
          enterprises: new Set(),
          count: 0,
          levels: [0, 0, 0, 0, 0],
          major: 0,
          overdue: 0,
        }
        units.set(unit, own)
      }
      own.enterprises.add(ids[number] ?? '')
      own.count += 1
      own.levels[rows.level(row)] = (own.levels[rows.level(row)] ?? 0) + 1
      if (rows.major(row)) own.major += 1
      if (rows.overdue(row)) own.overdue += 1
    }
  }
  return [...units.values()]
    .filter(({ enterprises }) => enterprises.size >= LEAST_ENTERPRISES)
    .sort((a, b) => a.unit.worldY - b.unit.worldY || a.unit.worldX - b.unit.worldX)
}

/** The cells of a zoom that such units make up: the units themselves from near, sums of them from afar. */
export function guardedCells(units: readonly UnitCounts[], z: number): CountedCells {
  const gridZoom = z + CELL_ZOOMS
  const apart = gridZoom >= GUARDED_UNITS_ZOOM
  const cells = new Map<string, UnitCounts[]>()
  for (const [index, counts] of units.entries()) {
    const { worldX, worldY } = counts.unit
    const place = [worldX, worldY].map((fraction) => Math.floor(fraction * 2 ** gridZoom))
    const key = apart ? String(index) : place.join()
    const members = cells.get(key)
    if (members === undefined) cells.set(key, [counts])
    else members.push(counts)
  }
  return sumsOf([...cells.values()])
}

function sumsOf(groups: readonly (readonly UnitCounts[])[]): CountedCells {
  const sums = {
    cells: groups.length,
    counts: new Uint32Array(groups.length * COUNT_COLUMNS),
    worldX: new Float64Array(groups.length),
    worldY: new Float64Array(groups.length),
  }
  for (const [cell, members] of groups.entries()) {
    const sum = (of: (counts: UnitCounts) => number) =>
      members.reduce((total, counts) => total + of(counts), 0)
    const count = sum((counts) => counts.count)
    const at = cell * COUNT_COLUMNS
    sums.counts[at + COUNT] = count
    for (let level = 0; level <= 4; level += 1)
      sums.counts[at + LEVEL_NONE + level] = sum(({ levels }) => levels[level] ?? 0)
    sums.counts[at + MAJOR_COUNT] = sum((counts) => counts.major)
    sums.counts[at + OVERDUE_COUNT] = sum((counts) => counts.overdue)
    sums.worldX[cell] = sum((counts) => counts.count * counts.unit.worldX) / count
    sums.worldY[cell] = sum((counts) => counts.count * counts.unit.worldY) / count
  }
  return sums
}
