import type { RiskPoint } from '#domain/risk-point.ts'
import { failure, success } from '#domain/result.ts'
import type { Result } from '#domain/result.ts'
import { listRiskPoints } from '#server/store/risk-point.ts'
import type { Reader } from '#server/store/transact.ts'

/**
 * The number (编号) a risk point gets: the one asked for, or the next that is free.
 * Shape: numbers are unique among the points in use of one enterprise
 * Errors: already_taken
 */
export async function takeNumber(
  reader: Reader,
  enterpriseId: string,
  wanted: string | null,
  self: Pick<RiskPoint, 'id'> | null = null,
): Promise<Result<string>> {
  const points = await listRiskPoints(reader, { enterpriseId })
  const taken = new Set(points.filter(({ id }) => id !== self?.id).map(({ number }) => number))
  if (wanted !== null) {
    if (!taken.has(wanted)) return success(wanted)
    return failure('number', 'already_taken', `编号 ${wanted} 已用于本企业另一个风险点，请换一个`)
  }
  let next = points.length + 1
  while (taken.has(threeDigits(next))) next += 1
  return success(threeDigits(next))
}

/** A number (编号) as the product writes it: at least three digits. */
export function threeDigits(number: number): string {
  return String(number).padStart(3, '0')
}
