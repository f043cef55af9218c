import { parseSince } from '#domain/comparison.ts'
import { shanghaiDay } from '#domain/day.ts'
import type { Filter } from '#domain/filter.ts'
import { AppError } from './problem.ts'
import { z } from './route.ts'

/** The day a density is set against, for a route's `strictQuery`; no part of the filter. */
export const sinceShape = { since: z.string().max(40).optional() }

/**
 * The day that a query sets another against; null when it names none.
 * Errors: AppError bad_parameter (400): no day, one to come, or one after the filter's `asOf`
 */
export function sinceOf(since: string | undefined, filter: Filter, now: Date): string | null {
  if (since === undefined) return null
  const parsed = parseSince(since, filter.asOf, shanghaiDay(now))
  if (!parsed.ok) throw new AppError('bad_parameter', { issues: parsed.issues })
  return parsed.value
}
