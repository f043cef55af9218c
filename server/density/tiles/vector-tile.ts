/**
 * Vector tiles by noun (矢量瓦片): cells from afar and single features from near for whoever may see
 * them, cells of at least three enterprises for whoever may not.
 *
 * It only chooses, and holds nothing for the first. For the others the units that all rows of a
 * selection make up are kept as long as it is, one record a unit and for each noun and basis, and
 * every tile of theirs looks at all of them.
 */
import type { LevelBasis } from '#domain/filter-keys.ts'
import type { Scope } from '#domain/scope.ts'
import { guardedCells, guardedUnits } from './guarded-cells.ts'
import { guardedGridFor } from './guarded-grid.ts'
import type { GuardedGrid } from './guarded-grid.ts'
import type { ColumnSelection } from '../columns/column-selection.ts'
import { encodeCells, pointTile } from './point-tile.ts'
import { POINT_NOUNS } from './tile-rows.ts'
import type { PointNoun } from './tile-rows.ts'
import { tileBounds } from '#domain/tile.ts'
import { zoneTile } from './zone-tile.ts'

/** The nouns that vector tiles are made of (矢量瓦片图层). */
export const VECTOR_NOUNS = [...POINT_NOUNS, 'zones'] as const
export type VectorNoun = (typeof VECTOR_NOUNS)[number]

/** From this zoom on a noun's points are shown one by one: the more there are, the later. */
export const SINGLES_FROM_ZOOM: Readonly<Record<PointNoun, number>> = {
  enterprises: 11,
  hazards: 12,
  'risk-points': 13,
}

/** What a vector tile is made from. */
export interface VectorFacts {
  readonly selection: ColumnSelection
}

export interface VectorTileOptions {
  readonly noun: VectorNoun
  readonly basis: LevelBasis
  readonly scope: Scope
}

/**
 * A vector tile of one noun (矢量瓦片), layer and noun of one name.
 * Shape: → MVT bytes, or null for 204. Who must not see single enterprises gets cells of at least
 *   three of them, and no zones
 * Errors: RangeError when there is no such tile
 */
export function vectorTile(
  facts: VectorFacts,
  z: number,
  x: number,
  y: number,
  { noun, basis, scope }: VectorTileOptions,
): Uint8Array | null {
  if (noun === 'zones') return zoneTile(scope.suppressSingles ? [] : facts.selection.parts, z, x, y)
  const guard = guardedGridFor(facts.selection, scope)
  if (guard !== null) return guardedTile(facts.selection, z, x, y, noun, basis, guard)
  const singlesFromZoom = SINGLES_FROM_ZOOM[noun]
  return pointTile(facts.selection.parts, z, x, y, { noun, basis, singlesFromZoom })
}

/** Units of one selection, by noun and basis: all its rows are read for them, whatever the tile. */
const unitsOf = new WeakMap<ColumnSelection, Map<string, ReturnType<typeof guardedUnits>>>()

function guardedTile(
  selection: ColumnSelection,
  z: number,
  x: number,
  y: number,
  noun: PointNoun,
  basis: LevelBasis,
  guard: GuardedGrid,
): Uint8Array | null {
  tileBounds(z, x, y)
  const known = unitsOf.get(selection) ?? new Map<string, ReturnType<typeof guardedUnits>>()
  unitsOf.set(selection, known)
  const key = `${noun} ${basis}`
  const units = known.get(key) ?? guardedUnits(selection.parts, noun, basis, guard)
  known.set(key, units)
  return encodeCells(noun, guardedCells(units, z), z, x, y)
}
