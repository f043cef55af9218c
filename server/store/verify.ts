import { sql } from 'kysely'
import { verifyAuditChain } from './audit.ts'
import type { LevelSubject } from './level.ts'
import type { Store } from './transact.ts'

/** One thing that is not as it must be. */
export interface VerifyIssue {
  readonly check: string
  readonly detail: string
}

export interface VerifyReport {
  readonly issues: readonly VerifyIssue[]
  readonly auditLines: number
}

/** Rows that contradict each other where no foreign key can say so; each query names offenders. */
const CONTRADICTIONS = {
  'event-assessment': sql<{ id: string }>`
    select id from risk_event where
      (inherent_assessment_id is not null and not exists (select 1 from assessment
        where assessment.id = inherent_assessment_id and event_id = risk_event.id and kind = 'inherent'))
      or (current_assessment_id is not null and not exists (select 1 from assessment
        where assessment.id = current_assessment_id and event_id = risk_event.id and kind = 'current'))`,
  'zone-plan': sql<{ id: string }>`
    select zone.id from zone join plan on plan.id = zone.plan_id
    where zone.enterprise_id <> plan.enterprise_id`,
  'point-zone': sql<{ id: string }>`
    select risk_point.id from risk_point join zone on zone.id = risk_point.zone_id
    where risk_point.plan_id is null or zone.plan_id <> risk_point.plan_id`,
  'point-plan': sql<{ id: string }>`
    select risk_point.id from risk_point join plan on plan.id = risk_point.plan_id
    where risk_point.enterprise_id <> plan.enterprise_id`,
  'assessment-point': sql<{ id: string }>`
    select assessment.id from assessment
    join risk_point on risk_point.id = assessment.risk_point_id
    join risk_event on risk_event.id = assessment.event_id
    where assessment.enterprise_id <> risk_point.enterprise_id
      or risk_event.risk_point_id <> risk_point.id`,
  'hazard-point': sql<{ id: string }>`
    select hazard.id from hazard join risk_point on risk_point.id = hazard.risk_point_id
    where hazard.enterprise_id <> risk_point.enterprise_id`,
  'hazard-state': sql<{ id: string }>`
    select hazard.id from hazard where not exists (select 1 from hazard_event as last
      where last.hazard_id = hazard.id and last.to_state = hazard.state
      and last.sequence = (select max(sequence) from hazard_event where hazard_id = hazard.id))`,
  'point-level': otherLevels('risk_point', 'risk-point'),
  'enterprise-level': otherLevels('enterprise', 'enterprise'),
  'purge-permit': sql<{ id: string }>`select 'open' as id from purge_permit`,
}

const MOST_NAMED = 10

/** Rows whose levels, the present one and those before it, are not those of their history. */
function otherLevels(table: 'risk_point' | 'enterprise', kind: LevelSubject) {
  const own = sql`select * from level_history
    where subject_kind = ${kind} and subject_id = ${sql.table(table)}.id`
  // Each past level has one text in it, and nothing else has quotation marks.
  const past = sql`(length(past_levels) - length(replace(past_levels, '"', ''))) / 2`
  // As it stands in the list; PostgreSQL wrote those of an earlier release with spaces.
  const entry = sql`'["' || own.at || '",' || coalesce(cast(own.level_inherent as text), 'null')
    || ',' || coalesce(cast(own.level_current as text), 'null') || ']'`
  return sql<{ id: string }>`
    select id from ${sql.table(table)} where leveled_at is not null and (
      not exists (select 1 from (${own}) as own where own.at = leveled_at
        and coalesce(own.level_inherent, 0) = coalesce(${sql.table(table)}.level_inherent, 0)
        and coalesce(own.level_current, 0) = coalesce(${sql.table(table)}.level_current, 0))
      or (select count(*) from (${own}) as own) <> 1 + coalesce(${past}, 0)
      or exists (select 1 from (${own}) as own where own.at < leveled_at
        and replace(past_levels, ' ', '') not like '%' || ${entry} || '%'))`
}

/**
 * Check everything the database can say of itself (完整性校验): pages, foreign keys, references that
 * only the product knows (`keys`: not those, for a schema that is not this release's), and the audit
 * chain. Changes nothing.
 */
export async function verifyStore(
  store: Store,
  references: 'all' | 'keys' = 'all',
): Promise<VerifyReport> {
  const issues: VerifyIssue[] = [...checkFile(store)]
  const queries = references === 'all' ? Object.entries(CONTRADICTIONS) : []
  for (const [check, query] of queries) {
    const { rows } = await query.execute(store.db)
    if (rows.length === 0) continue
    const named = rows.slice(0, MOST_NAMED).map((row) => row.id)
    const more = rows.length > MOST_NAMED ? ` … (${rows.length})` : ''
    issues.push({ check, detail: `${named.join(', ')}${more}` })
  }
  const chain = await verifyAuditChain(store)
  if (!chain.ok) issues.push({ check: 'audit-chain', detail: `sequence ${chain.sequence}` })
  return { issues, auditLines: chain.ok ? chain.lines : chain.sequence - 1 }
}

/** PostgreSQL checks its foreign keys with every write; SQLite's may have been off elsewhere. */
function checkFile(store: Store): VerifyIssue[] {
  const { sqlite } = store.engine
  if (sqlite === null) return []
  const pages = sqlite.pragma('integrity_check(10)') as { integrity_check: string }[]
  const keys = sqlite.pragma('foreign_key_check') as { table: string; rowid: number }[]
  return [
    ...pages
      .filter((row) => row.integrity_check !== 'ok')
      .map((row) => ({ check: 'integrity', detail: row.integrity_check })),
    ...keys
      .slice(0, MOST_NAMED)
      .map((row) => ({ check: 'foreign-key', detail: `${row.table} row ${row.rowid}` })),
  ]
}
