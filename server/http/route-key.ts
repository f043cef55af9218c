import { matchedRoutes } from 'hono/route'
import type { Context } from 'hono'
import type { AppEnvironment } from './environment.ts'

/** POSTs that only read, since what they ask does not fit into an address. */
export const READING_POSTS: ReadonlySet<string> = new Set(['POST /api/counts-within'])

/**
 * The route a request will end at, as it was registered: what policy, limits and logs go by.
 *
 * Never the address itself, so that no spelling of a path leads past a rule.
 * Shape: → `METHOD /path/:parameter`, or null when only middleware matches
 */
export function routeKeyOf(c: Context<AppEnvironment>): string | null {
  const last = matchedRoutes(c).findLast((route) => route.method !== 'ALL')
  return last === undefined ? null : `${last.method} ${last.path}`
}
