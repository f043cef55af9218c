import { setImmediate as nextTurn } from 'node:timers/promises'
import type { EnterpriseRecord, HazardRecord, RiskPointRecord } from '#domain/facts.ts'
import type { HazardLevel } from '#domain/hazard.ts'
import { chunksOf, toDate, toDateOrNull, toJson, toPosition } from './column.ts'
import { SELF_CHECK, toEnterpriseRecord } from './enterprise-record.ts'
import type { HazardTimeline } from './hazard.ts'
import { toLevels } from './level-columns.ts'
import type { Reader } from './transact.ts'

/** Which rows are read: all there are, some by id, or all of some enterprises. */
export type RecordSelection =
  'all' | { readonly ids: readonly string[] } | { readonly enterpriseIds: readonly string[] }

/** Rows a query; some ten milliseconds of work, then others get their turn. */
const PAGE = 2_000
const LISTED_A_QUERY = 200
/** All rows of so few enterprises are one page, which needs no sorting. */
const ENTERPRISES_A_QUERY = 20

interface PageOf {
  readonly column: 'id' | 'enterprise_id' | null
  readonly values: string[]
  readonly after: string
  /** Null for all of them at once. */
  readonly limit: number | null
}

/**
 * Enterprises (企业) as filters and counts know them, in parts. Rows written meanwhile may or may
 * not be among them: listen for commits first, then read, then read the changed ones again.
 */
export async function* enterpriseRecords(
  reader: Reader,
  selection: RecordSelection,
): AsyncGenerator<EnterpriseRecord[]> {
  const lastChecks = await lastSelfChecks(reader, selection)
  yield* pages(selection, async ({ column, values, after, limit }) => {
    let query = reader.db
      .selectFrom('enterprise')
      .select(['id', 'name', 'uscc', 'county', 'township', 'village', 'sector', 'industry', 'size'])
      .select(['flags', 'lng', 'lat', 'created_at', 'archived_at'])
      .select(['level_inherent', 'level_current', 'leveled_at', 'past_levels'])
    if (column !== null) query = query.where('id', 'in', values)
    if (limit !== null) query = query.where('id', '>', after)
    if (limit !== null) query = query.orderBy('id').limit(limit)
    const rows = await query.execute()
    return rows.map((row) => toEnterpriseRecord(row, lastChecks.get(row.id) ?? null))
  })
}

/** Risk points (风险点) as filters, tiles and density know them, in parts; as `enterpriseRecords`. */
export async function* riskPointRecords(
  reader: Reader,
  selection: RecordSelection,
): AsyncGenerator<RiskPointRecord[]> {
  const accidents = new Map<string, readonly string[]>()
  const moments = new Map<string, Date>()
  yield* pages(selection, async ({ column, values, after, limit }) => {
    let query = reader.db
      .selectFrom('risk_point')
      .select(['id', 'enterprise_id', 'name', 'lng', 'lat', 'approximate'])
      .select(['accidents', 'created_at', 'archived_at'])
      .select(['level_inherent', 'level_current', 'leveled_at', 'past_levels'])
    if (column !== null) query = query.where(column, 'in', values)
    if (limit !== null) query = query.where('id', '>', after)
    if (limit !== null) query = query.orderBy('id').limit(limit)
    const rows = await query.execute()
    return rows.map((row) => ({
      id: row.id,
      enterpriseId: row.enterprise_id,
      name: row.name,
      position: toPosition(row),
      approximate: row.approximate === 1,
      accidents: sharedList(accidents, row.accidents),
      levels: toLevels(row),
      createdAt: sharedDate(moments, row.created_at),
      archivedAt: toDateOrNull(row.archived_at),
    }))
  })
}

/** Hazards (隐患) as filters, tiles and density know them, in parts; as `enterpriseRecords`. */
export async function* hazardRecords(
  reader: Reader,
  selection: RecordSelection,
): AsyncGenerator<HazardRecord[]> {
  yield* pages(selection, async ({ column, values, after, limit }) => {
    let query = reader.db
      .selectFrom('hazard')
      .select(['id', 'enterprise_id', 'risk_point_id', 'description', 'hazard_level'])
      .select([
        'check_mode',
        'accident',
        'responsible_department',
        'lng',
        'lat',
        'found_at',
        'timeline',
        'archived_at',
      ])
    if (column !== null) query = query.where(column, 'in', values)
    if (limit !== null) query = query.where('id', '>', after)
    if (limit !== null) query = query.orderBy('id').limit(limit)
    const rows = await query.execute()
    return rows.map((row) => {
      const { states, deadlines } = toJson(row.timeline) as HazardTimeline
      return {
        id: row.id,
        enterpriseId: row.enterprise_id,
        riskPointId: row.risk_point_id,
        description: row.description,
        hazardLevel: row.hazard_level as HazardLevel,
        checkMode: row.check_mode,
        accident: row.accident,
        responsibleDepartment: row.responsible_department,
        position: toPosition(row),
        foundAt: toDate(row.found_at),
        states: states.map(([at, state]) => ({ at: toDate(at), state })),
        deadlines: deadlines.map(([at, day]) => ({ at: toDate(at), day })),
        archivedAt: toDateOrNull(row.archived_at),
      }
    })
  })
}

/**
 * Read page after page by id, so that no statement stays open while others write; of listed
 * enterprises a few at a time, whose rows come in no order.
 */
async function* pages<T extends { readonly id: string }>(
  selection: RecordSelection,
  read: (page: PageOf) => Promise<T[]>,
): AsyncGenerator<T[]> {
  const column = selection === 'all' ? null : 'ids' in selection ? 'id' : 'enterprise_id'
  const listed =
    selection === 'all' ? [] : 'ids' in selection ? selection.ids : selection.enterpriseIds
  const ofEnterprises = column === 'enterprise_id'
  const limit = ofEnterprises ? null : PAGE
  const size = ofEnterprises ? ENTERPRISES_A_QUERY : LISTED_A_QUERY
  const parts = selection === 'all' ? [[]] : chunksOf([...new Set(listed)], size)
  for (const values of parts) {
    let after = ''
    for (;;) {
      const records = await read({ column, values, after, limit })
      if (records.length > 0) yield records
      if (limit === null || records.length < limit) break
      after = records.at(-1)?.id ?? after
      await nextTurn()
    }
    await nextTurn()
  }
}

async function lastSelfChecks(
  reader: Reader,
  selection: RecordSelection,
): Promise<ReadonlyMap<string, string>> {
  const query = reader.db
    .selectFrom('check_record')
    .select(['enterprise_id', (eb) => eb.fn.max('checked_at').as('checked_at')])
    .where('check_mode', '=', SELF_CHECK)
    .groupBy('enterprise_id')
  const last = new Map<string, string>()
  const listed =
    selection === 'all' ? null : 'ids' in selection ? selection.ids : selection.enterpriseIds
  for (const part of listed === null ? [null] : chunksOf(listed, LISTED_A_QUERY)) {
    const some = part === null ? query : query.where('enterprise_id', 'in', part)
    for (const row of await some.execute()) last.set(row.enterprise_id, row.checked_at)
  }
  return last
}

/** Points of one import share a moment: it is read once. */
function sharedDate(known: Map<string, Date>, text: string): Date {
  let date = known.get(text)
  if (date === undefined) {
    if (known.size >= PAGE) known.clear()
    date = toDate(text)
    known.set(text, date)
  }
  return date
}

/** Most points share a few lists of accidents: one array each serves them all. */
function sharedList(known: Map<string, readonly string[]>, text: string): readonly string[] {
  let list = known.get(text)
  if (list === undefined) {
    list = toJson(text) as string[]
    known.set(text, list)
  }
  return list
}
