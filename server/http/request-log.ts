import { createMiddleware } from 'hono/factory'
import type { MiddlewareHandler } from 'hono'
import pino from 'pino'
import type { Logger } from 'pino'
import type { Config } from '#server/config.ts'
import type { AppEnvironment } from './environment.ts'
import { routeKeyOf } from './route-key.ts'

/** The log: one JSON line an event, nothing in it that opens a door. */
export function createLog(config: Pick<Config, 'logLevel'>): Logger {
  return pino({
    level: config.logLevel,
    base: null,
    redact: ['password', '*.password', 'token', '*.token', 'cookie', '*.cookie', 'authorization'],
  })
}

/**
 * One line for every request. The path goes without its query, which may hold a sign-in code, and
 * a public card's path without its token.
 */
export const requestLog: MiddlewareHandler<AppEnvironment> = createMiddleware(async (c, next) => {
  const startedAt = performance.now()
  await next()
  const key = routeKeyOf(c)
  c.var.services.log.info(
    {
      requestId: c.var.requestId,
      method: c.req.method,
      path: key === 'GET /c/:token' ? '/c/:token' : c.req.path.slice(0, 300),
      status: c.res.status,
      milliseconds: Math.round(performance.now() - startedAt),
      user: c.var.session?.principal.userId ?? null,
      address: c.var.clientAddress,
    },
    'request',
  )
})
