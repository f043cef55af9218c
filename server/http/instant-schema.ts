import { z } from '@hono/zod-openapi'
import { rule } from './text-schema.ts'

/** Nothing a county keeps records of was found or checked earlier; years before 0 sort as no date does. */
const EARLIEST = new Date('1900-01-01T00:00:00Z')

/** An instant in a body (时刻), with its offset from UTC. */
export const instantSchema = z.iso
  .datetime({ offset: true })
  .refine((text) => new Date(text) >= EARLIEST, rule('out_of_range', '日期过早，请核对年份'))
