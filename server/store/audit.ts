import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { fromDate, toDate, toJson } from './column.ts'
import { readMeta, writeMeta } from './meta.ts'
import type { AuditRow, Tables } from './tables.ts'
import type { Reader } from './transact.ts'

/** Who did what to whom (审计), as the caller tells it. */
export interface AuditEntry {
  readonly actor: string
  /** `noun.verb`, as `hazard.transition`. */
  readonly action: string
  readonly subject?: { readonly kind: string; readonly id: string } | null
  /** Never a secret and no more personal data than the question who and what needs. */
  readonly detail?: Readonly<Record<string, unknown>>
  readonly ip?: string | null
}

/** One line of the audit trail (审计日志), chained to the line before by its hash. */
export interface AuditLine {
  readonly sequence: number
  readonly at: Date
  readonly actor: string
  readonly action: string
  readonly subject: { readonly kind: string; readonly id: string } | null
  readonly detail: Readonly<Record<string, unknown>>
  readonly ip: string | null
  readonly hash: string
}

export interface AuditFilter {
  readonly actor?: string
  /** `noun.verb`, or `noun` for all of its verbs. */
  readonly action?: string
  readonly subject?: { readonly kind: string; readonly id: string }
  readonly subjectKind?: string
  readonly subjectId?: string
  /** Text to find in who, what, whom and the detail. */
  readonly text?: string
  readonly from?: Date
  readonly to?: Date
  /** Only lines before this sequence: the cursor of the page before. */
  readonly before?: number
  readonly limit: number
}

const FIRST_HASH = '0'.repeat(64)
const PAGE = 2_000

/** SHA-256 over every field in a fixed order, the hash before included. */
function hashOf(row: Omit<AuditRow, 'hash'>): string {
  const fields = [
    row.sequence,
    row.at,
    row.actor,
    row.action,
    row.subject_kind,
    row.subject_id,
    row.detail,
    row.ip,
    row.prev_hash,
  ]
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex')
}

/** Append one line inside the transaction it speaks of. */
export async function appendAudit(db: Kysely<Tables>, entry: AuditEntry, at: Date): Promise<void> {
  const last = await db
    .selectFrom('audit')
    .select(['sequence', 'hash'])
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst()
  const row = {
    sequence: (last?.sequence ?? 0) + 1,
    at: fromDate(at),
    actor: entry.actor,
    action: entry.action,
    subject_kind: entry.subject?.kind ?? null,
    subject_id: entry.subject?.id ?? null,
    detail: JSON.stringify(entry.detail ?? {}),
    ip: entry.ip ?? null,
    prev_hash: last?.hash ?? FIRST_HASH,
  }
  const hash = hashOf(row)
  await db
    .insertInto('audit')
    .values({ ...row, hash })
    .execute()
  await writeMeta(db, 'audit_head', `${row.sequence} ${hash}`)
}

/** Lines of the audit trail (审计日志), newest first. */
export async function listAudit(reader: Reader, filter: AuditFilter): Promise<AuditLine[]> {
  let query = matching(reader, filter).selectAll()
  if (filter.before !== undefined) query = query.where('sequence', '<', filter.before)
  const rows = await query.orderBy('sequence', 'desc').limit(filter.limit).execute()
  return rows.map(toAuditLine)
}

/** How many lines of the audit trail (审计日志) a filter lets through, on all pages. */
export async function countAudit(
  reader: Reader,
  filter: Omit<AuditFilter, 'limit' | 'before'>,
): Promise<number> {
  const row = await matching(reader, filter)
    .select((expression) => expression.fn.countAll<number | string>().as('lines'))
    .executeTakeFirstOrThrow()
  return Number(row.lines)
}

function matching(reader: Reader, filter: Omit<AuditFilter, 'limit' | 'before'>) {
  let query = reader.db.selectFrom('audit')
  if (filter.actor !== undefined) query = query.where('actor', '=', filter.actor)
  const { action, text } = filter
  if (action !== undefined)
    query = action.includes('.')
      ? query.where('action', '=', action)
      : query.where('action', 'like', `${action}.%`)
  if (filter.subject !== undefined)
    query = query
      .where('subject_kind', '=', filter.subject.kind)
      .where('subject_id', '=', filter.subject.id)
  if (filter.subjectKind !== undefined) query = query.where('subject_kind', '=', filter.subjectKind)
  if (filter.subjectId !== undefined) query = query.where('subject_id', '=', filter.subjectId)
  if (filter.from !== undefined) query = query.where('at', '>=', fromDate(filter.from))
  if (filter.to !== undefined) query = query.where('at', '<=', fromDate(filter.to))
  if (text !== undefined) {
    const pattern = `%${escapeLike(text.toLowerCase())}%`
    const columns = ['actor', 'action', 'subject_id', 'detail', 'ip'] as const
    query = query.where((expression) =>
      expression.or(
        columns.map(
          (column) => sql<boolean>`lower(${sql.ref(column)}) like ${pattern} escape '\\'`,
        ),
      ),
    )
  }
  return query
}

/** What `like` takes for signs, as plain text. */
function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)
}

/**
 * Walk the whole chain and name the first line that does not fit; a cut-off end shows as well.
 * Shape: → { ok: true, lines } or the sequence where the chain breaks
 */
export async function verifyAuditChain(
  reader: Reader,
): Promise<{ readonly ok: true; readonly lines: number } | { ok: false; sequence: number }> {
  let expected = 1
  let previous = FIRST_HASH
  for (;;) {
    const rows = await reader.db
      .selectFrom('audit')
      .selectAll()
      .where('sequence', '>=', expected)
      .orderBy('sequence')
      .limit(PAGE)
      .execute()
    for (const row of rows) {
      const fits = row.sequence === expected && row.prev_hash === previous
      if (!fits || row.hash !== hashOf(row)) return { ok: false, sequence: expected }
      previous = row.hash
      expected += 1
    }
    if (rows.length < PAGE) break
  }
  const head = await readMeta(reader.db, 'audit_head')
  const isWhole = expected === 1 ? head === null : head === `${expected - 1} ${previous}`
  return isWhole ? { ok: true, lines: expected - 1 } : { ok: false, sequence: expected }
}

function toAuditLine(row: AuditRow): AuditLine {
  const { subject_kind: kind, subject_id: id } = row
  return {
    sequence: row.sequence,
    at: toDate(row.at),
    actor: row.actor,
    action: row.action,
    subject: kind === null || id === null ? null : { kind, id },
    detail: toJson(row.detail) as Record<string, unknown>,
    ip: row.ip,
    hash: row.hash,
  }
}
