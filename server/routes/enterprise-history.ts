import type { LevelPair } from '#domain/risk-level.ts'
import type { Scope } from '#domain/scope.ts'
import { levelSchema } from '#server/http/level-schema.ts'
import { requireEnterprise } from '#server/http/owned.ts'
import { pageRows } from '#server/http/page.ts'
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
import { listEnterpriseHistory } from '#server/store/enterprise-history.ts'
import type { HistoryEntry } from '#server/store/enterprise-history.ts'

const pairSchema = z.object({ inherent: levelSchema, current: levelSchema })

const entrySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('level'),
    id: z.string(),
    at: z.string(),
    before: pairSchema.nullable(),
    after: pairSchema,
    /** Risk points that moved at that moment; none where it is not known. */
    causes: z.array(z.object({ riskPointId: z.string(), number: z.string(), name: z.string() })),
  }),
  z.object({
    kind: z.literal('revision'),
    id: z.string(),
    at: z.string(),
    planId: z.string(),
    planName: z.string(),
    number: z.number().int(),
    /** Null where the asker may not see it. */
    publishedBy: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('hazard-closed'),
    id: z.string(),
    at: z.string(),
    number: z.string(),
    description: z.string(),
    hazardLevel: z.string(),
    wasOverdue: z.boolean(),
  }),
])

const list = createRoute({
  method: 'get',
  path: '/api/enterprises/{id}/history',
  tags: ['enterprises'],
  description: 'Newest first unless `sort=at`.',
  request: { params: idParameter, query: listQuery(['at'], {}) },
  responses: {
    200: answer(pageOf(entrySchema), 'Levels, published plans and closed hazards over time'),
    ...refusals,
  },
})

/** The history (沿革) of an enterprise, from what is kept anyway. */
export const enterpriseHistoryRoutes = newRoutes().openapi(list, async (c) => {
  const { store } = c.var.services
  const { limit, cursor, sort = '-at' } = c.req.valid('query')
  const { id } = await requireEnterprise(c, store, c.req.valid('param').id)
  const page = await pageRows(
    await listEnterpriseHistory(store, id),
    {
      sort,
      descending: sort === '-at',
      idOf: (entry) => `${entry.kind}:${entry.id}`,
      keysOf: (entry) => [entry.at.getTime()],
    },
    limit,
    cursor,
  )
  const items = page.items.map((entry) => told(entry, c.var.scope))
  return c.json({ items, total: page.total, nextCursor: page.nextCursor }, 200)
})

const copyOf = ({ inherent, current }: LevelPair) => ({ inherent, current })

function told(entry: HistoryEntry, scope: Scope): z.infer<typeof entrySchema> {
  const at = entry.at.toISOString()
  switch (entry.kind) {
    case 'level':
      return {
        ...entry,
        at,
        before: entry.before === null ? null : copyOf(entry.before),
        after: copyOf(entry.after),
        causes: [...entry.causes],
      }
    case 'revision':
      return { ...entry, at, publishedBy: scope.personalData ? entry.publishedBy : null }
    case 'hazard-closed':
      return { ...entry, at }
  }
}
