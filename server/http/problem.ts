import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { ERROR_FACTS, errorStatus } from '#domain/error-code.ts'
import type { ErrorCode } from '#domain/error-code.ts'
import type { Issue } from '#domain/result.ts'
import { PasswordBusy } from '#server/access/password.ts'
import { isDatabaseAway, StoreConflict, StoreFull } from '#server/store/errors.ts'
import type { AppEnvironment } from './environment.ts'
import type { Language } from './language.ts'

export interface AppErrorOptions {
  readonly issues?: readonly Issue[]
  /** Said instead of the code's title, when more can be said. */
  readonly detail?: Readonly<Record<Language, string>>
  /** The version that stands now, for `version_stale`. */
  readonly current?: number
  readonly retryAfterSeconds?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** A refusal: the only thing a route throws on purpose. Its status follows from its code. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly options: AppErrorOptions

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(code)
    this.code = code
    this.options = options
  }
}

/** Statuses that libraries throw, by our code. */
const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'unreadable_json',
  413: 'too_large',
  415: 'unsupported_type',
}

/** A database restarts within seconds. */
const DATABASE_BACK_SECONDS = 5

/** The refusal an error stands for; null when nobody meant to refuse. */
export function refusalOf(error: unknown): AppError | null {
  if (error instanceof AppError) return error
  if (error instanceof HTTPException)
    return new AppError(CODE_OF_STATUS[error.status] ?? 'internal')
  if (error instanceof StoreFull) return new AppError('storage_full')
  if (error instanceof StoreConflict) return new AppError('conflict')
  if (error instanceof PasswordBusy) {
    return new AppError('too_many_requests', { retryAfterSeconds: 1 })
  }
  if (isDatabaseAway(error)) {
    return new AppError('unavailable', { retryAfterSeconds: DATABASE_BACK_SECONDS })
  }
  return null
}

/**
 * Answers that nobody may tell apart (a foreign id from a missing one, a wrong name from a wrong
 * password) carry the request's id in the header only.
 */
const UNMARKED: ReadonlySet<number> = new Set([401, 404])

/** Write a refusal. Only `onError` and the not-found handler of the application call it. */
export function writeProblem(c: Context<AppEnvironment>, refusal: AppError): Response {
  const { code, options } = refusal
  const facts = ERROR_FACTS[code]
  const status = errorStatus(code)
  const isEnglish = c.var.language === 'en'
  const title = isEnglish ? facts.titleEn : facts.titleZh
  const body = {
    type: `/help#${code}`,
    title,
    status,
    code,
    detail: options.detail?.[c.var.language] ?? title,
    ...(UNMARKED.has(status) ? {} : { requestId: c.var.requestId }),
    ...(options.current === undefined ? {} : { current: options.current }),
    ...(options.issues === undefined ? {} : { issues: options.issues }),
  }
  const headers: Record<string, string> = {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Cache-Control': 'private, no-store',
    'Content-Language': c.var.language,
    ...options.headers,
  }
  if (options.retryAfterSeconds !== undefined) {
    headers['Retry-After'] = String(Math.max(1, Math.ceil(options.retryAfterSeconds)))
  }
  return c.body(JSON.stringify(body), status, headers)
}
