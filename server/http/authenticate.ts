import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import type { Context, MiddlewareHandler } from 'hono'
import { EMPTY_SCOPE, scopeOf } from '#domain/scope.ts'
import { isWithinNetworks } from '#server/access/network.ts'
import { findActiveSession } from '#server/access/session.ts'
import type { Config } from '#server/config.ts'
import type { AppEnvironment } from './environment.ts'

/** Tell whether browsers reach us over TLS, here or at a proxy in front. */
export function isOverTls(config: Pick<Config, 'tls' | 'publicUrl'>): boolean {
  return config.tls !== null || config.publicUrl.startsWith('https:')
}

function cookieName(config: Config): string {
  return isOverTls(config) ? '__Host-riskmap' : 'riskmap'
}

/** Hand out a session's secret, to be sent back by the browser and read by nobody else. */
export function writeSessionCookie(c: Context<AppEnvironment>, secret: string, endsAt: Date): void {
  const { config, clock } = c.var.services
  const maxAge = Math.max(0, Math.floor((endsAt.getTime() - clock().getTime()) / 1000))
  setCookie(c, cookieName(config), secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: isOverTls(config),
    maxAge,
  })
}

/** Take the secret back from the browser. */
export function clearSessionCookie(c: Context<AppEnvironment>): void {
  const { config } = c.var.services
  deleteCookie(c, cookieName(config), { path: '/', secure: isOverTls(config) })
}

/** The secret a request carries, or null. */
export function sessionSecretOf(c: Context<AppEnvironment>): string | null {
  return getCookie(c, cookieName(c.var.services.config)) ?? null
}

/** A page that keeps itself up to date says so, and a stream is opened anew by itself. */
function isSomebodysDoing(c: Context<AppEnvironment>): boolean {
  return c.req.header('x-background') === undefined && c.req.path !== '/api/events'
}

/**
 * Find out who is asking. The one place where a principal (访问主体) becomes a scope (数据范围); read
 * from the store every time, so that a change of rights counts from the very next request. What
 * nobody did moves no session's end.
 */
export const authenticate: MiddlewareHandler<AppEnvironment> = createMiddleware(async (c, next) => {
  const { services } = c.var
  const secret = sessionSecretOf(c)
  const session =
    secret === null ? null : await findActiveSession(services, secret, isSomebodysDoing(c))
  const isElsewhere = session !== null && !isWithinNetworks(session.networks, c.var.clientAddress)
  c.set('isElsewhere', isElsewhere)
  c.set('session', isElsewhere ? null : session)
  if (session === null || isElsewhere) {
    c.set('scope', EMPTY_SCOPE)
  } else {
    c.set('principal', session.principal)
    c.set('scope', scopeOf(session.principal))
  }
  return next()
})
