/**
 * What may be told to who must not see single enterprises (小单元格抑制): the enterprises of a scope in
 * cells about 2 km wide, by township, those units left out that would give one away.
 *
 * Made in one pass over the enterprises of the scope and kept as long as its selection: an entry an
 * enterprise shown, a record a unit, of at least three enterprises each. A question looks its
 * enterprises up in it by id.
 */
import { tellableGroups } from '#domain/small-groups.ts'
import type { EnterpriseAt } from '#domain/facts.ts'
import type { Filter } from '#domain/filter.ts'
import { LIST_KEYS, SCALAR_KEYS } from '#domain/filter-keys.ts'
import type { Position } from '#domain/position.ts'
import type { Scope } from '#domain/scope.ts'
import type { Selection } from '#domain/select.ts'
import { lngLatToTileFraction, tileFractionToLngLat } from '#domain/tile.ts'

/**
 * The lattice of cells for who must not see single enterprises: 2.0 km at 35° of latitude.
 *
 * It is one lattice for every zoom, bandwidth and subject. Were each judged by itself, one less the
 * other would lay open the enterprise that was left out.
 */
const GRID_ZOOM = 14

/** The enterprises of one township in one cell of the lattice: the least that is told apart. */
export interface GuardedUnit {
  readonly cell: string
  readonly enterprises: number
  /** The mean place of its enterprises, in the square of the world, 0 to 1. */
  readonly worldX: number
  readonly worldY: number
  /** The same in degrees. */
  readonly position: Position
}

/** What of a scope may be told to who must not see single enterprises (小单元格抑制). */
export interface GuardedGrid {
  /** The unit that stands for an enterprise; none for those left out. */
  unitOf(enterpriseId: string): GuardedUnit | undefined
  /** Tell whether the cell of a place holds an enterprise that is left out. */
  hidesAt(position: Position): boolean
  /** The cell a place lies in. */
  cellAt(position: Position): string
  /** Townships that may be told apart from their total. */
  readonly townships: ReadonlySet<string>
  readonly hiddenEnterprises: number
}

/** Grids of selections under a filter: the scope's own, since a filter must not move a boundary. */
const grids = new WeakMap<Selection, GuardedGrid>()

/** The grid of a selection for a scope that must not see single enterprises, else null. */
export function guardedGridFor(selection: Selection, scope: Scope): GuardedGrid | null {
  return scope.suppressSingles ? guardedGridOf(selection) : null
}

/**
 * The grid of the whole scope behind a selection (保护网格).
 *
 * It is made of the enterprises alone, so that no hazard moves it, level by level: townships that
 * can be told beside the total, and in each of them the units that can be told beside the township.
 * A row counts where its enterprise stands.
 */
export function guardedGridOf(selection: Selection): GuardedGrid {
  let grid = grids.get(selection)
  if (grid === undefined) {
    grid = makeGrid(selection.enterprises)
    grids.set(selection, grid)
  }
  return grid
}

/** Let a selection under a filter be told by the grid of its whole scope. */
export function guardAs(selection: Selection, whole: Selection): void {
  grids.set(selection, guardedGridOf(whole))
}

/**
 * Tell whether a filter can be answered for who must not see single enterprises: only by townships
 * that are told apart anyway. Any other key would be one more partition of the same enterprises, and
 * two partitions less one another single them out.
 */
export function isAnswerable(filter: Filter, whole: Selection): boolean {
  const narrows = (key: (typeof LIST_KEYS)[number] | (typeof SCALAR_KEYS)[number]) =>
    key !== 'township' && key !== 'basis' && (filter[key]?.length ?? 0) > 0
  if ([...LIST_KEYS, ...SCALAR_KEYS].some(narrows)) return false
  const { townships } = guardedGridOf(whole)
  return filter.township.every((code) => townships.has(code))
}

interface DraftUnit {
  readonly cell: string
  enterprises: number
  sumX: number
  sumY: number
  readonly ids: string[]
}

function makeGrid(enterprises: readonly EnterpriseAt[]): GuardedGrid {
  const shown = new Map<string, GuardedUnit>()
  const hiddenCells = new Set<string>()
  const tellable = tellableTownships(enterprises)
  for (const { members } of tellable) {
    const drafts = unitsOf(members)
    const unplaced = members.filter(({ position }) => position === null).length
    for (const draft of tellableGroups(drafts, unplaced)) {
      const unit = sealUnit(draft)
      for (const id of draft.ids) shown.set(id, unit)
    }
  }
  for (const { id, position } of enterprises)
    if (position !== null && !shown.has(id)) hiddenCells.add(cellAt(position))
  return {
    unitOf: (id) => shown.get(id),
    hidesAt: (position) => hiddenCells.has(cellAt(position)),
    cellAt,
    townships: new Set(tellable.map(({ township }) => township)),
    hiddenEnterprises: enterprises.length - shown.size,
  }
}

/** A township with those of the scope's enterprises that stand in it. */
export interface TownshipGroup<Row> {
  readonly township: string
  readonly members: readonly Row[]
  readonly enterprises: number
}

/** Townships (乡镇) that may be told apart from the total of these enterprises. */
export function tellableTownships<Row extends Pick<EnterpriseAt, 'township'>>(
  enterprises: readonly Row[],
): readonly TownshipGroup<Row>[] {
  const groups = new Map<string, Row[]>()
  let ungrouped = 0
  for (const enterprise of enterprises) {
    const { township } = enterprise
    if (township === null) {
      ungrouped += 1
      continue
    }
    const members = groups.get(township)
    if (members === undefined) groups.set(township, [enterprise])
    else members.push(enterprise)
  }
  return tellableGroups(
    [...groups].map(([township, members]) => ({ township, members, enterprises: members.length })),
    ungrouped,
  )
}

function unitsOf(members: readonly EnterpriseAt[]): DraftUnit[] {
  const units = new Map<string, DraftUnit>()
  for (const { id, position } of members) {
    if (position === null) continue
    const cell = cellAt(position)
    const unit = units.get(cell) ?? { cell, enterprises: 0, sumX: 0, sumY: 0, ids: [] }
    const [worldX, worldY] = lngLatToTileFraction(position, 0)
    unit.enterprises += 1
    unit.sumX += worldX
    unit.sumY += worldY
    unit.ids.push(id)
    units.set(cell, unit)
  }
  return [...units.values()]
}

function sealUnit({ cell, enterprises, sumX, sumY }: DraftUnit): GuardedUnit {
  const [worldX, worldY] = [sumX / enterprises, sumY / enterprises]
  return { cell, enterprises, worldX, worldY, position: tileFractionToLngLat([worldX, worldY], 0) }
}

function cellAt(position: Position): string {
  const [x, y] = lngLatToTileFraction(position, GRID_ZOOM)
  return `${Math.floor(x)} ${Math.floor(y)}`
}
