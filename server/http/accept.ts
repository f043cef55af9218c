import type { Result } from '#domain/result.ts'
import { AppError } from './problem.ts'

/**
 * The value of a rule that was kept.
 * Errors: AppError invalid (422) with the issues of one that was not
 */
export function accept<T>(result: Result<T>): T {
  if (!result.ok) throw new AppError('invalid', { issues: result.issues })
  return result.value
}

/** Refuse one field of a body. Errors: AppError invalid (422) */
export function refuse(path: string, code: string, message: string): never {
  throw new AppError('invalid', { issues: [{ path, code, message }] })
}
