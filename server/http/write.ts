import type { Context } from 'hono'
import type { AuditEntry } from '#server/store/audit.ts'
import type { Tx } from '#server/store/transact.ts'
import type { Written } from '#server/store/version.ts'
import type { AppEnvironment } from './environment.ts'
import { versionTag } from './etag.ts'
import { keepAnswer } from './idempotency.ts'
import { AppError } from './problem.ts'

/** The audit entry of what a request does: who, from where, what to whom. */
export function audited(
  c: Context<AppEnvironment>,
  action: string,
  subject: AuditEntry['subject'] = null,
  detail: AuditEntry['detail'] = {},
): AuditEntry {
  const { principal, clientAddress } = c.var
  return { actor: principal.username, action, subject, detail, ip: clientAddress }
}

/** What creating came to: the row as it is told, and where it stands from now on. */
export interface Created<T> {
  readonly body: T
  readonly location: string
  /** Null for rows that are only ever appended. */
  readonly version: number | null
  /** What a repetition is answered with, where the body shows a secret that is kept nowhere. */
  readonly remembered?: object
}

/**
 * Create something in one transaction with its audit entry and, when the request has an
 * `Idempotency-Key`, with the answer a repetition will get.
 *
 * Shape: → body and headers for `c.json(body, 201, headers)`
 */
export async function createOnce<T>(
  c: Context<AppEnvironment>,
  entry: AuditEntry,
  work: (tx: Tx) => Promise<Created<T>>,
): Promise<{ readonly body: T; readonly headers: Record<string, string> }> {
  return c.var.services.store.transact(entry, async (tx) => {
    const { body, location, version, remembered } = await work(tx)
    const headers: Record<string, string> = { Location: location }
    if (version !== null) headers.ETag = versionTag(version)
    await keepAnswer(c, tx, { status: 201, headers, body: JSON.stringify(remembered ?? body) })
    return { body, headers }
  })
}

/**
 * The row after a versioned write.
 * Errors: AppError not_found (404) when there is none, version_stale (412) when another was first
 */
export function acceptWritten<T extends { readonly version: number }>(
  written: Written<T> | null,
): T {
  if (written === null) throw new AppError('not_found')
  if (!written.ok) throw new AppError('version_stale', { current: written.current.version })
  return written.value
}
