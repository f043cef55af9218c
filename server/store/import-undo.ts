import { sql } from 'kysely'
import { chunksOf, fromDate, IDS_A_QUERY, toJson } from './column.ts'
import type { HazardTimeline } from './hazard.ts'
import { findImportRun, IMPORT_TABLES, listImportRows, putImportRun } from './import-run.ts'
import type { ImportRow, ImportRun, ImportSubject } from './import-run.ts'
import { deleteHazards, deleteRiskPoints, deleteWhere, withPurgePermit } from './purge.ts'
import type { Tx } from './transact.ts'
import { absent } from './version.ts'

/** A row of the run that stands in the way of taking it back. */
export interface UndoObstacle {
  readonly row: ImportRow
  /** `changed`: somebody edited it since. `in-use`: rows of others hang on it. */
  readonly reason: 'changed' | 'in-use'
}

export type UndoResult =
  | {
      readonly ok: true
      readonly removed: number
      readonly restored: number
      /** Whose levels are to be worked out again. */
      readonly enterpriseIds: readonly string[]
    }
  | { readonly ok: false; readonly obstacles: readonly UndoObstacle[] }

/** Children before what they hang on. */
const ORDER: readonly ImportSubject[] = [
  'hazard',
  'assessment',
  'risk-event',
  'risk-point',
  'person',
  'enterprise',
  'region',
]

/**
 * Take an import back (撤销导入): what it made goes, what it changed is as it was. All or nothing: one
 * row that was edited since, or that others stand on, stops it. Null when there is no such run, or
 * it was taken back before.
 */
export async function undoImportRun(tx: Tx, runId: string): Promise<UndoResult | null> {
  const run = await findImportRun(tx, runId)
  if (run?.undoneAt !== null || run.status !== 'done') return absent(tx)
  const rows = await listImportRows(tx, runId)
  const obstacles = [
    ...(await changedRows(tx, rows)),
    ...(await pointsWorkedOn(tx, run, rows)),
    ...(await rowsInUse(tx, rows)),
  ]
  if (obstacles.length > 0) {
    tx.cancel()
    return { ok: false, obstacles }
  }
  const enterpriseIds = await enterprisesOf(tx, rows)
  const made = rows.filter((row) => row.before === null)
  const altered = rows.filter((row) => row.before !== null)
  await withPurgePermit(tx, async () => {
    for (const subject of ORDER) await removeMade(tx, subject, idsOf(made, subject))
    for (const row of altered) await restore(tx, row)
  })
  await showRemainingAssessments(tx, enterpriseIds)
  await putImportRun(tx, { ...run, status: 'undone', undoneAt: tx.at })
  return { ok: true, removed: made.length, restored: altered.length, enterpriseIds }
}

function idsOf(rows: readonly ImportRow[], subject: ImportSubject): string[] {
  return rows.filter((row) => row.subjectKind === subject).map((row) => row.subjectId)
}

/** Rows whose version is no longer the one the import left. */
async function changedRows(tx: Tx, rows: readonly ImportRow[]): Promise<UndoObstacle[]> {
  const obstacles: UndoObstacle[] = []
  for (const subject of ['enterprise', 'risk-point', 'hazard'] as const) {
    const ofSubject = rows.filter((row) => row.subjectKind === subject)
    for (const part of chunksOf(ofSubject, IDS_A_QUERY)) {
      const now = await tx.db
        .selectFrom(IMPORT_TABLES[subject].table)
        .select(['id', 'version'])
        .where(
          'id',
          'in',
          part.map((row) => row.subjectId),
        )
        .execute()
      const versions = new Map(now.map((row) => [row.id, row.version]))
      for (const row of part)
        if (versions.get(row.subjectId) !== row.version) obstacles.push({ row, reason: 'changed' })
    }
  }
  return obstacles
}

/** Risk points the import made and somebody has assessed or described since. */
async function pointsWorkedOn(
  tx: Tx,
  run: ImportRun,
  rows: readonly ImportRow[],
): Promise<UndoObstacle[]> {
  const since = fromDate(run.finishedAt ?? run.startedAt)
  const points = rows.filter((row) => row.subjectKind === 'risk-point' && row.before === null)
  const touched = new Set<string>()
  for (const part of chunksOf(points, IDS_A_QUERY))
    for (const table of ['assessment', 'risk_event', 'control_measure'] as const) {
      const later = await tx.db
        .selectFrom(table)
        .select('risk_point_id')
        .distinct()
        .where(
          'risk_point_id',
          'in',
          part.map((row) => row.subjectId),
        )
        .where('recorded_at', '>', since)
        .execute()
      for (const row of later) touched.add(row.risk_point_id)
    }
  return points
    .filter((row) => touched.has(row.subjectId))
    .map((row) => ({ row, reason: 'changed' }))
}

const DEPENDENTS = {
  enterprise: [
    ['person', 'enterprise_id', 'person'],
    ['plan', 'enterprise_id', null],
    ['risk_point', 'enterprise_id', 'risk-point'],
    ['hazard', 'enterprise_id', 'hazard'],
    ['check_record', 'enterprise_id', null],
    ['picture', 'enterprise_id', null],
  ],
  'risk-point': [['hazard', 'risk_point_id', 'hazard']],
  person: [
    ['hazard', 'rectifier_id', 'hazard'],
    ['hazard', 'acceptor_id', 'hazard'],
  ],
} as const

/** Subjects the import made on which rows stand that it did not make. */
async function rowsInUse(tx: Tx, rows: readonly ImportRow[]): Promise<UndoObstacle[]> {
  const made = rows.filter((row) => row.before === null)
  const madeIds = new Map(ORDER.map((subject) => [subject, new Set(idsOf(made, subject))]))
  const obstacles: UndoObstacle[] = []
  for (const subject of ['enterprise', 'risk-point', 'person'] as const)
    for (const part of chunksOf(idsOf(made, subject), IDS_A_QUERY)) {
      const held = new Set<string>()
      for (const [table, column, kind] of DEPENDENTS[subject]) {
        const found = await sql<{ id: string; parent: string }>`
          select id, ${sql.ref(column)} as parent from ${sql.table(table)}
          where ${sql.ref(column)} in (${sql.join(part)})`.execute(tx.db)
        for (const { id, parent } of found.rows)
          if (kind === null || madeIds.get(kind)?.has(id) !== true) held.add(parent)
      }
      for (const row of made)
        if (row.subjectKind === subject && held.has(row.subjectId))
          obstacles.push({ row, reason: 'in-use' })
    }
  return obstacles
}

async function enterprisesOf(tx: Tx, rows: readonly ImportRow[]): Promise<string[]> {
  const made = new Set(
    idsOf(
      rows.filter((row) => row.before === null),
      'enterprise',
    ),
  )
  const touched = new Set(idsOf(rows, 'enterprise'))
  for (const subject of ['risk-point', 'hazard', 'person', 'assessment'] as const)
    for (const part of chunksOf(idsOf(rows, subject), IDS_A_QUERY)) {
      const found = await tx.db
        .selectFrom(IMPORT_TABLES[subject].table)
        .select('enterprise_id')
        .distinct()
        .where('id', 'in', part)
        .execute()
      for (const row of found) touched.add(row.enterprise_id)
    }
  return [...touched].filter((id) => !made.has(id))
}

async function removeMade(tx: Tx, subject: ImportSubject, ids: readonly string[]): Promise<void> {
  if (subject === 'hazard') return deleteHazards(tx, ids)
  if (subject === 'risk-point') return deleteRiskPoints(tx, ids)
  const { table, key } = IMPORT_TABLES[subject]
  if (subject === 'enterprise') {
    await deleteWhere(tx, 'level_history', 'enterprise_id', ids)
    for (const id of ids) tx.changed('enterprise', id, id)
  }
  if (subject === 'region') for (const id of ids) tx.changed('region', id, null)
  await deleteWhere(tx, table, key, ids)
}

/** Put a row back as it was. Its version goes on counting, its level is worked out anew. */
async function restore(tx: Tx, row: ImportRow): Promise<void> {
  const { table, key, versioned } = IMPORT_TABLES[row.subjectKind]
  if (row.before === null || table === 'assessment') return
  const before = toJson(row.before) as Record<string, unknown>
  const kept = new Set<string>([key, 'version', 'level_inherent', 'level_current'])
  for (const column of ['leveled_at', 'past_levels', 'accidents', 'updated_at']) kept.add(column)
  // A row kept by an earlier release has it, and no table any more.
  kept.add('level_entries')
  const columns: Record<string, unknown> = Object.fromEntries(
    Object.entries(before).filter(([column]) => !kept.has(column)),
  )
  if (versioned) {
    columns.version = row.version + 1
    columns.updated_at = fromDate(tx.at)
  }
  await tx.db
    .updateTable(table)
    .set(columns as never)
    .where(key as never, '=', row.subjectId as never)
    .execute()
  if (row.subjectKind === 'hazard') await dropLaterEvents(tx, row.subjectId, before)
  if (row.subjectKind !== 'risk-event')
    tx.changed(
      row.subjectKind === 'assessment' ? 'risk-point' : row.subjectKind,
      row.subjectId,
      typeof before.enterprise_id === 'string' ? before.enterprise_id : null,
    )
}

async function dropLaterEvents(
  tx: Tx,
  hazardId: string,
  before: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { states } = toJson(String(before.timeline)) as HazardTimeline
  await tx.db
    .deleteFrom('hazard_event')
    .where('hazard_id', '=', hazardId)
    .where('sequence', '>', states.length)
    .execute()
}

/** Events that showed an assessment of the run show the latest that remains. */
async function showRemainingAssessments(tx: Tx, enterpriseIds: readonly string[]): Promise<void> {
  for (const part of chunksOf(enterpriseIds, IDS_A_QUERY))
    for (const kind of ['inherent', 'current'] as const) {
      const column = sql.ref(`${kind}_assessment_id`)
      await sql`update risk_event set ${column} = (
          select id from assessment where event_id = risk_event.id and kind = ${kind}
          order by assessed_at desc, id desc limit 1)
        where risk_point_id in (
          select id from risk_point where enterprise_id in (${sql.join(part)}))
        and ${column} is not null
        and not exists (select 1 from assessment where assessment.id = ${column})`.execute(tx.db)
    }
}
