import { createMiddleware } from 'hono/factory'
import type { MiddlewareHandler } from 'hono'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { AppEnvironment } from './environment.ts'
import { AppError } from './problem.ts'

/** Requests a second of one principal, or of one address before it has signed in. */
const RATES_PER_SECOND = { tiles: 200, others: 50 } as const

/** Take one from an allowance. Errors: AppError too_many_requests (429) */
async function take(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error
    throw new AppError('too_many_requests', { retryAfterSeconds: error.msBeforeNext / 1000 })
  }
}

/**
 * Hold every principal to its rate. Tiles have an allowance of their own, so that a moving map
 * never locks its user out of the rest.
 */
export function rateLimit(): MiddlewareHandler<AppEnvironment> {
  const tiles = new RateLimiterMemory({ points: RATES_PER_SECOND.tiles, duration: 1 })
  const others = new RateLimiterMemory({ points: RATES_PER_SECOND.others, duration: 1 })
  return createMiddleware(async (c, next) => {
    const { session, clientAddress, services } = c.var
    if (services.config.rateLimit && /^\/(?:api|c)\//.test(c.req.path)) {
      const key = session === null ? `address ${clientAddress}` : `user ${session.principal.userId}`
      await take(c.req.path.startsWith('/api/tiles/') ? tiles : others, key)
    }
    return next()
  })
}
