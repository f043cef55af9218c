import type { Context, MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import { tileTagger } from '#server/density/etag.ts'
import type { FactIndex } from '#server/density/fact-index.ts'
import { createTileCache } from '#server/density/tile-cache.ts'
import type { TileCache } from '#server/density/tile-cache.ts'
import type { AppEnvironment } from './environment.ts'
import { isFresh } from './etag.ts'
import { inTurn } from './fair-turn.ts'
import { momentOfFilter } from './filter-query.ts'
import { indexSoFar } from './index-reader.ts'
import { questionsOf } from './tile-question.ts'
import type { KeptQuestion, TileQuestion } from './tile-question.ts'

/**
 * Tiles by entity tag, which holds scope, filter, rows and day: one scope's tile never answers another's.
 * A tag says nothing of whose rows they are, so every index has its own.
 */
const caches = new WeakMap<FactIndex, TileCache>()

/** The tiles kept for an index. */
export function tileCacheOf(facts: FactIndex): TileCache {
  let cache = caches.get(facts)
  if (cache === undefined) {
    cache = createTileCache()
    caches.set(facts, cache)
  }
  return cache
}

/**
 * Answer an address that was read and checked before without doing either again. It is a tile route's
 * own middleware: after all that finds out who asks, and before what reads the address.
 */
export const answerKnownTile: MiddlewareHandler<AppEnvironment> = createMiddleware(
  async (c, next) => {
    const known = questionsOf(c.var.services.facts).get(addressOf(c))
    return known === undefined ? next() : answerTile(c, known)
  },
)

/** Answer what an address turned out to ask, and keep the reading. */
export async function answerNewTile(
  c: Context<AppEnvironment>,
  question: TileQuestion,
): Promise<Response> {
  const kept = { ...question, tagFor: tileTagger(question) }
  questionsOf(c.var.services.facts).set(addressOf(c), kept)
  return answerTile(c, kept)
}

/**
 * 304 when the asker holds the tile, from memory when it was made, else made in the asker's turn, once
 * for all who wait.
 */
async function answerTile(
  c: Context<AppEnvironment>,
  { filter, tagFor, contentType, make }: KeptQuestion,
): Promise<Response> {
  const { scope, services } = c.var
  const facts = await indexSoFar(c)
  const moment = momentOfFilter(filter, services.clock())
  const tag = tagFor(await facts.stamp(scope, moment), scope)
  const headers = { ETag: tag, 'Cache-Control': 'private, no-cache' }
  if (isFresh(c, tag)) return c.body(null, 304, headers)
  const cache = tileCacheOf(services.facts)
  const work = () => make({ facts, scope, moment })
  const bytes = await (cache.find(tag) ?? inTurn(c, 'tiles', () => cache.get(tag, work)))
  if (bytes === null) return c.body(null, 204, headers)
  return c.body(bytes, 200, { ...headers, 'Content-Type': contentType })
}

/** Path and query as they were sent: whatever is written differently is read for itself. */
function addressOf(c: Context<AppEnvironment>): string {
  const { url } = c.req
  return url.slice(url.indexOf('/', url.indexOf('://') + 3))
}
