import { fromDate, toDate, toJson } from './column.ts'
import type { Reader, Tx } from './transact.ts'

/** A published plan (已发布版本) without its document. */
export interface PlanRevisionSummary {
  readonly id: string
  readonly planId: string
  readonly enterpriseId: string
  /** Counted from 1 on each plan. */
  readonly number: number
  /** What the printed code opens. */
  readonly token: string
  readonly publishedAt: Date
  readonly publishedBy: string
}

/** A published plan: a document that never changes again. */
export interface PlanRevision<Published> extends PlanRevisionSummary {
  readonly document: Published
}

const SUMMARY = [
  'id',
  'plan_id',
  'enterprise_id',
  'number',
  'token',
  'published_at',
  'published_by',
] as const

/** Publish a plan (发布): keep a document for ever, numbered after the plan's last one. */
export async function insertPlanRevision<Published>(
  tx: Tx,
  revision: Omit<PlanRevision<Published>, 'number' | 'publishedAt'>,
): Promise<PlanRevision<Published>> {
  const last = await tx.db
    .selectFrom('plan_revision')
    .select((eb) => eb.fn.max('number').as('number'))
    .where('plan_id', '=', revision.planId)
    .executeTakeFirst()
  const number = (last?.number ?? 0) + 1
  await tx.db
    .insertInto('plan_revision')
    .values({
      id: revision.id,
      plan_id: revision.planId,
      enterprise_id: revision.enterpriseId,
      number,
      document: JSON.stringify(revision.document),
      token: revision.token,
      published_at: fromDate(tx.at),
      published_by: revision.publishedBy,
    })
    .execute()
  tx.changed('plan', revision.planId, revision.enterpriseId)
  return { ...revision, number, publishedAt: tx.at }
}

/** The published versions (发布记录) of one plan, newest first. */
export async function listPlanRevisions(
  reader: Reader,
  planId: string,
): Promise<PlanRevisionSummary[]> {
  const rows = await reader.db
    .selectFrom('plan_revision')
    .select(SUMMARY)
    .where('plan_id', '=', planId)
    .orderBy('number', 'desc')
    .execute()
  return rows.map(toSummary)
}

/** One published version (已发布版本) of a plan by its number; null when there is none. */
export async function findPlanRevision<Published>(
  reader: Reader,
  planId: string,
  number: number,
): Promise<PlanRevision<Published> | null> {
  const row = await reader.db
    .selectFrom('plan_revision')
    .selectAll()
    .where('plan_id', '=', planId)
    .where('number', '=', number)
    .executeTakeFirst()
  return row === undefined ? null : withDocument(row)
}

/**
 * What a printed code opens (扫码): the newest published version of the plan it was printed for, so
 * that a board at the gate need not be printed again. Null for an unknown code or an archived plan.
 */
export async function findPublishedByToken<Published>(
  reader: Reader,
  token: string,
): Promise<PlanRevision<Published> | null> {
  const row = await reader.db
    .selectFrom('plan_revision as printed')
    .innerJoin('plan_revision as newest', 'newest.plan_id', 'printed.plan_id')
    .innerJoin('plan', 'plan.id', 'printed.plan_id')
    .innerJoin('enterprise', 'enterprise.id', 'printed.enterprise_id')
    .selectAll('newest')
    .where('printed.token', '=', token)
    .where('plan.archived_at', 'is', null)
    .where('enterprise.archived_at', 'is', null)
    .orderBy('newest.number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? null : withDocument(row)
}

function withDocument<Published>(
  row: RevisionRow & { readonly document: string },
): PlanRevision<Published> {
  return { ...toSummary(row), document: toJson(row.document) as Published }
}

interface RevisionRow {
  readonly id: string
  readonly plan_id: string
  readonly enterprise_id: string
  readonly number: number
  readonly token: string
  readonly published_at: string
  readonly published_by: string
}

function toSummary(row: RevisionRow): PlanRevisionSummary {
  return {
    id: row.id,
    planId: row.plan_id,
    enterpriseId: row.enterprise_id,
    number: row.number,
    token: row.token,
    publishedAt: toDate(row.published_at),
    publishedBy: row.published_by,
  }
}
