import type { Context } from 'hono'
import { PASSWORD_PROFILE_CODES } from '#domain/norms/password-profiles.ts'
import { ROLES } from '#domain/role.ts'
import { changeOwnPassword } from '#server/access/change-password.ts'
import type { PasswordFault } from '#server/access/password-profile.ts'
import { closeSession, findActiveSession } from '#server/access/session.ts'
import type { ActiveSession, OpenedSession } from '#server/access/session.ts'
import { signIn } from '#server/access/sign-in.ts'
import type { SignInOrigin, SignInResult } from '#server/access/sign-in.ts'
import { clearSessionCookie, writeSessionCookie } from '#server/http/authenticate.ts'
import type { AppEnvironment } from '#server/http/environment.ts'
import { AppError } from '#server/http/problem.ts'
import {
  answer,
  createRoute,
  emptyAnswer,
  jsonBody,
  newRoutes,
  refusals,
  z,
} from '#server/http/route.ts'
import { audited } from '#server/http/write.ts'
import { findHomeCounty } from '#server/store/region.ts'
import { readSettings } from '#server/store/settings.ts'

const passwordSchema = z.string().min(1).max(256)

const tokenSchema = z.strictObject({ token: z.string().min(1).max(128) })

const credentialsSchema = z.union([
  z.strictObject({ username: z.string().min(1).max(128), password: passwordSchema }),
  z.strictObject({ code: z.string().min(1).max(128) }),
  tokenSchema,
])

const passwordChangeSchema = z.strictObject({
  currentPassword: passwordSchema.optional(),
  newPassword: passwordSchema,
})

const sessionSchema = z
  .object({
    user: z.object({
      name: z.string(),
      username: z.string(),
      role: z.enum(ROLES),
      county: z.string().optional(),
      township: z.string().optional(),
      sectors: z.array(z.string()).optional(),
      enterprise: z.string().optional(),
      mustChangePassword: z.literal(true).optional(),
      /** Why: it was handed out, has expired, or was never set; the first two open nothing else. */
      passwordFault: z.enum(['issued', 'expired', 'missing']).optional(),
      /** The rules a new one must keep; told with the fault. */
      passwordProfile: z.enum(PASSWORD_PROFILE_CODES).optional(),
    }),
    expiresAt: z.iso.datetime().nullable(),
  })
  .openapi('Session')

const open = createRoute({
  method: 'post',
  path: '/api/session',
  tags: ['session'],
  request: { body: jsonBody(credentialsSchema) },
  responses: { 200: answer(sessionSchema, 'Signed in; the cookie is set'), ...refusals },
})

const openDisplay = createRoute({
  method: 'post',
  path: '/api/session/display',
  tags: ['session'],
  description: 'Exchanges the token of a large screen for a cookie, so that no address holds it.',
  request: { body: jsonBody(tokenSchema) },
  responses: { 200: answer(sessionSchema, 'A screen; the cookie is set'), ...refusals },
})

const read = createRoute({
  method: 'get',
  path: '/api/session',
  tags: ['session'],
  responses: { 200: answer(sessionSchema, 'Who is signed in'), ...refusals },
})

const close = createRoute({
  method: 'delete',
  path: '/api/session',
  tags: ['session'],
  responses: { 204: emptyAnswer('Signed out'), ...refusals },
})

const changePassword = createRoute({
  method: 'put',
  path: '/api/session/password',
  tags: ['session'],
  description: 'Ends every session of the account; this one goes on under a new cookie.',
  request: { body: jsonBody(passwordChangeSchema) },
  responses: { 204: emptyAnswer('Changed'), ...refusals },
})

/** Signing in and out (登录、退出), and one's own password. */
export const sessionRoutes = newRoutes()
  .openapi(open, async (c) => {
    const result = await signIn(c.var.services, c.req.valid('json'), originOf(c))
    return c.json(await sessionAnswer(c, await acceptSignIn(c, result)), 200)
  })
  .openapi(openDisplay, async (c) => {
    const result = await signIn(c.var.services, c.req.valid('json'), originOf(c))
    return c.json(await sessionAnswer(c, await acceptSignIn(c, result)), 200)
  })
  .openapi(read, async (c) => c.json(await sessionAnswer(c, requireSession(c)), 200))
  .openapi(close, async (c) => {
    const { idHash, principal } = requireSession(c)
    const entry = audited(c, 'session.close', { kind: 'user', id: principal.userId })
    await c.var.services.store.transact(entry, (tx) => closeSession(tx, idHash))
    clearSessionCookie(c)
    return c.body(null, 204)
  })
  .openapi(changePassword, async (c) => {
    const { account } = requireSession(c)
    if (account === null) throw new AppError('forbidden')
    const change = c.req.valid('json')
    const changed = await changeOwnPassword(c.var.services, account, change, originOf(c))
    if (!changed.ok) throw new AppError('invalid', { issues: changed.issues })
    writeSessionCookie(c, changed.value.secret, changed.value.endsAt)
    return c.body(null, 204)
  })

function originOf(c: Context<AppEnvironment>): SignInOrigin {
  return {
    ip: c.var.clientAddress,
    agent: c.req.header('user-agent') ?? null,
    earlierIdHash: c.var.session?.idHash ?? null,
  }
}

/** Hand the cookie over, or refuse: all that can be wrong with credentials is told in one way. */
async function acceptSignIn(
  c: Context<AppEnvironment>,
  result: SignInResult,
): Promise<ActiveSession> {
  switch (result.kind) {
    case 'refused':
      throw new AppError('wrong_credentials')
    case 'elsewhere':
      throw new AppError('wrong_network')
    case 'wait':
      throw new AppError('too_many_requests', { retryAfterSeconds: result.seconds })
    case 'opened':
      return present(c, result.session)
  }
}

async function present(c: Context<AppEnvironment>, opened: OpenedSession): Promise<ActiveSession> {
  const session = await findActiveSession(c.var.services, opened.secret)
  if (session === null) throw new AppError('wrong_credentials')
  writeSessionCookie(c, opened.secret, opened.endsAt)
  return session
}

function requireSession(c: Context<AppEnvironment>): ActiveSession {
  if (c.var.session === null) throw new AppError('unauthenticated')
  return c.var.session
}

/** Whoever is of no county of its own (an administrator) is shown the one this installation is about. */
async function sessionAnswer(
  c: Context<AppEnvironment>,
  { principal, passwordFault, expiresAt }: ActiveSession,
): Promise<z.infer<typeof sessionSchema>> {
  const { name, username, role, regions, sectors, enterprises } = principal
  const county = principal.county ?? (await findHomeCounty(c.var.services.store))
  const [township] = role === 'township' ? regions : []
  const [enterprise] = role === 'enterprise' ? (enterprises ?? []) : []
  return {
    user: {
      name,
      username,
      role,
      ...(county === null ? {} : { county }),
      ...(township === undefined ? {} : { township }),
      ...(role === 'department' && sectors !== null ? { sectors: [...sectors] } : {}),
      ...(enterprise === undefined ? {} : { enterprise }),
      ...(passwordFault === null ? {} : await passwordWords(c, passwordFault)),
    },
    expiresAt: expiresAt?.toISOString() ?? null,
  }
}

async function passwordWords(c: Context<AppEnvironment>, passwordFault: PasswordFault) {
  const { passwordProfile } = await readSettings(c.var.services.store)
  return { mustChangePassword: true as const, passwordFault, passwordProfile }
}
