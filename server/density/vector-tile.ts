import type { LevelBasis } from '#domain/filter-keys.ts'
import type { Scope } from '#domain/scope.ts'
import type { Selection } from '#domain/select.ts'
import { LRUCache } from 'lru-cache'
import type { PlacedPoint } from './cell-grid.ts'
import { placePoints } from './cell-grid.ts'
import { guardedGridFor } from './guarded-grid.ts'
import { pointTile } from './point-tile.ts'
import { POINT_NOUNS, tilePoints } from './tile-points.ts'
import type { PointNoun } from './tile-points.ts'
import { zoneTile } from './zone-tile.ts'
import type { TileZone } from './zone-tile.ts'

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
  readonly selection: Selection
  /** Zones of the selection's enterprises. */
  readonly zones: readonly TileZone[]
}

export interface VectorTileOptions {
  readonly noun: VectorNoun
  readonly basis: LevelBasis
  readonly scope: Scope
}

/** Placed points of one selection, by noun and basis: placing them is most of a tile's cost. */
const placedOf = new WeakMap<Selection, LRUCache<string, readonly PlacedPoint[]>>()

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
  if (noun === 'zones') return zoneTile(scope.suppressSingles ? [] : facts.zones, z, x, y)
  return pointTile(placedPoints(facts.selection, noun, basis), z, x, y, {
    layer: noun,
    singlesFromZoom: SINGLES_FROM_ZOOM[noun],
    guard: guardedGridFor(facts.selection, scope),
  })
}

function placedPoints(
  selection: Selection,
  noun: PointNoun,
  basis: LevelBasis,
): readonly PlacedPoint[] {
  let placed = placedOf.get(selection)
  if (placed === undefined) {
    placed = new LRUCache({ max: 6 })
    placedOf.set(selection, placed)
  }
  const key = `${noun} ${basis}`
  let points = placed.get(key)
  if (points === undefined) {
    points = placePoints(tilePoints(selection, noun, basis))
    placed.set(key, points)
  }
  return points
}
