import { createMiddleware } from 'hono/factory'
import type { MiddlewareHandler } from 'hono'
import type { AppEnvironment } from './environment.ts'
import { AppError } from './problem.ts'

/** What monitors ask of a server that is ending: the one says so, the other that it still lives. */
const STILL_ANSWERED = ['/readyz', '/api/health']
const BACK_AFTER_SECONDS = 5

/**
 * Begin nothing new once the server was told to stop; what runs already goes on to its end.
 * Errors: AppError unavailable (503)
 */
export const refuseWhenClosing: MiddlewareHandler<AppEnvironment> = createMiddleware(
  async (c, next) => {
    if (c.var.services.closing.aborted && !STILL_ANSWERED.includes(c.req.path))
      throw new AppError('unavailable', { retryAfterSeconds: BACK_AFTER_SECONDS })
    return next()
  },
)
