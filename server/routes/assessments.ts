import type { Why } from '#domain/assess/why.ts'
import { effectiveCurrent } from '#domain/grading.ts'
import type { LevelPair, RiskLevel } from '#domain/risk-level.ts'
import type { Assessment, AssessmentKind } from '#domain/risk-point.ts'
import { accept } from '#server/http/accept.ts'
import { levelPairSchema, levelSchema } from '#server/http/level-schema.ts'
import { actingFor, requireEnterprise } from '#server/http/owned.ts'
import { AppError } from '#server/http/problem.ts'
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
import { audited, createOnce } from '#server/http/write.ts'
import { assessRiskPoint } from '#server/services/assess-risk-point.ts'
import type { AssessmentOutcome } from '#server/services/assess-risk-point.ts'
import { listAssessments } from '#server/store/assessment.ts'
import { findRiskPoint } from '#server/store/risk-point.ts'

const whyOfAssessment = z.custom<Why>().openapi('Why', { type: 'object' })

const assessmentShape = {
  id: z.string(),
  eventId: z.string(),
  kind: z.enum(['inherent', 'current']),
  method: z.enum(['LEC', 'LS', 'MES', 'DIRECT']),
  params: z.record(z.string(), z.union([z.number(), z.string()])),
  cutoffSet: z.string().nullable(),
  value: z.number().nullable(),
  level: levelSchema.unwrap(),
  why: whyOfAssessment,
  assessedAt: z.string(),
  assessedBy: z.string(),
}

const gradedSchema = z.object({
  id: z.string(),
  /** On the basis of the assessment's kind. */
  level: levelSchema,
  levels: levelPairSchema,
})

const outcomeSchema = z.object({
  ...assessmentShape,
  band: z.string(),
  riskPoint: gradedSchema,
  zone: gradedSchema.nullable(),
  enterprise: gradedSchema,
})

const list = createRoute({
  method: 'get',
  path: '/api/risk-points/{id}/assessments',
  tags: ['risk-points'],
  request: { params: idParameter },
  responses: {
    200: answer(pageOf(z.object(assessmentShape)), 'All assessments of the point, newest first'),
    ...refusals,
  },
})

const create = createRoute({
  method: 'post',
  path: '/api/risk-points/{id}/assessments',
  tags: ['risk-points'],
  description: 'Appends; point, zone and enterprise take their levels from it at once.',
  request: {
    params: idParameter,
    body: jsonBody(
      z.strictObject({
        eventId: idSchema.optional(),
        kind: z.enum(['inherent', 'current']),
        method: z.enum(['LEC', 'LS', 'MES', 'DIRECT']),
        params: z.record(z.string().max(40), z.unknown()),
        cutoffSet: z.string().max(40).optional(),
      }),
    ),
  },
  responses: { 201: answer(outcomeSchema, 'The assessment and what it led to'), ...refusals },
})

/** Assessments (风险评价) of a risk point: appended, and listed as its history. */
export const assessmentRoutes = newRoutes()
  .openapi(list, async (c) => {
    const { store } = c.var.services
    const point = await findRiskPoint(store, c.req.valid('param').id)
    if (point === null || point.archived) throw new AppError('not_found')
    const items = (await listAssessments(store, { riskPointId: point.id })).map(told)
    return c.json({ items, total: items.length, nextCursor: null }, 200)
  })
  .openapi(create, async (c) => {
    const { id } = c.req.valid('param')
    const order = c.req.valid('json')
    const entry = audited(c, 'risk-point.assess', { kind: 'risk-point', id })
    const { body, headers } = await createOnce(c, entry, async (tx) => {
      const point = await findRiskPoint(tx, id)
      if (point === null || point.archived) throw new AppError('not_found')
      await requireEnterprise(c, tx, point.enterpriseId)
      const outcome = accept(await assessRiskPoint(tx, point, order, c.var.principal.name))
      const { kind, level } = outcome.assessment
      tx.describe({ detail: { kind, level, ...actingFor(c, point.enterpriseId) } })
      return {
        body: outcomeAnswer(outcome),
        location: `/api/risk-points/${id}/assessments`,
        version: null,
      }
    })
    return c.json(body, 201, headers)
  })

function outcomeAnswer({ assessment, band, levels }: AssessmentOutcome) {
  const { kind, riskPointId, enterpriseId } = assessment
  const graded = (id: string, pair: LevelPair) => ({
    id,
    level: levelOn(kind, pair),
    levels: pair,
  })
  return {
    ...told(assessment),
    band,
    riskPoint: graded(riskPointId, levels.riskPoint),
    zone: levels.zone === null ? null : graded(levels.zone.id, levels.zone.level),
    enterprise: graded(enterpriseId, levels.enterprise),
  }
}

function levelOn(kind: AssessmentKind, pair: LevelPair): RiskLevel | null {
  return kind === 'inherent' ? pair.inherent : effectiveCurrent(pair)
}

function told(assessment: Assessment) {
  return {
    id: assessment.id,
    eventId: assessment.eventId,
    kind: assessment.kind,
    method: assessment.method,
    params: { ...assessment.params },
    cutoffSet: assessment.cutoffSet,
    value: assessment.value,
    level: assessment.level,
    why: assessment.why,
    assessedAt: assessment.assessedAt.toISOString(),
    assessedBy: assessment.assessedBy,
  }
}
