import { z } from '@hono/zod-openapi'
import { effectiveDeadline } from '#domain/hazard-deadline.ts'
import { HAZARD_LEVELS, HAZARD_MANAGE_TYPES, HAZARD_STATES } from '#domain/hazard.ts'
import type { Hazard, HazardEvent } from '#domain/hazard.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import { levelSchema } from './level-schema.ts'

/** A hazard as lists tell it. */
export const hazardSchema = z
  .object({
    id: z.string(),
    enterpriseId: z.string(),
    enterpriseName: z.string(),
    township: z.string().nullable(),
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
    }),
  ),
})

/** What surrounds a hazard: whose it is, where it stands in time. */
export interface HazardSurroundings {
  readonly enterpriseName: string
  readonly township: string | null
  readonly riskPointName: string | null
  readonly level: RiskLevel | null
  readonly overdue: boolean
  readonly overdueDays: number
}

export function hazardAnswer(
  hazard: Hazard,
  around: HazardSurroundings,
): z.infer<typeof hazardSchema> {
  const { position, foundAt, closedAt, createdAt, updatedAt, ...rest } = hazard
  return {
    ...rest,
    ...around,
    position: position === null ? null : [position[0], position[1]],
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
    note: z.string(),
    photos: z.array(z.string()),
    deadline: z.string().nullable(),
  })
  .openapi('HazardEvent')

export function hazardEventAnswer(event: HazardEvent): z.infer<typeof hazardEventSchema> {
  const { actor: _actor, at, photos, ...rest } = event
  return { ...rest, at: at.toISOString(), photos: [...photos] }
}
