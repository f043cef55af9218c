/**
 * A vector tile from the index (矢量瓦片): select, count ahead in turns, write.
 *
 * The selection is looked up or made, segment by segment with a turn after each; then each
 * segment's cells are counted where they are not yet, with a turn again. Rows are listed ahead,
 * 4 bytes each, only for who is shown none by itself. Nothing is kept here: parts, cells and tiles
 * have caches of their own.
 */
import type { Moment } from '#domain/facts.ts'
import type { Filter } from '#domain/filter.ts'
import type { Scope } from '#domain/scope.ts'
import type { FactReader } from './fact-index.ts'
import { countAhead } from './tiles/point-tile.ts'
import { vectorTile } from './tiles/vector-tile.ts'
import type { VectorNoun } from './tiles/vector-tile.ts'

/** Of which rows a tile is asked. */
export interface AskedRows {
  readonly filter: Filter
  readonly scope: Scope
  readonly moment: Moment
}

/**
 * A vector tile from the index (矢量瓦片).
 * Shape and errors: those of vectorTile
 */
export async function tileFromIndex(
  facts: FactReader,
  { filter, scope, moment }: AskedRows,
  noun: VectorNoun,
  tile: readonly [z: number, x: number, y: number],
): Promise<Uint8Array | null> {
  const { basis } = filter
  const isListed = scope.suppressSingles && (noun === 'risk-points' || noun === 'hazards')
  const found = await facts.select(filter, scope, moment, isListed ? 'points' : 'figures')
  if (noun !== 'zones' && !scope.suppressSingles)
    await countAhead(found.selection.parts, noun, basis, tile)
  return vectorTile(found, ...tile, { noun, basis, scope })
}
