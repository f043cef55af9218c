import { createMiddleware } from 'hono/factory'
import type { AppEnvironment } from './environment.ts'
import { AppError } from './problem.ts'
import { READING_POSTS, routeKeyOf } from './route-key.ts'

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** On a disk that is nearly full nothing but signing in and out is written: the rest of it is for that. */
export const storageGuard = createMiddleware<AppEnvironment>(async (c, next) => {
  const { upkeep } = c.var.services
  const isWrite =
    !READING.has(c.req.method) &&
    !READING_POSTS.has(routeKeyOf(c) ?? '') &&
    !c.req.path.startsWith('/api/session')
  if (isWrite && upkeep !== undefined && (await upkeep.storage()).state === 'full') {
    throw new AppError('storage_full')
  }
  return next()
})
