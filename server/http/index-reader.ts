import { setTimeout as after } from 'node:timers/promises'
import type { Context, MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { FactReader } from '#server/density/fact-index.ts'
import type { AppEnvironment } from './environment.ts'
import { AppError } from './problem.ts'

/** Said with every answer that was begun before all rows were loaded. */
const INDEX_HEADER = 'Riskmap-Index'
/** A list is worth waiting for so long; then its reader is told. */
const PATIENCE_MILLISECONDS = 8_000
const BACK_AFTER_SECONDS = 3

/**
 * The index once it holds every row (装载完毕): for lists and files, which nobody expects in part.
 * To be asked before a turn is waited for: who waits here takes no turn from others.
 * Errors: AppError loading (503) when that takes long
 */
export async function wholeIndex(c: Context<AppEnvironment>): Promise<FactReader> {
  const { facts, closing } = c.var.services
  if (facts.firstLoad() === null) return facts
  const ended = new AbortController()
  const signal = AbortSignal.any([c.req.raw.signal, closing, ended.signal])
  try {
    await Promise.race([facts.settled(), after(PATIENCE_MILLISECONDS, undefined, { signal })])
  } catch (error) {
    if (closing.aborted)
      throw new AppError('unavailable', { retryAfterSeconds: BACK_AFTER_SECONDS })
    throw error
  } finally {
    ended.abort()
  }
  if (facts.firstLoad() !== null) {
    throw new AppError('loading', { retryAfterSeconds: BACK_AFTER_SECONDS })
  }
  return facts
}

/**
 * The index as far as it is loaded (装载中): for the map and its figures, which say so.
 * Who must not see single enterprises gets the whole: what two moments differ by may be one.
 * Errors: those of wholeIndex
 */
export async function indexSoFar(c: Context<AppEnvironment>): Promise<FactReader> {
  return c.var.scope.suppressSingles ? wholeIndex(c) : c.var.services.facts.soFar
}

/** Say with each answer of the API whether rows were still being loaded. */
export const tellLoading: MiddlewareHandler<AppEnvironment> = createMiddleware(async (c, next) => {
  const isLoading = c.var.services.facts.firstLoad() !== null
  await next()
  if (isLoading) c.header(INDEX_HEADER, 'loading')
})
