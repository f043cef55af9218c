import type { Context } from 'hono'
import { FILTER_KEYS, parseFilter } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import { accept, refuse } from '#server/http/accept.ts'
import type { AppEnvironment } from '#server/http/environment.ts'
import { filterOf, filterShape, momentOfFilter } from '#server/http/filter-query.ts'
import { wholeIndex } from '#server/http/index-reader.ts'
import { pageRows } from '#server/http/page.ts'
import { AppError } from '#server/http/problem.ts'
import {
  answer,
  createRoute,
  idSchema,
  jsonBody,
  listQuery,
  newRoutes,
  pageOf,
  refusals,
  z,
} from '#server/http/route.ts'
import { rule } from '#server/http/text-schema.ts'
import { audited, createOnce } from '#server/http/write.ts'
import {
  enterprisesWithAccount,
  prepareEnterpriseAccounts,
  writeEnterpriseAccounts,
} from '#server/services/enterprise-accounts.ts'
import type { PreparedAccount } from '#server/services/enterprise-accounts.ts'
import { listOwners } from '#server/store/owner.ts'
import type { OwnerRow } from '#server/store/owner.ts'
import { readRegionNames } from '#server/store/region.ts'
import { listUsers } from '#server/store/user.ts'

/** Hashing one takes some 40 ms: more than these are made in parts. */
const MOST_AT_ONCE = 500

const collator = new Intl.Collator('zh-Hans-CN', { numeric: true })

const enterpriseSchema = z.object({
  id: z.string(),
  name: z.string(),
  township: z.string().nullable(),
  townshipName: z.string().nullable(),
  sector: z.string(),
})

const SORT_FIELDS = ['name', 'township'] as const

const list = createRoute({
  method: 'get',
  path: '/api/enterprise-accounts',
  tags: ['users'],
  request: { query: listQuery(SORT_FIELDS, filterShape) },
  responses: {
    200: answer(
      pageOf(enterpriseSchema).extend({ withAccount: z.number().int() }),
      'Enterprises under the filter for which nobody can sign in yet, and how many have an account',
    ),
    ...refusals,
  },
})

const slipSchema = z.object({
  enterpriseId: z.string(),
  enterprise: z.string(),
  townshipName: z.string().nullable(),
  username: z.string(),
  /** Told once; null in a repeated answer. */
  password: z.string().nullable(),
  sample: z.boolean(),
})

const create = createRoute({
  method: 'post',
  path: '/api/enterprise-accounts',
  tags: ['users'],
  description:
    'Accounts for enterprises that have none, named one by one or by a filter; all or none are made. ' +
    'First passwords are told in this answer only.',
  request: {
    body: jsonBody(
      z
        .strictObject({
          enterpriseIds: z.array(idSchema).min(1).max(MOST_AT_ONCE).optional(),
          filter: z.partialRecord(z.enum(FILTER_KEYS), z.string().max(2000)).optional(),
        })
        .refine((body) => (body.enterpriseIds === undefined) !== (body.filter === undefined), {
          ...rule('one_of', '请给出 enterpriseIds 或 filter 之一'),
          path: ['enterpriseIds'],
        }),
    ),
  },
  responses: {
    201: answer(
      z.object({ made: z.number().int(), items: z.array(slipSchema) }),
      'What to hand out',
    ),
    ...refusals,
  },
})

/** Accounts in bulk from the ledger of enterprises (批量开户). */
export const enterpriseAccountRoutes = newRoutes()
  .openapi(list, async (c) => {
    const { store } = c.var.services
    const query = c.req.valid('query')
    const { limit, cursor, sort = 'name' } = query
    const under = await enterprisesUnder(c, filterOf(query))
    const having = enterprisesWithAccount(await listUsers(store))
    const without = under.filter(({ id }) => !having.has(id))
    const names = await readRegionNames(store)
    const order = {
      sort,
      descending: sort.startsWith('-'),
      keysOf: (row: OwnerRow) =>
        sort.endsWith('township') ? [row.township ?? '', row.name] : [row.name],
      idOf: ({ id }: OwnerRow) => id,
    }
    const page = await pageRows(without, order, limit, cursor)
    const items = page.items.map(({ id, name, township, sector }) => ({
      id,
      name,
      township,
      townshipName: townshipName(names, township),
      sector,
    }))
    return c.json({ ...page, items, withAccount: under.length - without.length }, 200)
  })
  .openapi(create, async (c) => {
    const { store } = c.var.services
    const { enterpriseIds, filter } = c.req.valid('json')
    const chosen =
      enterpriseIds === undefined
        ? await enterprisesUnder(c, accept(parseFilter(filter ?? {})))
        : await enterprisesNamed(c, enterpriseIds)
    if (chosen.length > MOST_AT_ONCE)
      refuse('filter', 'too_many', `一次最多 ${MOST_AT_ONCE} 家，请按乡镇分批开户`)
    const prepared = await prepareEnterpriseAccounts(store, chosen, c.req.raw.signal)
    const entry = audited(c, 'user.bulk')
    const { body, headers } = await createOnce(c, entry, async (tx) => {
      const written = await writeEnterpriseAccounts(tx, prepared)
      if (written.length === 0) throw nothingToMake()
      const [first, last] = [written[0], written.at(-1)]
      tx.describe({
        detail: { count: written.length, first: first?.username, last: last?.username },
      })
      const names = await readRegionNames(tx)
      const items = written.map((account) => slipOf(account, names))
      return {
        body: { made: items.length, items },
        remembered: { made: items.length, items: items.map((one) => ({ ...one, password: null })) },
        location: '/api/users?role=enterprise',
        version: null,
      }
    })
    return c.json(body, 201, headers)
  })

/** Enterprises in use under a filter, by township and name: slips are handed out so. */
async function enterprisesUnder(c: Context<AppEnvironment>, filter: Filter): Promise<OwnerRow[]> {
  const { store, clock } = c.var.services
  const facts = await wholeIndex(c)
  const moment = momentOfFilter(filter, clock())
  const { selection } = await facts.select(filter, c.var.scope, moment)
  const ids = new Set(selection.enterprises.map(({ id }) => id))
  const rows = (await listOwners(store)).filter(({ id, archived }) => ids.has(id) && !archived)
  return rows.toSorted(
    (one, other) =>
      (one.township ?? '').localeCompare(other.township ?? '') ||
      collator.compare(one.name, other.name),
  )
}

/** The enterprises of these ids in the order they were asked for, which is the order of the slips. */
async function enterprisesNamed(
  c: Context<AppEnvironment>,
  ids: readonly string[],
): Promise<OwnerRow[]> {
  const rows = new Map((await listOwners(c.var.services.store)).map((row) => [row.id, row]))
  return [...new Set(ids)].map((id) => {
    const row = rows.get(id)
    if (row === undefined) throw new AppError('not_found')
    return row
  })
}

function slipOf(
  { enterprise, username, password }: PreparedAccount,
  names: ReadonlyMap<string, string>,
): z.infer<typeof slipSchema> {
  return {
    enterpriseId: enterprise.id,
    enterprise: enterprise.name,
    townshipName: townshipName(names, enterprise.township),
    username,
    password,
    sample: enterprise.sample,
  }
}

function townshipName(names: ReadonlyMap<string, string>, code: string | null): string | null {
  return code === null ? null : (names.get(code) ?? code)
}

function nothingToMake(): AppError {
  return new AppError('conflict', {
    detail: {
      'zh-CN': '所选企业都已有账号；忘记口令的请在“账号”中重置',
      en: 'Every enterprise chosen has an account; reset forgotten passwords under accounts',
    },
  })
}
