import { SYMBOL_KINDS } from '#domain/plan.ts'
import { levelPairSchema } from '#server/http/level-schema.ts'
import { requireEnterprise } from '#server/http/owned.ts'
import { MEASURE_CATEGORIES, RISK_POINT_KINDS } from '#server/http/risk-point-schema.ts'
import { answer, createRoute, idParameter, newRoutes, refusals, z } from '#server/http/route.ts'
import { describeCards } from '#server/services/risk-cards.ts'
import { readSettings } from '#server/store/settings.ts'

const cardsSchema = z
  .object({
    enterprise: z.object({ id: z.string(), name: z.string(), sample: z.boolean() }),
    emergencyLines: z.array(z.object({ name: z.string(), phone: z.string() })),
    plans: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        publishedNumber: z.number().int().nullable(),
        /** What the printed code holds; null before anything was published. */
        publishedUrl: z.string().nullable(),
        equipment: z.array(z.object({ kind: z.enum(SYMBOL_KINDS), count: z.number().int() })),
      }),
    ),
    points: z.array(
      z.object({
        id: z.string(),
        number: z.string(),
        name: z.string(),
        kind: z.enum(RISK_POINT_KINDS),
        planId: z.string().nullable(),
        zone: z.string().nullable(),
        department: z.string().nullable(),
        person: z.string().nullable(),
        phone: z.string().nullable(),
        level: levelPairSchema,
        events: z.array(
          z.object({
            name: z.string(),
            hazardFactor: z.string().nullable(),
            accident: z.string(),
            consequence: z.string().nullable(),
          }),
        ),
        measures: z.array(z.object({ category: z.enum(MEASURE_CATEGORIES), text: z.string() })),
      }),
    ),
  })
  .openapi('RiskCards')

const read = createRoute({
  method: 'get',
  path: '/api/enterprises/{id}/cards',
  tags: ['enterprises'],
  description: 'What notice and emergency cards are printed from: every risk point, worst first.',
  request: { params: idParameter },
  responses: { 200: answer(cardsSchema, 'The facts of the cards'), ...refusals },
})

/** Notice and emergency cards (岗位安全风险告知卡、岗位应急处置卡) of an enterprise's risk points. */
export const riskCardRoutes = newRoutes().openapi(read, async (c) => {
  const { store, config } = c.var.services
  const { id, name, sample } = await requireEnterprise(c, store, c.req.valid('param').id)
  const { points, plans } = await describeCards(store, id, c.var.scope, config.publicUrl)
  const { emergencyLines } = await readSettings(store)
  return c.json(
    {
      enterprise: { id, name, sample },
      emergencyLines: [...emergencyLines],
      plans: plans.map((plan) => ({ ...plan, equipment: [...plan.equipment] })),
      points: points.map((point) => ({
        ...point,
        events: point.events.map(({ name: event, hazardFactor, accident, consequence }) => ({
          name: event,
          hazardFactor,
          accident,
          consequence,
        })),
        measures: point.measures.map(({ category, text }) => ({ category, text })),
      })),
    },
    200,
  )
})
