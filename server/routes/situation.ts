import { HAZARD_LEVELS } from '#domain/hazard.ts'
import { columnSituation } from '#server/density/situation.ts'
import { inTurn } from '#server/http/fair-turn.ts'
import { filterOf, filterShape, momentOfFilter } from '#server/http/filter-query.ts'
import { indexSoFar } from '#server/http/index-reader.ts'
import { answer, createRoute, newRoutes, refusals, strictQuery, z } from '#server/http/route.ts'

const periodSchema = z.object({ from: z.string(), to: z.string() })
const fractionSchema = z.object({ numerator: z.number(), denominator: z.number() })

const groupShape = {
  code: z.string(),
  enterprises: z.number().int(),
  riskPoints: z.number().int(),
  open: z.number().int(),
  major: z.number().int(),
  overdue: z.number().int(),
  longestOverdueDays: z.number().int(),
  silent: z.number().int(),
  onTime: fractionSchema,
}

const situationSchema = z.object({
  asOf: z.string(),
  kpis: z.array(
    z.object({
      id: z.string(),
      value: z.number().nullable(),
      numerator: z.number(),
      denominator: z.number().nullable(),
      unit: z.enum(['count', 'ratio', 'day']),
      period: periodSchema.nullable(),
    }),
  ),
  byLevel: z.array(
    z.object({
      level: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]).nullable(),
      enterprises: z.number().int(),
      riskPoints: z.number().int(),
    }),
  ),
  bySector: z.array(z.object(groupShape)),
  byTownship: z.array(z.object(groupShape)),
  trend: z.array(
    z.object({
      month: z.string(),
      found: z.number().int(),
      closed: z.number().int(),
      overdue: z.number().int(),
    }),
  ),
  byCheckMode: z.array(
    z.object({
      code: z.string(),
      found: z.number().int(),
      open: z.number().int(),
      overdue: z.number().int(),
    }),
  ),
  overdueHazards: z.array(
    z.object({
      id: z.string().nullable(),
      enterprise: z.string().nullable(),
      enterpriseName: z.string().nullable(),
      description: z.string().nullable(),
      township: z.string().nullable(),
      sector: z.string().nullable(),
      hazardLevel: z.enum(HAZARD_LEVELS),
      deadline: z.string(),
      overdueDays: z.number().int(),
    }),
  ),
  withheld: z.boolean(),
})

const read = createRoute({
  method: 'get',
  path: '/api/situation',
  tags: ['situation'],
  request: { query: strictQuery(filterShape) },
  responses: {
    200: answer(situationSchema, 'Figures of the scope under the filter, each with its parts'),
    ...refusals,
  },
})

/** The situation (态势): every panel's figures from one selection. */
export const situationRoutes = newRoutes().openapi(read, async (c) => {
  const { clock } = c.var.services
  const facts = await indexSoFar(c)
  const filter = filterOf(c.req.valid('query'))
  const moment = momentOfFilter(filter, clock())
  const situation = await inTurn(c, 'figures', async () => {
    const { selection, withheld } = await facts.select(filter, c.var.scope, moment, 'figures')
    const { suppressSingles } = c.var.scope
    return columnSituation(selection, { moment, filter, suppressSingles, withheld })
  })
  return c.json(
    {
      ...situation,
      kpis: [...situation.kpis],
      byLevel: [...situation.byLevel],
      bySector: [...situation.bySector],
      byTownship: [...situation.byTownship],
      trend: [...situation.trend],
      byCheckMode: [...situation.byCheckMode],
      overdueHazards: [...situation.overdueHazards],
    },
    200,
  )
})
