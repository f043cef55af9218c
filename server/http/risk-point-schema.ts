import { z } from '@hono/zod-openapi'
import type { Why } from '#domain/assess/why.ts'
import { findAccidentCategory } from '#domain/norms/accident-categories.ts'
import type { AssessmentSummary, RiskEvent, RiskPoint } from '#domain/risk-point.ts'
import { levelSchema } from './level-schema.ts'
import { rule } from './text-schema.ts'
import { whySchema } from './why-schema.ts'

export const RISK_POINT_KINDS = ['facility', 'area', 'activity'] as const
export const MEASURE_CATEGORIES = ['ENG', 'MGT', 'EDU', 'PPE', 'EMG'] as const

/** An accident class (事故类别) of either edition, by its code. */
export const accidentSchema = z
  .string()
  .refine(
    (code) => findAccidentCategory(code) !== null,
    rule('unknown_code', '应为事故类别代码，如 A09（火灾）'),
  )

/** A risk point as lists tell it. */
export const riskPointSchema = z
  .object({
    id: z.string(),
    enterpriseId: z.string(),
    enterpriseName: z.string(),
    planId: z.string().nullable(),
    zoneId: z.string().nullable(),
    /** Drawn on its plan; a point may belong to a zone before it is. */
    placed: z.boolean(),
    number: z.string(),
    name: z.string(),
    kind: z.enum(RISK_POINT_KINDS),
    department: z.string().nullable(),
    personId: z.string().nullable(),
    position: z.tuple([z.number(), z.number()]).nullable(),
    approximate: z.boolean(),
    /** Current, with an unassessed control counted as none. */
    level: levelSchema,
    inherentLevel: levelSchema,
    sample: z.boolean(),
    version: z.number().int(),
    updatedAt: z.string(),
  })
  .openapi('RiskPoint')

export const oneRiskPointSchema = riskPointSchema.extend({
  personName: z.string().nullable(),
  zoneName: z.string().nullable(),
  why: z.object({ inherent: whySchema.nullable(), current: whySchema.nullable() }),
})

/** A risk point as it is told, without what its events say. */
export function riskPointAnswer(
  point: RiskPoint,
  enterpriseName: string,
): z.infer<typeof riskPointSchema> {
  const { position } = point
  return {
    id: point.id,
    enterpriseId: point.enterpriseId,
    enterpriseName,
    planId: point.planId,
    zoneId: point.zoneId,
    placed: point.planPosition !== null,
    number: point.number,
    name: point.name,
    kind: point.kind,
    department: point.department,
    personId: point.personId,
    position: position === null ? null : [position[0], position[1]],
    approximate: point.approximate,
    level: point.level.current,
    inherentLevel: point.level.inherent,
    sample: point.sample,
    version: point.version,
    updatedAt: point.updatedAt.toISOString(),
  }
}

const gradeSchema = z
  .object({
    assessmentId: z.string(),
    level: levelSchema.unwrap(),
    value: z.number().nullable(),
    at: z.string(),
    why: z.custom<Why>().openapi('Why', { type: 'object' }),
  })
  .nullable()

/** A risk event with its latest assessment of each kind. */
export const riskEventSchema = z
  .object({
    id: z.string(),
    riskPointId: z.string(),
    unit: z.string().nullable(),
    name: z.string(),
    hazardFactor: z.string().nullable(),
    accident: z.string(),
    consequence: z.string().nullable(),
    inherent: gradeSchema,
    current: gradeSchema,
  })
  .openapi('RiskEvent')

export function riskEventAnswer(event: RiskEvent): z.infer<typeof riskEventSchema> {
  const { sample: _sample, inherent, current, ...rest } = event
  return { ...rest, inherent: gradeAnswer(inherent), current: gradeAnswer(current) }
}

function gradeAnswer(grade: AssessmentSummary | null) {
  return grade === null ? null : { ...grade, at: grade.at.toISOString() }
}
