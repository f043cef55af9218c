import { FILTER_KEYS, parseFilter } from '#domain/filter.ts'
import type { Filter, FilterKey } from '#domain/filter.ts'
import { momentAsOf } from '#domain/facts.ts'
import type { Moment } from '#domain/facts.ts'
import { AppError } from './problem.ts'
import { z } from './route.ts'

const one = z.string().max(2000).optional()

/** Query parameters of the one filter, for a route's `strictQuery` or `listQuery`. */
export const filterShape = Object.fromEntries(FILTER_KEYS.map((key) => [key, one])) as Record<
  FilterKey,
  typeof one
>

/**
 * The filter in a query.
 * Errors: AppError bad_parameter (400) naming every key that cannot be read
 */
export function filterOf(query: Readonly<Record<string, unknown>>): Filter {
  const texts: Record<string, string> = {}
  for (const key of FILTER_KEYS) {
    const value = query[key]
    if (typeof value === 'string') texts[key] = value
  }
  const parsed = parseFilter(texts)
  if (!parsed.ok) throw new AppError('bad_parameter', { issues: parsed.issues })
  return parsed.value
}

/** The moment a filter looks at: the end of its `asOf` day, or now. */
export function momentOfFilter(filter: Filter, now: Date): Moment {
  return momentAsOf(filter.asOf, now)
}
