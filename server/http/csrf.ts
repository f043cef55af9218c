import { createMiddleware } from 'hono/factory'
import type { MiddlewareHandler } from 'hono'
import type { AppEnvironment } from './environment.ts'
import { AppError } from './problem.ts'

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** What a request says of where it comes from. */
export interface RequestOrigin {
  readonly method: string
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
}

/**
 * Tell whether a request may change anything: a browser's must come from our own pages; a client
 * that says neither where it comes from nor how is no browser and carries no foreign page's will.
 */
export function isSameOrigin(request: RequestOrigin, publicUrl: string): boolean {
  if (SAFE_METHODS.has(request.method)) return true
  if (request.fetchSite !== undefined && !['same-origin', 'none'].includes(request.fetchSite)) {
    return false
  }
  if (request.origin === undefined) return true
  if (!URL.canParse(request.origin)) return false
  const origin = new URL(request.origin)
  return origin.origin === new URL(publicUrl).origin || origin.host === request.host
}

/** Refuse cross-site writes. Errors: AppError csrf (403) */
export const sameOriginOnly: MiddlewareHandler<AppEnvironment> = createMiddleware(
  async (c, next) => {
    const request = {
      method: c.req.method,
      host: c.req.header('host'),
      origin: c.req.header('origin'),
      fetchSite: c.req.header('sec-fetch-site'),
    }
    if (!isSameOrigin(request, c.var.services.config.publicUrl)) throw new AppError('csrf')
    return next()
  },
)
