import { createMiddleware } from 'hono/factory'
import type { Context, MiddlewareHandler } from 'hono'
import { inScope } from '#domain/scope.ts'
import type { RoutePolicies } from '#server/access/policy.ts'
import type { ActiveSession } from '#server/access/session.ts'
import type { OwnedNoun } from '#server/store/owner.ts'
import { findOwner } from '#server/store/owner.ts'
import type { AppEnvironment } from './environment.ts'
import { AppError } from './problem.ts'
import { routeKeyOf } from './route-key.ts'
import { idSchema } from './route.ts'

/**
 * Apply the policy table to whatever route a request will end at.
 *
 * Errors: AppError unauthenticated (401), wrong_network (403), forbidden (403; also for a route without a policy),
 *         password_change_required (403), and not_found (404) alike for ids that are missing and ids of
 *         others
 */
export function authorize(policies: RoutePolicies): MiddlewareHandler<AppEnvironment> {
  return createMiddleware(async (c, next) => {
    const key = routeKeyOf(c)
    if (key === null) return next()
    const policy = policies[key]
    if (policy === undefined) {
      c.var.services.log.error({ route: key }, 'route without a policy')
      throw new AppError('forbidden')
    }
    if (policy.roles === 'anyone') return next()
    const { session } = c.var
    if (session === null)
      throw new AppError(c.var.isElsewhere ? 'wrong_network' : 'unauthenticated')
    if (!policy.roles.includes(session.principal.role)) throw new AppError('forbidden')
    if (policy.beforePasswordChange !== true && mustChangePassword(session))
      throw new AppError('password_change_required')
    if (policy.about !== undefined) await requireInScope(c, policy.about, idIn(key, c.req.path))
    return next()
  })
}

/** A password that others know or knew for long; whoever has none yet came by the console. */
function mustChangePassword({ passwordFault }: ActiveSession): boolean {
  return passwordFault === 'issued' || passwordFault === 'expired'
}

/**
 * The value of `:id`; middleware does not see the parameters of the route behind it. No store is asked
 * for what can be no id: PostgreSQL takes a NUL in a text for an error.
 */
function idIn(routeKey: string, path: string): string {
  const at = routeKey.slice(routeKey.indexOf('/')).split('/').indexOf(':id')
  const id = idSchema.safeParse(decoded(path.split('/')[at] ?? ''))
  if (id.success) return id.data
  throw new AppError('bad_parameter', {
    issues: [{ path: 'id', code: 'invalid_format', message: '编号格式不正确' }],
  })
}

function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment)
  } catch {
    return null
  }
}

/**
 * Refuse an id whose enterprise is not in the asker's scope; for ids that come in bodies.
 * Errors: AppError not_found (404), the same for foreign and missing ids
 */
export async function requireInScope(
  c: Context<AppEnvironment>,
  noun: OwnedNoun,
  id: string,
): Promise<void> {
  const owner = await findOwner(c.var.services.store, noun, id)
  if (owner === null || !inScope(c.var.scope, owner)) throw new AppError('not_found')
}
