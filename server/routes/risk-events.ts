import type { ControlMeasure, RiskPoint } from '#domain/risk-point.ts'
import { refuse } from '#server/http/accept.ts'
import { actingFor, requireEnterprise } from '#server/http/owned.ts'
import { AppError } from '#server/http/problem.ts'
import {
  accidentSchema,
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
import { lineSchema, optionalLine, optionalText, textSchema } from '#server/http/text-schema.ts'
import { audited, createOnce } from '#server/http/write.ts'
import { insertControlMeasures, listControlMeasures } from '#server/store/control-measure.ts'
import { newId } from '#server/store/identifier.ts'
import { insertRiskEvents, listRiskEvents } from '#server/store/risk-event.ts'
import { findRiskPoint } from '#server/store/risk-point.ts'
import type { Reader } from '#server/store/transact.ts'

const measureSchema = z
  .object({
    id: z.string(),
    riskPointId: z.string(),
    eventId: z.string().nullable(),
    category: z.enum(MEASURE_CATEGORIES),
    text: z.string(),
  })
  .openapi('ControlMeasure')

const listEvents = createRoute({
  method: 'get',
  path: '/api/risk-points/{id}/events',
  tags: ['risk-points'],
  request: { params: idParameter },
  responses: { 200: answer(pageOf(riskEventSchema), 'What may happen at the point'), ...refusals },
})

const createEvent = createRoute({
  method: 'post',
  path: '/api/risk-points/{id}/events',
  tags: ['risk-points'],
  request: {
    params: idParameter,
    body: jsonBody(
      z.strictObject({
        name: lineSchema(200),
        accident: accidentSchema,
        unit: optionalLine(100),
        hazardFactor: optionalText(500),
        consequence: optionalText(500),
      }),
    ),
  },
  responses: { 201: answer(riskEventSchema, 'The new event, not yet assessed'), ...refusals },
})

const listMeasures = createRoute({
  method: 'get',
  path: '/api/risk-points/{id}/measures',
  tags: ['risk-points'],
  request: { params: idParameter },
  responses: { 200: answer(pageOf(measureSchema), 'Control measures of the point'), ...refusals },
})

const createMeasure = createRoute({
  method: 'post',
  path: '/api/risk-points/{id}/measures',
  tags: ['risk-points'],
  request: {
    params: idParameter,
    body: jsonBody(
      z.strictObject({
        category: measureSchema.shape.category,
        text: textSchema(1000, 1),
        eventId: idSchema.nullable().default(null),
      }),
    ),
  },
  responses: { 201: answer(measureSchema, 'The new measure'), ...refusals },
})

/** Risk events (风险事件) and control measures (管控措施) of a risk point. */
export const riskEventRoutes = newRoutes()
  .openapi(listEvents, async (c) => {
    const { store } = c.var.services
    const { id } = await requirePoint(store, c.req.valid('param').id)
    const items = (await listRiskEvents(store, [id])).map(riskEventAnswer)
    return c.json({ items, total: items.length, nextCursor: null }, 200)
  })
  .openapi(createEvent, async (c) => {
    const { id: riskPointId } = c.req.valid('param')
    const { unit, name, hazardFactor, accident, consequence } = c.req.valid('json')
    const entry = audited(c, 'risk-event.create', { kind: 'risk-point', id: riskPointId })
    const { body, headers } = await createOnce(c, entry, async (tx) => {
      const point = await requirePoint(tx, riskPointId)
      await requireEnterprise(c, tx, point.enterpriseId)
      tx.describe({ detail: actingFor(c, point.enterpriseId) })
      const id = newId()
      const written = { id, riskPointId, unit, name, hazardFactor, accident, consequence }
      await insertRiskEvents(tx, [{ ...written, sample: point.sample }])
      return {
        body: { ...written, inherent: null, current: null },
        location: `/api/risk-points/${riskPointId}/events`,
        version: null,
      }
    })
    return c.json(body, 201, headers)
  })
  .openapi(listMeasures, async (c) => {
    const { store } = c.var.services
    const { id } = await requirePoint(store, c.req.valid('param').id)
    const items = (await listControlMeasures(store, [id])).map(toldMeasure)
    return c.json({ items, total: items.length, nextCursor: null }, 200)
  })
  .openapi(createMeasure, async (c) => {
    const { id: riskPointId } = c.req.valid('param')
    const { category, text, eventId } = c.req.valid('json')
    const entry = audited(c, 'control-measure.create', { kind: 'risk-point', id: riskPointId })
    const { body, headers } = await createOnce(c, entry, async (tx) => {
      const point = await requirePoint(tx, riskPointId)
      await requireEnterprise(c, tx, point.enterpriseId)
      tx.describe({ detail: actingFor(c, point.enterpriseId) })
      const events = await listRiskEvents(tx, [riskPointId])
      if (eventId !== null && !events.some((event) => event.id === eventId))
        refuse('eventId', 'unknown_event', '该风险点没有此风险事件，请从它的事件中选择')
      const measure: ControlMeasure = {
        id: newId(),
        riskPointId,
        eventId,
        category,
        text,
        sample: point.sample,
      }
      await insertControlMeasures(tx, [measure])
      return {
        body: toldMeasure(measure),
        location: `/api/risk-points/${riskPointId}/measures`,
        version: null,
      }
    })
    return c.json(body, 201, headers)
  })

/** Errors: AppError not_found (404) for a point that is archived or not there */
async function requirePoint(reader: Reader, id: string): Promise<RiskPoint> {
  const point = await findRiskPoint(reader, id)
  if (point === null || point.archived) throw new AppError('not_found')
  return point
}

function toldMeasure({
  sample: _sample,
  ...measure
}: ControlMeasure): z.infer<typeof measureSchema> {
  return measure
}
