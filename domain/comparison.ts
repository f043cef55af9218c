import { parseDay } from './day.ts'
import { failure } from './result.ts'
import type { Result } from './result.ts'

/**
 * Read the day that another day is set against (对比日): one before it, or itself.
 * Shape: `asOf` the later day, null for today
 * Errors: not_a_day, in_the_future, after_as_of; each with the path since
 */
export function parseSince(text: string, asOf: string | null, today: string): Result<string> {
  const day = parseDay(text)
  if (!day.ok)
    return { ok: false, issues: day.issues.map((issue) => ({ ...issue, path: 'since' })) }
  if (text > today)
    return failure(
      'since',
      'in_the_future',
      `对比日 ${text} 晚于今天 ${today}，请改为今天或更早的一天`,
    )
  if (asOf !== null && text > asOf)
    return failure(
      'since',
      'after_as_of',
      `对比日 ${text} 晚于截至日 ${asOf}，请改为截至日或更早的一天`,
    )
  return day
}
