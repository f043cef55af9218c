/** One thing wrong with an input: where, what kind, and in words what to do about it. */
export interface Issue {
  readonly path: string
  readonly code: string
  readonly message: string
}

/** An expected success or failure as a value; programmer errors throw instead. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly Issue[] }

/** Wrap a value that passed its checks. */
export function success<T>(value: T): Result<T> {
  return { ok: true, value }
}

/** Wrap one refusal. */
export function failure(path: string, code: string, message: string): Result<never> {
  return { ok: false, issues: [{ path, code, message }] }
}
