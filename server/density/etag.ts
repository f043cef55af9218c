/**
 * Strong entity tags of tiles (强校验 ETag): equal for equal bytes, on every node and after every
 * restart. A tag holds nothing of the rows outside the scope, so that it cannot tell of them; and
 * it holds the scope itself, so that what one scope was given never answers for another.
 *
 * What does not depend on who asks is made into text once an address and kept with it. A question
 * then costs one SHA-256 of some hundred bytes, of which a tag keeps 32 characters; no row is
 * looked at.
 */
import { hash } from 'node:crypto'
import { formatFilter } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import type { Scope } from '#domain/scope.ts'

/** What a tile is made by, beside filter and kind: address and the parameters of that kind. */
export type TileParameters = Readonly<Record<string, string | number>>

/** What of a tile's bytes does not depend on who asks for it, nor when. */
export interface TagParts {
  readonly filter: Filter
  readonly kind: string
  readonly parameters: TileParameters
}

/**
 * The tag of a tile for a scope.
 * Shape: `stamp` is what the rows inside the scope are, and the day or moment they are read at
 */
export type TileTagger = (stamp: string, scope: Scope) => string

/** Raised when the same rows and parameters give other bytes than an earlier release gave. */
const REVISION = 3

/**
 * Makes the entity tags (强校验 ETag) of one tile for whoever asks.
 * Shape: → a maker of quoted tags, ready for the header
 */
export function tileTagger({ filter, kind, parameters }: TagParts): TileTagger {
  const named = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1))
  const beginning = JSON.stringify([REVISION, kind, named, formatFilter(filter)])
  return (stamp, scope) => {
    const text = `${beginning}${JSON.stringify([scope.key, stamp])}`
    return `"${hash('sha256', text, 'base64url').slice(0, 32)}"`
  }
}
