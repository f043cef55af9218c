import { z } from '@hono/zod-openapi'
import type { GradeReason } from '#domain/grading.ts'

/** What decided a level, as it is told; its shape is the domain's. */
export const whySchema = z.custom<GradeReason>().openapi('GradeReason', { type: 'object' })
