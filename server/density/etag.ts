import { createHash } from 'node:crypto'
import { formatFilter } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import type { Scope } from '#domain/scope.ts'

/** All that the bytes of a tile depend on. */
export interface EtagParts {
  /** What the rows inside the scope are, and the day or moment they are read at. */
  readonly stamp: string
  readonly scope: Scope
  readonly filter: Filter
  /** Which tile: kind, address and the parameters of that kind. */
  readonly kind: string
  readonly parameters: Readonly<Record<string, string | number>>
}

/** Raised when the same rows and parameters give other bytes than an earlier release gave. */
const REVISION = 3

/**
 * A strong entity tag (强校验 ETag): equal for equal bytes, on every node and after every restart.
 *
 * It holds nothing of the rows outside the scope, so that it cannot tell of them; and it holds the
 * scope itself, so that what one scope was given never answers for another.
 * Shape: parts → a quoted tag, ready for the header
 */
export function strongEtag({ stamp, scope, filter, kind, parameters }: EtagParts): string {
  const named = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1))
  const text = JSON.stringify([REVISION, kind, named, formatFilter(filter), scope.key, stamp])
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 32)}"`
}
