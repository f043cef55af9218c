import { createMiddleware } from 'hono/factory'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import type { AppEnvironment } from './environment.ts'
import { AppError } from './problem.ts'
import { routeKeyOf } from './route-key.ts'

/** Keys of the routes that take query parameters. */
function routesWithQuery(app: OpenAPIHono<AppEnvironment>): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== 'route' || definition.route.request?.query === undefined) continue
    const { method, path } = definition.route
    keys.add(`${method.toUpperCase()} ${path.replaceAll(/\{(.+?)\}/g, ':$1')}`)
  }
  return keys
}

/**
 * Refuse query parameters where a route takes none; where it takes some, its schema is strict.
 * Errors: AppError bad_parameter (400)
 */
export function queryGuard(app: OpenAPIHono<AppEnvironment>): MiddlewareHandler<AppEnvironment> {
  let known: ReadonlySet<string> | null = null
  return createMiddleware(async (c, next) => {
    const key = routeKeyOf(c)
    if (key === null) return next()
    known ??= routesWithQuery(app)
    const [unknown] = known.has(key) ? [] : Object.keys(c.req.query())
    if (unknown !== undefined) {
      const message = c.var.language === 'en' ? `Unknown: ${unknown}` : `未知参数：${unknown}`
      throw new AppError('bad_parameter', {
        issues: [{ path: unknown, code: 'unrecognized_keys', message }],
      })
    }
    return next()
  })
}
