import { z } from '@hono/zod-openapi'

/** A risk level as answers tell it; null is unassessed. */
export const levelSchema = z
  .union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])
  .nullable()

/** The two levels of anything that is graded. */
export const levelPairSchema = z.object({ inherent: levelSchema, current: levelSchema })
