import type { FactIndex } from '#server/density/fact-index.ts'
import type { RowCounts } from '#server/density/row-counts.ts'
import { AppError } from '#server/http/problem.ts'
import { tileCacheOf } from '#server/http/tile-answer.ts'
import { questionsOf } from '#server/http/tile-question.ts'
import { productVersion } from '#server/product-version.ts'
import { answer, createRoute, newRoutes, refusals, z } from '#server/http/route.ts'
import { hasSampleRows } from '#server/store/enterprise.ts'
import { readDataVersion } from '#server/store/meta.ts'

/** The machine room, for the administrator alone. */
const upkeepSchema = z.object({
  storage: z.object({
    freeBytes: z.number(),
    totalBytes: z.number(),
    state: z.enum(['ok', 'low', 'full']),
  }),
  backup: z
    .object({
      lastGoodAt: z.string().nullable(),
      isOverdue: z.boolean(),
      failure: z.string().nullable(),
    })
    .nullable(),
})

/** How commits of other processes reach this one, for the administrator alone. */
const followingSchema = z.object({
  state: z.enum(['listening', 'looking', 'cut-off']),
  version: z.number().int(),
  lookedAt: z.string(),
  failure: z.string().nullable(),
})

/** What the index in memory holds, for the administrator alone. */
const indexSchema = z.object({
  rows: z.object({
    enterprises: z.number().int(),
    riskPoints: z.number().int(),
    hazards: z.number().int(),
  }),
  segments: z.number().int(),
  /** Arrays only: texts and the records of enterprises come on top. */
  bytes: z.object({
    columns: z.number().int(),
    moments: z.number().int(),
    selections: z.number().int(),
    lattices: z.number().int(),
    tiles: z.number().int(),
  }),
  /** Whether committed rows wait to be taken in. */
  loading: z.boolean(),
  /** How far the first load is; null once it is over. */
  firstLoad: z.object({ enterprises: z.number().int(), of: z.number().int() }).nullable(),
})

const healthSchema = z.object({
  /** While rows are being loaded, `counts`, the map and its figures tell of those loaded so far. */
  status: z.enum(['ok', 'loading']),
  version: z.string(),
  /** Whether invented sample rows (示例) are among them. */
  sample: z.boolean(),
  counts: z.object({
    enterprises: z.number().int(),
    riskPoints: z.number().int(),
    hazards: z.number().int(),
  }),
  upkeep: upkeepSchema.optional(),
  following: followingSchema.optional(),
  index: indexSchema.optional(),
})

const readySchema = z.object({ status: z.literal('ready') })

const health = createRoute({
  method: 'get',
  path: '/api/health',
  tags: ['service'],
  responses: { 200: answer(healthSchema, 'Alive, with how much it holds'), ...refusals },
})

const ready = createRoute({
  method: 'get',
  path: '/readyz',
  tags: ['service'],
  responses: { 200: answer(readySchema, 'Ready for requests'), ...refusals },
})

/** Whether the service lives (健康检查) and takes requests: asked by monitors, without a session. */
export const healthRoutes = newRoutes()
  .openapi(health, async (c) => {
    const { facts, store, upkeep, following } = c.var.services
    const counts = facts.counts()
    const sample = await hasSampleRows(store)
    const isAdministrator = c.var.session?.principal.role === 'admin'
    const report = isAdministrator ? await upkeep?.report() : undefined
    const followed = isAdministrator ? following?.report() : undefined
    return c.json(
      {
        status: facts.firstLoad() === null ? ('ok' as const) : ('loading' as const),
        version: productVersion(),
        sample,
        counts,
        ...(report === undefined ? {} : { upkeep: report }),
        ...(followed === undefined ? {} : { following: followed }),
        ...(isAdministrator ? { index: indexReport(facts, counts) } : {}),
      },
      200,
    )
  })
  .openapi(ready, async (c) => {
    const { store, facts, closing } = c.var.services
    if (closing.aborted) throw new AppError('unavailable', { retryAfterSeconds: 5 })
    // Who spreads requests over several servers asks one that holds every row.
    if (facts.firstLoad() !== null) throw new AppError('loading', { retryAfterSeconds: 1 })
    await readDataVersion(store)
    return c.json({ status: 'ready' as const }, 200)
  })

function indexReport(facts: FactIndex, rows: RowCounts): z.infer<typeof indexSchema> {
  const { segments, isCatchingUp, ...memory } = facts.memory()
  return {
    rows,
    segments,
    bytes: {
      columns: memory.columnBytes,
      moments: memory.momentBytes,
      selections: memory.selectionBytes,
      lattices: memory.latticeBytes,
      tiles: tileCacheOf(facts).bytes + questionsOf(facts).calculatedSize,
    },
    loading: isCatchingUp,
    firstLoad: facts.firstLoad(),
  }
}
