import type { Context } from 'hono'
import type { FactIndex } from '#server/density/fact-index.ts'
import { createTileCache } from '#server/density/tile-cache.ts'
import type { TileCache } from '#server/density/tile-cache.ts'
import type { AppEnvironment } from './environment.ts'
import { isFresh } from './etag.ts'
import { inTurn } from './fair-turn.ts'

/**
 * Tiles by entity tag, which holds scope, filter, rows and day: one scope's tile never answers another's.
 * A tag says nothing of whose rows they are, so every index has its own.
 */
const caches = new WeakMap<FactIndex, TileCache>()

/** The tiles kept for an index. */
export function tileCacheOf(facts: FactIndex): TileCache {
  let cache = caches.get(facts)
  if (cache === undefined) {
    cache = createTileCache(64 * 2 ** 20)
    caches.set(facts, cache)
  }
  return cache
}

/**
 * Answer with a tile: 304 when the asker holds it, from memory when it was made, else made
 * in its asker's turn, once for all who wait.
 * Shape: `make` → bytes, or null for 204
 */
export async function answerTile(
  c: Context<AppEnvironment>,
  tag: string,
  contentType: string,
  make: () => Promise<Uint8Array | null>,
): Promise<Response> {
  const headers = { ETag: tag, 'Cache-Control': 'private, no-cache' }
  if (isFresh(c, tag)) return c.body(null, 304, headers)
  const cache = tileCacheOf(c.var.services.facts)
  const bytes = await (cache.find(tag) ?? inTurn(c, 'tiles', () => cache.get(tag, make)))
  if (bytes === null) return c.body(null, 204, headers)
  return c.body(new Uint8Array(bytes), 200, { ...headers, 'Content-Type': contentType })
}
