import type { ErrorCode } from '#domain/error-code.ts'
import type { Result } from '#domain/result.ts'
import { AppError } from './problem.ts'

/** Rules that speak of where things stand, or of who asks; every other one is about the body. */
const CODES: ReadonlyMap<string, ErrorCode> = new Map([
  ['illegal_move', 'conflict'],
  ['closed_state', 'conflict'],
  ['already_ordered', 'conflict'],
  ['already_taken', 'conflict'],
  ['worked_on', 'conflict'],
  ['forbidden', 'forbidden'],
])

/**
 * The value of a rule that was kept.
 * Errors: AppError conflict (409), forbidden (403) or invalid (422), with the issues of one that was not
 */
export function accept<T>(result: Result<T>): T {
  if (result.ok) return result.value
  const [first] = result.issues
  throw new AppError(CODES.get(first?.code ?? '') ?? 'invalid', { issues: result.issues })
}

/** Refuse one field of a body. Errors: AppError as `accept` */
export function refuse(path: string, code: string, message: string): never {
  return accept<never>({ ok: false, issues: [{ path, code, message }] })
}

/** The fields of a patch that say something. Errors: AppError invalid (422) when none does */
export function changesOf<T extends object>(
  patch: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const changes = Object.entries(patch).filter(([, value]) => value !== undefined)
  if (changes.length === 0) refuse('', 'nothing_to_change', '没有要修改的字段')
  return Object.fromEntries(changes) as { [K in keyof T]?: Exclude<T[K], undefined> }
}
