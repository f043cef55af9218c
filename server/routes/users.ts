import type { Context } from 'hono'
import { ROLES } from '#domain/role.ts'
import { FAILURE_MEMORY_MILLISECONDS } from '#server/access/lockout.ts'
import { readPasswordProfile } from '#server/access/password-profile.ts'
import { accountSchema, toldAccount } from '#server/http/account-schema.ts'
import type { AccountSurroundings } from '#server/http/account-schema.ts'
import type { AppEnvironment } from '#server/http/environment.ts'
import { versionTag } from '#server/http/etag.ts'
import { pageRows } from '#server/http/page.ts'
import { AppError } from '#server/http/problem.ts'
import {
  answer,
  createRoute,
  idParameter,
  listQuery,
  newRoutes,
  pageOf,
  refusals,
  z,
} from '#server/http/route.ts'
import { findKeptAccount, listKeptAccounts } from '#server/services/keep-accounts.ts'
import type { Keeper } from '#server/services/keep-accounts.ts'
import { readLoginFailures } from '#server/store/login-failure.ts'
import { listOwners } from '#server/store/owner.ts'
import type { OwnerRow } from '#server/store/owner.ts'
import { readRegionNames } from '#server/store/region.ts'
import type { UserAccount } from '#server/store/user.ts'

const roleList = z
  .string()
  .max(200)
  .refine(
    (text) => text.split(',').every((one) => (ROLES as readonly string[]).includes(one)),
    `应为角色代码：${ROLES.join('、')}`,
  )

const SORT_FIELDS = ['username', 'name', 'role', 'createdAt', 'passwordChangedAt'] as const

const list = createRoute({
  method: 'get',
  path: '/api/users',
  tags: ['users'],
  description: 'The accounts the asker looks after: all, or those below it within its scope.',
  request: {
    query: listQuery(SORT_FIELDS, {
      role: roleList.optional(),
      township: z
        .string()
        .regex(/^\d{6,12}$/, '应为区划代码')
        .optional(),
      disabled: z.enum(['true', 'false']).optional(),
      q: z.string().max(100).optional(),
    }),
  },
  responses: { 200: answer(pageOf(accountSchema), 'Accounts'), ...refusals },
})

const read = createRoute({
  method: 'get',
  path: '/api/users/{id}',
  tags: ['users'],
  request: { params: idParameter },
  responses: { 200: answer(accountSchema, 'The account'), ...refusals },
})

/** Accounts (账号): who may sign in, as what, for where. */
export const userRoutes = newRoutes()
  .openapi(list, async (c) => {
    const { store } = c.var.services
    const { limit, cursor, sort = 'username', ...query } = c.req.valid('query')
    const { accounts, owners } = await listKeptAccounts(store, keeperOf(c))
    const rows = accounts.filter((account) => isAsked(account, query, owners))
    const field = sort.replace('-', '') as (typeof SORT_FIELDS)[number]
    const order = {
      sort,
      descending: sort.startsWith('-'),
      keysOf: (account: UserAccount) => [keyOf(account, field)],
      idOf: ({ id }: UserAccount) => id,
    }
    const page = await pageRows(rows, order, limit, cursor)
    const surroundings = await surroundingsOf(c, owners)
    const items = page.items.map((account) => toldAccount(account, surroundings))
    return c.json({ ...page, items }, 200)
  })
  .openapi(read, async (c) => {
    const { store } = c.var.services
    const account = await findKeptAccount(store, keeperOf(c), c.req.valid('param').id)
    if (account === null) throw new AppError('not_found')
    return c.json(await wholeAccount(c, account), 200, { ETag: versionTag(account.version) })
  })

/** Whoever asks, as somebody who looks after accounts. */
export function keeperOf(c: Context<AppEnvironment>): Keeper {
  return { role: c.var.principal.role, scope: c.var.scope }
}

/** One account in an answer. */
export async function wholeAccount(
  c: Context<AppEnvironment>,
  account: UserAccount,
): Promise<z.infer<typeof accountSchema>> {
  const owners = new Map((await listOwners(c.var.services.store)).map((row) => [row.id, row]))
  return toldAccount(account, await surroundingsOf(c, owners))
}

async function surroundingsOf(
  c: Context<AppEnvironment>,
  owners: ReadonlyMap<string, OwnerRow>,
): Promise<AccountSurroundings> {
  const { store, clock } = c.var.services
  const now = clock()
  return {
    now,
    owners,
    regionNames: await readRegionNames(store),
    failures: await readLoginFailures(store, new Date(now.getTime() - FAILURE_MEMORY_MILLISECONDS)),
    profile: await readPasswordProfile(store),
  }
}

interface Asked {
  readonly role?: string | undefined
  readonly township?: string | undefined
  readonly disabled?: 'true' | 'false' | undefined
  readonly q?: string | undefined
}

function isAsked(
  account: UserAccount,
  { role, township, disabled, q }: Asked,
  owners: ReadonlyMap<string, OwnerRow>,
): boolean {
  if (role !== undefined && !role.split(',').includes(account.role)) return false
  if (disabled !== undefined && String(account.disabled) !== disabled) return false
  const enterprises = (account.enterprises ?? []).flatMap((id) => owners.get(id) ?? [])
  if (township !== undefined) {
    const places = [...account.regions, ...enterprises.map((row) => row.township ?? '')]
    if (!places.some((code) => code.startsWith(township))) return false
  }
  const text = q?.trim().normalize('NFC').toLowerCase() ?? ''
  if (text === '') return true
  const texts = [account.username, account.name, ...enterprises.map((row) => row.name)]
  return texts.some((one) => one.toLowerCase().includes(text))
}

function keyOf(account: UserAccount, field: (typeof SORT_FIELDS)[number]): string {
  const value = account[field]
  return value instanceof Date ? value.toISOString() : value
}
