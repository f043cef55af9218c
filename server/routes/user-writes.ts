import type { Context } from 'hono'
import { checkUsername, leavesNoAdministrator } from '#domain/account.ts'
import { issuePassword, resetPassword } from '#server/access/change-password.ts'
import { withPasswordGate } from '#server/access/password.ts'
import { accept, changesOf, refuse } from '#server/http/accept.ts'
import { accountSchema, grantShape } from '#server/http/account-schema.ts'
import type { AppEnvironment } from '#server/http/environment.ts'
import { requireVersion, versionTag } from '#server/http/etag.ts'
import { AppError } from '#server/http/problem.ts'
import {
  answer,
  createRoute,
  emptyAnswer,
  idParameter,
  jsonBody,
  newRoutes,
  refusals,
  z,
} from '#server/http/route.ts'
import { acceptWritten, audited, createOnce } from '#server/http/write.ts'
import { checkGrant, findKeptAccount } from '#server/services/keep-accounts.ts'
import { newId } from '#server/store/identifier.ts'
import { removeSessionsOf } from '#server/store/session.ts'
import type { Tx } from '#server/store/transact.ts'
import { findUser, findUserByName, insertUser, listUsers, saveUser } from '#server/store/user.ts'
import type { UserAccount } from '#server/store/user.ts'
import type { Written } from '#server/store/version.ts'
import { keeperOf, wholeAccount } from './users.ts'

const create = createRoute({
  method: 'post',
  path: '/api/users',
  tags: ['users'],
  description:
    'The first password is invented, told in this answer only, and changed at first use.',
  request: {
    body: jsonBody(
      z.strictObject({
        username: z.string().min(1).max(128),
        name: grantShape.name,
        role: grantShape.role,
        regions: grantShape.regions.default([]),
        sectors: grantShape.sectors.default(null),
        enterprises: grantShape.enterprises.default(null),
      }),
    ),
  },
  responses: {
    201: answer(
      accountSchema.extend({
        /** Null in a repeated answer: it is kept nowhere. */
        initialPassword: z.string().nullable(),
      }),
      'The new account and its first password',
    ),
    ...refusals,
  },
})

const patch = createRoute({
  method: 'patch',
  path: '/api/users/{id}',
  tags: ['users'],
  description: 'A change of role, scope or use ends every session of the account.',
  request: {
    params: idParameter,
    body: jsonBody(z.strictObject({ ...grantShape, disabled: z.boolean() }).partial()),
  },
  responses: { 200: answer(accountSchema, 'The account as it now is'), ...refusals },
})

const disable = createRoute({
  method: 'delete',
  path: '/api/users/{id}',
  tags: ['users'],
  request: { params: idParameter },
  responses: { 204: emptyAnswer('Out of use; what it did keeps its name'), ...refusals },
})

const reset = createRoute({
  method: 'put',
  path: '/api/users/{id}/password',
  tags: ['users'],
  description:
    'A new password to hand out, told in this answer only; ends sessions, lifts the lock.',
  request: { params: idParameter },
  responses: {
    200: answer(
      z.object({
        username: z.string(),
        name: z.string(),
        password: z.string(),
        version: z.number().int(),
      }),
      'The password to hand out',
    ),
    ...refusals,
  },
})

/** Writing accounts (账号): made, changed, put out of use, given a new password. */
export const userWriteRoutes = newRoutes()
  .openapi(create, async (c) => {
    const { store } = c.var.services
    const { username: given, ...grant } = c.req.valid('json')
    const username = accept(checkUsername(given))
    accept(await checkGrant(store, grant))
    await requireFreeName(store, username)
    const { password, passwordHash } = await withPasswordGate(() => issuePassword(username))
    const id = newId()
    const detail = { username, role: grant.role }
    const entry = audited(c, 'user.create', { kind: 'user', id }, detail)
    const { body, headers } = await createOnce(c, entry, async (tx) => {
      await requireFreeName(tx, username)
      const county = accept(await checkGrant(tx, grant))
      await insertUser(tx, {
        ...grant,
        id,
        username,
        county,
        passwordHash,
        passwordHistory: [],
        passwordChangedAt: tx.at,
        mustChangePassword: true,
        disabled: false,
        demo: false,
        createdAt: tx.at,
      })
      const made = await wholeAccount(c, await requireUser(tx, id))
      return {
        body: { ...made, initialPassword: password },
        remembered: { ...made, initialPassword: null },
        location: `/api/users/${id}`,
        version: made.version,
      }
    })
    return c.json(body, 201, headers)
  })
  .openapi(patch, async (c) => {
    const { store } = c.var.services
    const seen = requireVersion(c)
    const { id } = c.req.valid('param')
    const changes = changesOf(c.req.valid('json'))
    const entry = audited(c, 'user.patch', { kind: 'user', id }, { fields: Object.keys(changes) })
    const written = await store.transact(entry, async (tx) => {
      const before = await requireUser(tx, id)
      tx.describe({ detail: { username: before.username } })
      return change(tx, before, { ...before, ...changes, version: seen })
    })
    const saved = acceptWritten(written)
    return c.json(await wholeAccount(c, saved), 200, { ETag: versionTag(saved.version) })
  })
  .openapi(disable, async (c) => {
    const seen = requireVersion(c)
    const { id } = c.req.valid('param')
    const entry = audited(c, 'user.disable', { kind: 'user', id })
    const written = await c.var.services.store.transact(entry, async (tx) => {
      const before = await requireUser(tx, id)
      tx.describe({ detail: { username: before.username } })
      return change(tx, before, { ...before, disabled: true, version: seen })
    })
    acceptWritten(written)
    return c.body(null, 204)
  })
  .openapi(reset, async (c) => {
    const { store } = c.var.services
    const seen = requireVersion(c)
    const { id } = c.req.valid('param')
    if (id === c.var.principal.userId)
      throw conflict('不能重置自己的口令，请在“修改口令”中更换', 'Change your own password instead')
    const known = await requireKept(c, store, id)
    const issued = await withPasswordGate(() => issuePassword(known.username))
    const entry = audited(c, 'user.reset', { kind: 'user', id }, { by: c.var.principal.role })
    const written = await store.transact(entry, async (tx) => {
      const account = await requireKept(c, tx, id)
      tx.describe({ detail: { username: account.username } })
      return resetPassword(tx, { ...account, version: seen }, issued.passwordHash)
    })
    const { username, name, version } = acceptWritten(written)
    const told = { username, name, password: issued.password, version }
    return c.json(told, 200, { ETag: versionTag(version) })
  })

/**
 * Save an account with other rights: its sessions end, since they were opened with the old ones.
 * Errors: AppError conflict (409) when it is the last administrator, invalid (422)
 */
async function change(
  tx: Tx,
  before: UserAccount,
  next: UserAccount,
): Promise<Written<UserAccount> | null> {
  if (leavesNoAdministrator(await listUsers(tx), next))
    throw conflict(
      '这是最后一个可用的系统管理员，不能停用或改为其他角色；请先另设一个管理员',
      'This is the last administrator: make another one first',
    )
  const county = accept(await checkGrant(tx, next))
  const written = await saveUser(tx, { ...next, county }, next.version)
  const rights = ({ role, regions, sectors, enterprises, disabled }: UserAccount) =>
    JSON.stringify([role, regions, sectors, enterprises, disabled])
  if (written?.ok === true && rights(before) !== rights(next)) await removeSessionsOf(tx, next.id)
  return written
}

async function requireFreeName(reader: Parameters<typeof findUserByName>[0], username: string) {
  if ((await findUserByName(reader, username)) !== null)
    refuse('username', 'already_taken', `用户名 ${username} 已被使用，请另取一个`)
}

async function requireUser(tx: Tx, id: string): Promise<UserAccount> {
  const account = await findUser(tx, id)
  if (account === null) throw new AppError('not_found')
  return account
}

async function requireKept(
  c: Context<AppEnvironment>,
  reader: Parameters<typeof findKeptAccount>[0],
  id: string,
): Promise<UserAccount> {
  const account = await findKeptAccount(reader, keeperOf(c), id)
  if (account === null) throw new AppError('not_found')
  return account
}

function conflict(zh: string, en: string): AppError {
  return new AppError('conflict', { detail: { 'zh-CN': zh, en } })
}
