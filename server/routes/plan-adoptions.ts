import { accept, refuse } from '#server/http/accept.ts'
import { requireVersion, versionTag } from '#server/http/etag.ts'
import { actingFor, requireEnterprise } from '#server/http/owned.ts'
import { planAnswer, planSchema } from '#server/http/plan-schema.ts'
import { AppError } from '#server/http/problem.ts'
import { accidentSchema, RISK_POINT_KINDS } from '#server/http/risk-point-schema.ts'
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
import { lineSchema, optionalText } from '#server/http/text-schema.ts'
import { acceptWritten, audited, createOnce } from '#server/http/write.ts'
import { adoptRiskPoints } from '#server/services/adopt-risk-points.ts'
import { withdrawAdoption } from '#server/services/withdraw-adoption.ts'
import { listAdoptions } from '#server/store/adoption.ts'
import { StoreConflict } from '#server/store/errors.ts'
import { findPlan } from '#server/store/plan.ts'

const adoptionSchema = z
  .object({
    id: z.string(),
    at: z.string(),
    riskPointIds: z.array(z.string()),
    /** True while none of its points was graded, changed or used. */
    withdrawable: z.boolean(),
  })
  .openapi('PlanAdoption')

const MOST_POINTS = 500
const MOST_EVENTS = 20

const adoptionBody = z.strictObject({
  points: z
    .array(
      z.strictObject({
        id: idSchema,
        number: lineSchema(40).nullable().default(null),
        name: lineSchema(100),
        kind: z.enum(RISK_POINT_KINDS).default('facility'),
        position: z.unknown().openapi({ type: 'array', description: '[x, y] in the plan’s frame' }),
        events: z
          .array(
            z.strictObject({
              name: lineSchema(200),
              accident: accidentSchema,
              hazardFactor: optionalText(500),
              consequence: optionalText(500),
            }),
          )
          .max(MOST_EVENTS)
          .default([]),
      }),
    )
    .min(1)
    .max(MOST_POINTS),
})

const list = createRoute({
  method: 'get',
  path: '/api/plans/{id}/adoptions',
  tags: ['plans'],
  request: { params: idParameter },
  responses: { 200: answer(pageOf(adoptionSchema), 'What was entered in one go'), ...refusals },
})

const adopt = createRoute({
  method: 'post',
  path: '/api/plans/{id}/adoptions',
  tags: ['plans'],
  description:
    'Enters risk points with their events and puts them on the plan, all or none; needs If-Match.',
  request: { params: idParameter, body: jsonBody(adoptionBody) },
  responses: {
    201: answer(
      z.object({ id: z.string(), riskPointIds: z.array(z.string()), plan: planSchema }),
      'The plan with its new points',
    ),
    ...refusals,
  },
})

const withdraw = createRoute({
  method: 'delete',
  path: '/api/plans/{id}/adoptions/{adoptionId}',
  tags: ['plans'],
  description: 'Takes a batch back while none of its points was graded, changed or used.',
  request: { params: z.object({ id: idSchema, adoptionId: idSchema }) },
  responses: { 200: answer(planSchema, 'The plan without them'), ...refusals },
})

/** Adoptions (整批上图): points that come onto a plan together, and leave it together. */
export const planAdoptionRoutes = newRoutes()
  .openapi(list, async (c) => {
    const { store } = c.var.services
    const { id } = c.req.valid('param')
    if ((await findPlan(store, id)) === null) throw new AppError('not_found')
    const items = (await listAdoptions(store, id)).map((adoption) => ({
      id: adoption.id,
      at: adoption.at.toISOString(),
      riskPointIds: adoption.points.map((point) => point.id),
      withdrawable: adoption.workedOn.length === 0,
    }))
    return c.json({ items, total: items.length, nextCursor: null }, 200)
  })
  .openapi(adopt, async (c) => {
    const seen = requireVersion(c)
    const { id } = c.req.valid('param')
    const { points } = c.req.valid('json')
    const entry = audited(c, 'plan.adopt', { kind: 'plan', id })
    const { body, headers } = await createOnce(c, entry, async (tx) => {
      const plan = await findPlan(tx, id)
      if (plan === null) throw new AppError('not_found')
      const enterprise = await requireEnterprise(c, tx, plan.enterpriseId)
      const saved = acceptWritten(accept(await adoptRiskPoints(tx, id, seen, points, enterprise)))
      tx.describe({ detail: { riskPoints: points.length, ...actingFor(c, enterprise.id) } })
      const adoptionId = tx.at.toISOString()
      const riskPointIds = points.map((point) => point.id)
      return {
        body: { id: adoptionId, riskPointIds, plan: planAnswer(saved) },
        location: `/api/plans/${id}/adoptions/${adoptionId}`,
        version: saved.version,
      }
    }).catch(refuseTakenPointId)
    return c.json(body, 201, headers)
  })
  .openapi(withdraw, async (c) => {
    const { store } = c.var.services
    const seen = requireVersion(c)
    const { id, adoptionId } = c.req.valid('param')
    const entry = audited(c, 'plan.adopt-undo', { kind: 'plan', id })
    const written = await store.transact(entry, async (tx) => {
      const plan = await findPlan(tx, id)
      if (plan === null) throw new AppError('not_found')
      await requireEnterprise(c, tx, plan.enterpriseId)
      tx.describe({ detail: { adoption: adoptionId, ...actingFor(c, plan.enterpriseId) } })
      return accept(await withdrawAdoption(tx, id, seen, adoptionId))
    })
    const saved = acceptWritten(written)
    return c.json(planAnswer(saved), 200, { ETag: versionTag(saved.version) })
  })

/** Point ids are made by the client, and unique over all plants. */
function refuseTakenPointId(error: unknown): never {
  if (!(error instanceof StoreConflict) || error.code !== 'duplicate') throw error
  refuse('points', 'already_taken', '风险点编号已被使用，请换用新的编号')
}
