import type { PlanDocument } from '#domain/plan.ts'
import { accept, refuse } from '#server/http/accept.ts'
import { requireVersion, versionTag } from '#server/http/etag.ts'
import { actingFor, requireEnterprise } from '#server/http/owned.ts'
import { planAnswer, planBodySchema, planSchema } from '#server/http/plan-schema.ts'
import { AppError } from '#server/http/problem.ts'
import {
  answer,
  createRoute,
  emptyAnswer,
  idParameter,
  jsonBody,
  newRoutes,
  pageOf,
  refusals,
  strictQuery,
  z,
} from '#server/http/route.ts'
import { lineSchema } from '#server/http/text-schema.ts'
import { acceptWritten, audited, createOnce } from '#server/http/write.ts'
import { findCountyExtent } from '#server/services/county-extent.ts'
import { placeOnEarth, projectPlan } from '#server/services/plan-on-earth.ts'
import { readPlan } from '#server/services/read-plan.ts'
import { savePlan } from '#server/services/save-plan.ts'
import { StoreConflict } from '#server/store/errors.ts'
import { newId } from '#server/store/identifier.ts'
import { archivePlan, findPlan, insertPlan, listPlans } from '#server/store/plan.ts'
import type { Reader } from '#server/store/transact.ts'

const summarySchema = z.object({
  id: z.string(),
  enterpriseId: z.string(),
  name: z.string(),
  version: z.number().int(),
  georeferenced: z.boolean(),
  image: planSchema.shape.image,
  updatedAt: z.string(),
})

const list = createRoute({
  method: 'get',
  path: '/api/enterprises/{id}/plans',
  tags: ['plans'],
  request: { params: idParameter },
  responses: { 200: answer(pageOf(summarySchema), 'The plans of the enterprise'), ...refusals },
})

const create = createRoute({
  method: 'post',
  path: '/api/enterprises/{id}/plans',
  tags: ['plans'],
  request: {
    params: idParameter,
    body: jsonBody(
      z.strictObject({
        name: lineSchema(100),
        unit: z.enum(['meter', 'pixel']).default('meter'),
      }),
    ),
  },
  responses: { 201: answer(planSchema, 'The new, empty plan'), ...refusals },
})

const read = createRoute({
  method: 'get',
  path: '/api/plans/{id}',
  tags: ['plans'],
  request: {
    params: idParameter,
    query: strictQuery({ coordinates: z.enum(['plan', 'wgs84']).default('plan') }),
  },
  responses: {
    200: answer(
      planSchema,
      'The plan; with coordinates=wgs84 projected (409 before georeferencing)',
    ),
    ...refusals,
  },
})

const put = createRoute({
  method: 'put',
  path: '/api/plans/{id}',
  tags: ['plans'],
  description:
    'Risk points left out are taken off the sheet; levels, why and residuals are computed.',
  request: { params: idParameter, body: jsonBody(planBodySchema) },
  responses: { 200: answer(planSchema, 'The plan as it now is'), ...refusals },
})

const archive = createRoute({
  method: 'delete',
  path: '/api/plans/{id}',
  tags: ['plans'],
  request: { params: idParameter },
  responses: { 204: emptyAnswer('Archived'), ...refusals },
})

/** Plans (图纸): the list of an enterprise, and each as one document that is read and put whole. */
export const planRoutes = newRoutes()
  .openapi(list, async (c) => {
    const { store } = c.var.services
    const enterprise = await requireEnterprise(c, store, c.req.valid('param').id)
    const plans = await listPlans(store, enterprise.id)
    const items = plans.map((plan) => ({ ...plan, updatedAt: plan.updatedAt.toISOString() }))
    return c.json({ items, total: items.length, nextCursor: null }, 200)
  })
  .openapi(create, async (c) => {
    const { name, unit } = c.req.valid('json')
    const enterpriseId = c.req.valid('param').id
    const id = newId()
    const entry = audited(c, 'plan.create', { kind: 'plan', id }, actingFor(c, enterpriseId))
    const { body, headers } = await createOnce(c, entry, async (tx) => {
      const enterprise = await requireEnterprise(c, tx, enterpriseId)
      const metersPerUnit = unit === 'meter' ? 1 : null
      await insertPlan(tx, {
        id,
        enterpriseId,
        name,
        frame: { unit, metersPerUnit, georeference: null },
        sample: enterprise.sample,
        createdAt: tx.at,
      })
      return {
        body: planAnswer(await requirePlan(tx, id)),
        location: `/api/plans/${id}`,
        version: 1,
      }
    })
    return c.json(body, 201, headers)
  })
  .openapi(read, async (c) => {
    const plan = await requirePlan(c.var.services.store, c.req.valid('param').id)
    const { georeference } = plan.frame
    const headers = { ETag: versionTag(plan.version) }
    if (c.req.valid('query').coordinates === 'plan') return c.json(planAnswer(plan), 200, headers)
    if (georeference === null) throw new AppError('not_georeferenced')
    return c.json(planAnswer(projectPlan(plan, georeference)), 200, headers)
  })
  .openapi(put, async (c) => {
    const { store } = c.var.services
    const seen = requireVersion(c)
    const { id } = c.req.valid('param')
    const body = c.req.valid('json')
    const { enterpriseId } = await requirePlan(store, id)
    if ((body.id ?? id) !== id) refuseImmutable('id')
    if ((body.enterpriseId ?? enterpriseId) !== enterpriseId) refuseImmutable('enterpriseId')
    const { county } = await requireEnterprise(c, store, enterpriseId)
    const plan = accept(readPlan(body, await findCountyExtent(store, county)))
    const onEarth = accept(placeOnEarth(plan))
    const entry = audited(c, 'plan.put', { kind: 'plan', id }, actingFor(c, enterpriseId))
    const written = await store
      .transact(entry, async (tx) => {
        await requireEnterprise(c, tx, enterpriseId)
        return accept(await savePlan(tx, id, seen, plan, onEarth))
      })
      .catch(refuseTakenZoneId)
    const saved = acceptWritten(written)
    return c.json(planAnswer(saved), 200, { ETag: versionTag(saved.version) })
  })
  .openapi(archive, async (c) => {
    const { store } = c.var.services
    const seen = requireVersion(c)
    const { id } = c.req.valid('param')
    const entry = audited(c, 'plan.archive', { kind: 'plan', id })
    acceptWritten(await store.transact(entry, (tx) => archivePlan(tx, id, seen)))
    return c.body(null, 204)
  })

/** Errors: AppError not_found (404) for a plan that is archived or not there */
async function requirePlan(reader: Reader, id: string): Promise<PlanDocument> {
  const plan = await findPlan(reader, id)
  if (plan === null) throw new AppError('not_found')
  return plan
}

function refuseImmutable(path: 'id' | 'enterpriseId'): never {
  refuse(path, 'immutable', '不能修改；请去掉该字段，或保持原值')
}

/** Zone ids are made by the client, and unique over all plans. */
function refuseTakenZoneId(error: unknown): never {
  if (!(error instanceof StoreConflict) || error.code !== 'duplicate') throw error
  refuse('zones', 'already_taken', '分区编号已被使用，请换用新的编号')
}
