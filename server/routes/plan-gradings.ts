import { accept } from '#server/http/accept.ts'
import { actingFor, requireEnterprise } from '#server/http/owned.ts'
import { planAnswer, planSchema } from '#server/http/plan-schema.ts'
import { AppError } from '#server/http/problem.ts'
import {
  MEASURE_CATEGORIES,
  riskEventAnswer,
  riskEventSchema,
} from '#server/http/risk-point-schema.ts'
import {
  answer,
  createRoute,
  idParameter,
  idSchema,
  jsonBody,
  newRoutes,
  pageOf,
  refusals,
  z,
} from '#server/http/route.ts'
import { textSchema } from '#server/http/text-schema.ts'
import { audited, createOnce } from '#server/http/write.ts'
import { gradeEvents, listPlanEvents } from '#server/services/grade-events.ts'
import { findPlan } from '#server/store/plan.ts'
import type { Reader } from '#server/store/transact.ts'

const eventSchema = riskEventSchema
  .extend({
    measures: z.array(
      z.object({ id: z.string(), category: z.enum(MEASURE_CATEGORIES), text: z.string() }),
    ),
  })
  .openapi('PlanEvent')

const orderSchema = z
  .strictObject({
    method: z.enum(['LEC', 'LS', 'MES', 'DIRECT']),
    params: z.record(z.string().max(40), z.unknown()),
    cutoffSet: z.string().max(40).optional(),
  })
  .optional()

const MOST_GRADINGS = 500

const list = createRoute({
  method: 'get',
  path: '/api/plans/{id}/gradings',
  tags: ['plans'],
  request: { params: idParameter },
  responses: {
    200: answer(pageOf(eventSchema), 'Every event of the plan’s points, graded or not'),
    ...refusals,
  },
})

const grade = createRoute({
  method: 'post',
  path: '/api/plans/{id}/gradings',
  tags: ['plans'],
  description:
    'Appends the grades somebody confirmed, with the measures ticked, all or none; levels follow.',
  request: {
    params: idParameter,
    body: jsonBody(
      z.strictObject({
        gradings: z
          .array(
            z.strictObject({
              eventId: idSchema,
              inherent: orderSchema,
              current: orderSchema,
              measures: z
                .array(
                  z.strictObject({
                    category: z.enum(MEASURE_CATEGORIES),
                    text: textSchema(1000, 1),
                  }),
                )
                .max(50)
                .default([]),
            }),
          )
          .min(1)
          .max(MOST_GRADINGS),
      }),
    ),
  },
  responses: {
    201: answer(
      z.object({ assessments: z.number().int(), plan: planSchema, items: z.array(eventSchema) }),
      'The plan and its events as they now are',
    ),
    ...refusals,
  },
})

/** Gradings (批量定级) of the events on a plan. */
export const planGradingRoutes = newRoutes()
  .openapi(list, async (c) => {
    const { store } = c.var.services
    const plan = await findPlan(store, c.req.valid('param').id)
    if (plan === null) throw new AppError('not_found')
    const items = await told(store, plan)
    return c.json({ items, total: items.length, nextCursor: null }, 200)
  })
  .openapi(grade, async (c) => {
    const { id } = c.req.valid('param')
    const { gradings } = c.req.valid('json')
    const entry = audited(c, 'plan.grade', { kind: 'plan', id })
    const { body, headers } = await createOnce(c, entry, async (tx) => {
      const plan = await findPlan(tx, id)
      if (plan === null) throw new AppError('not_found')
      await requireEnterprise(c, tx, plan.enterpriseId)
      const assessments = accept(await gradeEvents(tx, plan, gradings, c.var.principal.name))
      tx.describe({ detail: { assessments, ...actingFor(c, plan.enterpriseId) } })
      const now = await findPlan(tx, id)
      if (now === null) throw new AppError('not_found')
      return {
        body: { assessments, plan: planAnswer(now), items: await told(tx, now) },
        location: `/api/plans/${id}/gradings`,
        version: null,
      }
    })
    return c.json(body, 201, headers)
  })

async function told(reader: Reader, plan: { id: string; enterpriseId: string }) {
  return (await listPlanEvents(reader, plan)).map(({ event, measures }) => ({
    ...riskEventAnswer(event),
    measures: measures.map(({ id, category, text }) => ({ id, category, text })),
  }))
}
