import { z } from '@hono/zod-openapi'
import type { EnterpriseSize } from '#domain/enterprise.ts'
import { effectiveDeadline } from '#domain/hazard-deadline.ts'
import {
  HAZARD_LEVELS,
  HAZARD_MANAGE_TYPES,
  HAZARD_STATES,
  SUPERVISED_LEVELS,
} from '#domain/hazard.ts'
import type { Hazard, HazardEvent } from '#domain/hazard.ts'
import { PLAN_PARTS } from '#domain/rectification-plan.ts'
import type { PlanPart } from '#domain/rectification-plan.ts'
import { ROLES } from '#domain/role.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import { levelSchema } from './level-schema.ts'

const planPartsSchema = z.object(
  Object.fromEntries(PLAN_PARTS.map((part) => [part, z.string()])) as Record<PlanPart, z.ZodString>,
)

const planPlaceSchema = z.object({
  planId: z.string(),
  point: z.tuple([z.number(), z.number()]),
})

/** A hazard as lists tell it. */
export const hazardSchema = z
  .object({
    id: z.string(),
    enterpriseId: z.string(),
    enterpriseName: z.string(),
    township: z.string().nullable(),
    enterpriseSize: z.enum(['above-scale', 'small']),
    sector: z.string(),
    riskPointId: z.string().nullable(),
    riskPointName: z.string().nullable(),
    /** Current risk level of its risk point. */
    level: levelSchema,
    number: z.string(),
    description: z.string(),
    hazardLevel: z.enum(HAZARD_LEVELS),
    category: z.string(),
    source: z.string(),
    checkMode: z.string(),
    accident: z.string().nullable(),
    ruleCode: z.string().nullable(),
    manageType: z.enum(HAZARD_MANAGE_TYPES),
    state: z.enum(HAZARD_STATES),
    foundAt: z.string(),
    foundBy: z.string(),
    deadline: z.string().nullable(),
    extendedDeadline: z.string().nullable(),
    effectiveDeadline: z.string().nullable(),
    overdue: z.boolean(),
    overdueDays: z.number().int(),
    wasOverdue: z.boolean(),
    supervised: z.boolean(),
    rectifierId: z.string().nullable(),
    acceptorId: z.string().nullable(),
    closedAt: z.string().nullable(),
    position: z.tuple([z.number(), z.number()]).nullable(),
    approximate: z.boolean(),
    measure: z.string().nullable(),
    part: z.string().nullable(),
    inspectors: z.string().nullable(),
    interimMeasure: z.string().nullable(),
    fundsYuan: z.number().nullable(),
    contingency: z.string().nullable(),
    responsibleDepartment: z.string().nullable(),
    plan: planPartsSchema.nullable(),
    supervisedLevel: z.enum(SUPERVISED_LEVELS).nullable(),
    planPlace: planPlaceSchema.nullable(),
    sample: z.boolean(),
    version: z.number().int(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .openapi('Hazard')

/** One hazard with the persons' names and the moves open to whoever asks. */
export const oneHazardSchema = hazardSchema.extend({
  rectifierName: z.string().nullable(),
  acceptorName: z.string().nullable(),
  moves: z.array(
    z.object({
      to: z.enum(HAZARD_STATES),
      meaning: z.string(),
      needs: z.array(z.enum(['note', 'rectifier', 'acceptor'])),
      photos: z.number().int(),
      deadline: z.enum(['sets', 'asks', 'grants']).nullable(),
      /** First and last day it may name; the last is null where nothing bounds it. */
      deadlineRange: z.tuple([z.string(), z.string().nullable()]).nullable(),
      /** Done in the plant's place when this asker does it. */
      onBehalf: z.boolean(),
    }),
  ),
})

/** What surrounds a hazard: whose it is, where it stands in time. */
export interface HazardSurroundings {
  readonly enterpriseName: string
  readonly township: string | null
  readonly enterpriseSize: EnterpriseSize
  readonly sector: string
  readonly riskPointName: string | null
  readonly level: RiskLevel | null
  readonly overdue: boolean
  readonly overdueDays: number
}

export function hazardAnswer(
  hazard: Hazard,
  around: HazardSurroundings,
): z.infer<typeof hazardSchema> {
  const { position, planPlace, foundAt, closedAt, createdAt, updatedAt, ...rest } = hazard
  return {
    ...rest,
    ...around,
    position: position === null ? null : [position[0], position[1]],
    planPlace:
      planPlace === null
        ? null
        : { planId: planPlace.planId, point: [planPlace.point[0], planPlace.point[1]] },
    effectiveDeadline: effectiveDeadline(hazard),
    foundAt: foundAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}

/** A step of a hazard's loop. */
export const hazardEventSchema = z
  .object({
    id: z.string(),
    hazardId: z.string(),
    from: z.enum(HAZARD_STATES).nullable(),
    to: z.enum(HAZARD_STATES),
    at: z.string(),
    actorName: z.string(),
    actorRole: z.enum(ROLES).nullable(),
    /** Done by a supervisor in the plant's place. */
    onBehalf: z.boolean(),
    note: z.string(),
    photos: z.array(z.string()),
    deadline: z.string().nullable(),
  })
  .openapi('HazardEvent')

export function hazardEventAnswer(event: HazardEvent): z.infer<typeof hazardEventSchema> {
  const { actor: _actor, at, photos, ...rest } = event
  return { ...rest, at: at.toISOString(), photos: [...photos] }
}
