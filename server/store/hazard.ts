import type {
  Hazard,
  HazardEvent,
  HazardLevel,
  HazardManageType,
  HazardState,
  PlanPlace,
  SupervisedLevel,
} from '#domain/hazard.ts'
import type { RectificationPlan } from '#domain/rectification-plan.ts'
import type { Role } from '#domain/role.ts'
import { insertRows } from './bulk.ts'
import {
  chunksOf,
  fromBoolean,
  fromDate,
  IDS_A_QUERY,
  toDate,
  toDateOrNull,
  toJson,
  toJsonOrNull,
  toPosition,
} from './column.ts'
import type { HazardEventRow, HazardRow } from './tables.ts'
import type { Reader, Tx } from './transact.ts'
import { absent, stale } from './version.ts'
import type { Written } from './version.ts'

/** States and deadlines over time as the hazard row keeps them: moment as ISO text, then the value. */
export interface HazardTimeline {
  readonly states: readonly (readonly [at: string, state: HazardState])[]
  readonly deadlines: readonly (readonly [at: string, day: string])[]
}

/** A hazard as it is first written, with the events that brought it where it is, oldest first. */
export interface NewHazard {
  readonly hazard: Omit<Hazard, 'version' | 'updatedAt'>
  readonly events: readonly HazardEvent[]
}

/** Write new hazards (隐患) with their history. Errors: StoreConflict `reference` without a parent */
export async function insertHazards(tx: Tx, hazards: readonly NewHazard[]): Promise<void> {
  await insertRows(
    tx,
    'hazard',
    hazards.map(({ hazard, events }) => ({
      ...columnsOf(hazard),
      timeline: JSON.stringify(timelineOf(events)),
      archived_at: null,
      sample: fromBoolean(hazard.sample),
      version: 1,
      created_at: fromDate(hazard.createdAt),
      updated_at: fromDate(tx.at),
    })),
  )
  await insertRows(
    tx,
    'hazard_event',
    hazards.flatMap(({ events }) => events.map((event, index) => toEventRow(event, index + 1))),
  )
  for (const { hazard } of hazards) tx.changed('hazard', hazard.id, hazard.enterpriseId)
}

/**
 * Save a hazard (隐患) as a move or an edit left it, with the event that says so: the two stand or
 * fall together. Null when there is none.
 */
export async function saveHazard(
  tx: Tx,
  next: Hazard,
  expectedVersion: number,
  event: HazardEvent | null,
): Promise<Written<Hazard> | null> {
  const current = await findHazard(tx, next.id)
  if (current === null) return absent(tx)
  if (current.version !== expectedVersion) return stale(tx, current)
  const { id, enterprise_id: _owner, ...columns } = columnsOf(next)
  const value = { ...next, version: expectedVersion + 1, updatedAt: tx.at }
  if (event !== null) await appendEvent(tx, event)
  await tx.db
    .updateTable('hazard')
    .set({ ...columns, version: value.version, updated_at: fromDate(tx.at) })
    .where('id', '=', id)
    .execute()
  tx.changed('hazard', id, current.enterpriseId)
  return { ok: true, value }
}

/** Take a hazard (隐患) off the lists without deleting anything. Null when there is none. */
export async function archiveHazard(
  tx: Tx,
  id: string,
  expectedVersion: number,
): Promise<Written<Hazard> | null> {
  const current = await findHazard(tx, id)
  if (current === null) return absent(tx)
  if (current.version !== expectedVersion) return stale(tx, current)
  const version = expectedVersion + 1
  const at = fromDate(tx.at)
  await tx.db
    .updateTable('hazard')
    .set({ archived_at: at, version, updated_at: at })
    .where('id', '=', id)
    .execute()
  tx.changed('hazard', id, current.enterpriseId)
  return { ok: true, value: { ...current, version, updatedAt: tx.at } }
}

/** One hazard (隐患) that is not archived, or null. */
export async function findHazard(reader: Reader, id: string): Promise<Hazard | null> {
  const [hazard] = await findHazards(reader, [id])
  return hazard ?? null
}

/** Hazards (隐患) by id, in the order asked for; unknown and archived ones are left out. */
export async function findHazards(reader: Reader, ids: readonly string[]): Promise<Hazard[]> {
  const found = new Map<string, Hazard>()
  for (const part of chunksOf(ids, IDS_A_QUERY)) {
    const rows = await reader.db
      .selectFrom('hazard')
      .selectAll()
      .where('id', 'in', part)
      .where('archived_at', 'is', null)
      .execute()
    for (const row of rows) found.set(row.id, toHazard(row))
  }
  return ids.flatMap((id) => found.get(id) ?? [])
}

/** Hazards (隐患) of one enterprise by their numbers: what an import row is known by. */
export async function findHazardsByNumber(
  reader: Reader,
  enterpriseId: string,
  numbers: readonly string[],
): Promise<Hazard[]> {
  const found: Hazard[] = []
  for (const part of chunksOf(numbers, IDS_A_QUERY)) {
    const rows = await reader.db
      .selectFrom('hazard')
      .selectAll()
      .where('enterprise_id', '=', enterpriseId)
      .where('number', 'in', part)
      .where('archived_at', 'is', null)
      .execute()
    found.push(...rows.map(toHazard))
  }
  return found
}

/** The steps (隐患流转记录) of one hazard, oldest first. */
export async function listHazardEvents(reader: Reader, hazardId: string): Promise<HazardEvent[]> {
  const rows = await reader.db
    .selectFrom('hazard_event')
    .selectAll()
    .where('hazard_id', '=', hazardId)
    .orderBy('sequence')
    .execute()
  return rows.map(toHazardEvent)
}

/** The steps (隐患流转记录) of these hazards, each one's oldest first. */
export async function listEventsOfHazards(
  reader: Reader,
  hazardIds: readonly string[],
): Promise<HazardEvent[]> {
  const events: HazardEvent[] = []
  for (const part of chunksOf(hazardIds, IDS_A_QUERY)) {
    const rows = await reader.db
      .selectFrom('hazard_event')
      .selectAll()
      .where('hazard_id', 'in', part)
      .orderBy('hazard_id')
      .orderBy('sequence')
      .execute()
    events.push(...rows.map(toHazardEvent))
  }
  return events
}

async function appendEvent(tx: Tx, event: HazardEvent): Promise<void> {
  const events = [...(await listHazardEvents(tx, event.hazardId)), event]
  await tx.db.insertInto('hazard_event').values(toEventRow(event, events.length)).execute()
  await tx.db
    .updateTable('hazard')
    .set({ timeline: JSON.stringify(timelineOf(events)) })
    .where('id', '=', event.hazardId)
    .execute()
}

/** What a hazard's events say of its states and deadlines over time. */
export function timelineOf(events: readonly HazardEvent[]): HazardTimeline {
  return {
    states: events.map((event) => [fromDate(event.at), event.to] as const),
    deadlines: events.flatMap((event) =>
      event.deadline === null ? [] : [[fromDate(event.at), event.deadline] as const],
    ),
  }
}

function columnsOf(hazard: NewHazard['hazard']) {
  return {
    id: hazard.id,
    enterprise_id: hazard.enterpriseId,
    risk_point_id: hazard.riskPointId,
    number: hazard.number,
    description: hazard.description,
    hazard_level: hazard.hazardLevel,
    category: hazard.category,
    source: hazard.source,
    check_mode: hazard.checkMode,
    accident: hazard.accident,
    rule_code: hazard.ruleCode,
    manage_type: hazard.manageType,
    state: hazard.state,
    found_at: fromDate(hazard.foundAt),
    found_by: hazard.foundBy,
    deadline: hazard.deadline,
    extended_deadline: hazard.extendedDeadline,
    supervised: fromBoolean(hazard.supervised),
    rectifier_id: hazard.rectifierId,
    acceptor_id: hazard.acceptorId,
    closed_at: hazard.closedAt === null ? null : fromDate(hazard.closedAt),
    was_overdue: fromBoolean(hazard.wasOverdue),
    lng: hazard.position?.[0] ?? null,
    lat: hazard.position?.[1] ?? null,
    approximate: fromBoolean(hazard.approximate),
    measure: hazard.measure,
    part: hazard.part,
    inspectors: hazard.inspectors,
    interim_measure: hazard.interimMeasure,
    funds_yuan: hazard.fundsYuan,
    contingency: hazard.contingency,
    responsible_department: hazard.responsibleDepartment,
    rectification_plan: hazard.plan === null ? null : JSON.stringify(hazard.plan),
    supervised_level: hazard.supervisedLevel,
    plan_id: hazard.planPlace?.planId ?? null,
    plan_x: hazard.planPlace?.point[0] ?? null,
    plan_y: hazard.planPlace?.point[1] ?? null,
  }
}

function toHazard(row: HazardRow): Hazard {
  return {
    id: row.id,
    enterpriseId: row.enterprise_id,
    riskPointId: row.risk_point_id,
    number: row.number,
    description: row.description,
    hazardLevel: row.hazard_level as HazardLevel,
    category: row.category,
    source: row.source,
    checkMode: row.check_mode,
    accident: row.accident,
    ruleCode: row.rule_code,
    manageType: row.manage_type as HazardManageType,
    state: row.state as HazardState,
    foundAt: toDate(row.found_at),
    foundBy: row.found_by,
    deadline: row.deadline,
    extendedDeadline: row.extended_deadline,
    supervised: row.supervised === 1,
    rectifierId: row.rectifier_id,
    acceptorId: row.acceptor_id,
    closedAt: toDateOrNull(row.closed_at),
    wasOverdue: row.was_overdue === 1,
    position: toPosition(row),
    approximate: row.approximate === 1,
    measure: row.measure,
    part: row.part,
    inspectors: row.inspectors,
    interimMeasure: row.interim_measure,
    fundsYuan: row.funds_yuan,
    contingency: row.contingency,
    responsibleDepartment: row.responsible_department,
    plan: toJsonOrNull(row.rectification_plan) as RectificationPlan | null,
    supervisedLevel: row.supervised_level as SupervisedLevel | null,
    planPlace: toPlanPlace(row),
    sample: row.sample === 1,
    version: row.version,
    createdAt: toDate(row.created_at),
    updatedAt: toDate(row.updated_at),
  }
}

function toPlanPlace({ plan_id: planId, plan_x: x, plan_y: y }: HazardRow): PlanPlace | null {
  return planId === null || x === null || y === null ? null : { planId, point: [x, y] }
}

function toEventRow(event: HazardEvent, sequence: number): HazardEventRow {
  return {
    id: event.id,
    hazard_id: event.hazardId,
    sequence,
    from_state: event.from,
    to_state: event.to,
    at: fromDate(event.at),
    actor: event.actor,
    actor_name: event.actorName,
    actor_role: event.actorRole,
    on_behalf: fromBoolean(event.onBehalf),
    note: event.note,
    photos: JSON.stringify(event.photos),
    deadline: event.deadline,
  }
}

function toHazardEvent(row: HazardEventRow): HazardEvent {
  return {
    id: row.id,
    hazardId: row.hazard_id,
    from: row.from_state as HazardState | null,
    to: row.to_state as HazardState,
    at: toDate(row.at),
    actor: row.actor,
    actorName: row.actor_name,
    actorRole: row.actor_role as Role | null,
    onBehalf: row.on_behalf === 1,
    note: row.note,
    photos: toJson(row.photos) as string[],
    deadline: row.deadline,
  }
}
