import { inventToken, keepToken, tokenRegions } from '#server/access/display-token.ts'
import { isNetwork } from '#server/access/network.ts'
import { accept } from '#server/http/accept.ts'
import { checkVersion, requireVersion } from '#server/http/etag.ts'
import { pageRows } from '#server/http/page.ts'
import { AppError } from '#server/http/problem.ts'
import {
  answer,
  createRoute,
  emptyAnswer,
  idParameter,
  jsonBody,
  listQuery,
  newRoutes,
  pageOf,
  refusals,
  z,
} from '#server/http/route.ts'
import { lineSchema } from '#server/http/text-schema.ts'
import { audited, createOnce } from '#server/http/write.ts'
import {
  findDisplayTokenById,
  listDisplayTokens,
  revokeDisplayToken,
} from '#server/store/display-token.ts'
import type { DisplayToken } from '#server/store/display-token.ts'
import { readRegionNames } from '#server/store/region.ts'
import type { Reader } from '#server/store/transact.ts'

const tokenShape = {
  id: z.string(),
  name: z.string(),
  regions: z.array(z.string()),
  regionNames: z.array(z.string()),
  /** Networks it opens a screen from; none means anywhere. */
  networks: z.array(z.string()),
  createdAt: z.string(),
  createdBy: z.string(),
  lastUsedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  /** 1 in force, 2 revoked. */
  version: z.number().int(),
}

const tokenSchema = z.object(tokenShape).openapi('DisplayToken')

const SORT_FIELDS = ['createdAt', 'name', 'lastUsedAt'] as const

const list = createRoute({
  method: 'get',
  path: '/api/tokens',
  tags: ['tokens'],
  request: { query: listQuery(SORT_FIELDS, { revoked: z.enum(['true', 'false']).optional() }) },
  responses: { 200: answer(pageOf(tokenSchema), 'Display tokens, newest first'), ...refusals },
})

const create = createRoute({
  method: 'post',
  path: '/api/tokens',
  tags: ['tokens'],
  request: {
    body: jsonBody(
      z.strictObject({
        name: lineSchema(50),
        /** None: the county of this installation. */
        regions: z
          .array(z.string().regex(/^\d{6}(?:\d{3}(?:\d{3})?)?$/, '应为县级或以下区划代码'))
          .max(50)
          .transform((codes) => [...new Set(codes)])
          .default([]),
        /** Networks (`10.1.0.0/16`) or single addresses it opens a screen from; none: anywhere. */
        networks: z
          .array(z.string().max(50).refine(isNetwork, '应为网段，如 10.1.0.0/16，或单个地址'))
          .max(20)
          .transform((networks) => [...new Set(networks)])
          .default([]),
      }),
    ),
  },
  responses: {
    201: answer(
      z.object({
        ...tokenShape,
        /** Told once; both null in a repeated answer. */
        token: z.string().nullable(),
        address: z.string().nullable(),
      }),
      'The new token and the address that opens a screen with it',
    ),
    ...refusals,
  },
})

const revoke = createRoute({
  method: 'delete',
  path: '/api/tokens/{id}',
  tags: ['tokens'],
  request: { params: idParameter },
  responses: { 204: emptyAnswer('Revoked: its screens are refused from now on'), ...refusals },
})

/** Display tokens (大屏令牌): what opens a large screen without an account. */
export const tokenRoutes = newRoutes()
  .openapi(list, async (c) => {
    const { store } = c.var.services
    const { limit, cursor, sort = '-createdAt', revoked } = c.req.valid('query')
    const tokens = (await listDisplayTokens(store)).filter(
      ({ revokedAt }) => revoked === undefined || String(revokedAt !== null) === revoked,
    )
    const field = sort.replace('-', '') as (typeof SORT_FIELDS)[number]
    const order = {
      sort,
      descending: sort.startsWith('-'),
      keysOf: (token: DisplayToken) => [keyOf(token, field)],
      idOf: ({ id }: DisplayToken) => id,
    }
    const page = await pageRows(tokens, order, limit, cursor)
    const names = await readRegionNames(store)
    return c.json({ ...page, items: page.items.map((token) => told(token, names)) }, 200)
  })
  .openapi(create, async (c) => {
    const { name, regions: asked, networks } = c.req.valid('json')
    const issued = inventToken()
    const { id, token, address } = issued
    const entry = audited(c, 'token.create', { kind: 'token', id }, { name })
    const { body, headers } = await createOnce(c, entry, async (tx) => {
      const regions = accept(await tokenRegions(tx, asked))
      tx.describe({ detail: { regions, networks } })
      const createdBy = c.var.principal.username
      await keepToken(tx, issued, { name, regions, networks, createdBy })
      const made = told(await requireToken(tx, id), await readRegionNames(tx))
      return {
        body: { ...made, token, address },
        remembered: { ...made, token: null, address: null },
        location: `/api/tokens/${id}`,
        version: made.version,
      }
    })
    return c.json(body, 201, headers)
  })
  .openapi(revoke, async (c) => {
    const seen = requireVersion(c)
    const { id } = c.req.valid('param')
    const entry = audited(c, 'token.revoke', { kind: 'token', id })
    await c.var.services.store.transact(entry, async (tx) => {
      const token = await requireToken(tx, id)
      checkVersion(seen, versionOf(token))
      tx.describe({ detail: { name: token.name } })
      if (!(await revokeDisplayToken(tx, id))) tx.cancel()
    })
    return c.body(null, 204)
  })

async function requireToken(reader: Reader, id: string): Promise<DisplayToken> {
  const token = await findDisplayTokenById(reader, id)
  if (token === null) throw new AppError('not_found')
  return token
}

function versionOf({ revokedAt }: DisplayToken): number {
  return revokedAt === null ? 1 : 2
}

function told(
  token: DisplayToken,
  names: ReadonlyMap<string, string>,
): z.infer<typeof tokenSchema> {
  return {
    id: token.id,
    name: token.name,
    regions: [...token.regions],
    regionNames: token.regions.map((code) => names.get(code) ?? code),
    networks: [...token.networks],
    createdAt: token.createdAt.toISOString(),
    createdBy: token.createdBy,
    lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
    revokedAt: token.revokedAt?.toISOString() ?? null,
    version: versionOf(token),
  }
}

function keyOf(token: DisplayToken, field: (typeof SORT_FIELDS)[number]): string {
  const value = token[field]
  return value instanceof Date ? value.toISOString() : (value ?? '')
}
