import { dayNumber, endOfShanghaiDay, shanghaiDay } from './day.ts'
import type { EnterpriseSize } from './enterprise.ts'
import { isOverdueOnDay, overdueDaysOnDay } from './hazard-deadline.ts'
import { isOpenState } from './hazard.ts'
import type { HazardLevel, HazardState } from './hazard.ts'
import type { Position } from './position.ts'
import type { LevelPair } from './risk-level.ts'

/**
 * What filters, counts, tiles and density know of the rows: flat, in memory, kept in step with the store.
 *
 * A record holds its history, so that it can be read as of any moment; `…At` gives it at one.
 */
export interface EnterpriseRecord {
  readonly id: string
  readonly name: string
  readonly uscc: string | null
  readonly county: string | null
  readonly township: string | null
  readonly village: string | null
  readonly sector: string
  readonly industry: string | null
  readonly size: EnterpriseSize
  readonly flags: readonly string[]
  readonly position: Position | null
  /** Levels over time, oldest first; the last entry whose `at` is not later than the moment counts. */
  readonly levels: readonly LevelAt[]
  /** The latest self-check (企业自查) record, for 零报告; null when there is none. */
  readonly lastSelfCheckAt: Date | null
  readonly createdAt: Date
  readonly archivedAt: Date | null
}

export interface LevelAt {
  readonly at: Date
  readonly level: LevelPair
}

export interface RiskPointRecord {
  readonly id: string
  readonly enterpriseId: string
  readonly name: string
  readonly position: Position | null
  readonly approximate: boolean
  readonly accidents: readonly string[]
  readonly levels: readonly LevelAt[]
  readonly createdAt: Date
  readonly archivedAt: Date | null
}

export interface HazardRecord {
  readonly id: string
  readonly enterpriseId: string
  readonly riskPointId: string | null
  readonly description: string
  readonly hazardLevel: HazardLevel
  readonly checkMode: string
  readonly accident: string | null
  /** The plant's own department that answers for it (责任部门). */
  readonly responsibleDepartment: string | null
  readonly position: Position | null
  readonly foundAt: Date
  /** States over time, oldest first. */
  readonly states: readonly { readonly at: Date; readonly state: HazardState }[]
  /** Effective deadline days (Asia/Shanghai) over time, oldest first; null before one was set. */
  readonly deadlines: readonly { readonly at: Date; readonly day: string | null }[]
  readonly archivedAt: Date | null
}

/** Every record there is, each list read once a pass. */
export interface FactRecords {
  readonly enterprises: Iterable<EnterpriseRecord>
  readonly riskPoints: Iterable<RiskPointRecord>
  readonly hazards: Iterable<HazardRecord>
}

/** When things are looked at (统计时点): an instant and its day in Asia/Shanghai. */
export interface Moment {
  readonly at: Date
  /** The same as milliseconds: comparing numbers is several times faster than comparing dates. */
  readonly time: number
  readonly day: string
  /** The same day as a number, for the same reason. */
  readonly dayNumber: number
}

/** An enterprise (企业) as it was at a moment. */
export interface EnterpriseAt extends EnterpriseRecord {
  readonly level: LevelPair
}

/** A risk point (风险点) as it was at a moment. */
export interface RiskPointAt {
  readonly id: string
  readonly enterpriseId: string
  readonly enterprise: EnterpriseAt
  readonly name: string
  /** Its own place; null where it counts at its enterprise's. */
  readonly position: Position | null
  readonly approximate: boolean
  readonly accidents: readonly string[]
  readonly level: LevelPair
  /** When it got the level it had; null while unassessed. */
  readonly assessedAt: Date | null
}

/**
 * A hazard (隐患) as it was at a moment. Times are epoch milliseconds: counts read very many of them.
 */
export interface HazardAt {
  readonly id: string
  readonly enterprise: EnterpriseAt
  readonly riskPoint: RiskPointAt | null
  readonly description: string
  /** The plant's own department that answers for it (责任部门). */
  readonly responsibleDepartment: string | null
  readonly accident: string | null
  /** Its own place, else its risk point's, else its enterprise's. */
  readonly position: Position | null
  readonly hazardLevel: HazardLevel
  readonly checkMode: string
  readonly foundTime: number
  readonly state: HazardState
  readonly enteredStateTime: number
  /** Null unless closed. */
  readonly closedTime: number | null
  /** Effective deadline day, as it stood. */
  readonly deadline: string | null
  /** The same as a number of days since 1970-01-01. */
  readonly deadlineNumber: number | null
  readonly open: boolean
  readonly overdue: boolean
  /** 0 when not overdue. */
  readonly overdueDays: number
  /** Tell whether it was overdue (逾期) at an earlier moment. */
  wasOverdue(moment: Moment): boolean
}

/** The moment an instant is. */
export function momentOf(at: Date): Moment {
  const day = shanghaiDay(at)
  return { at, time: at.getTime(), day, dayNumber: dayNumber(day) }
}

/** The moment of a filter's `asOf`: the end of that day in Asia/Shanghai, or now. */
export function momentAsOf(asOf: string | null, now: Date): Moment {
  return momentOf(asOf === null ? now : endOfShanghaiDay(asOf))
}

const UNASSESSED: LevelPair = { inherent: null, current: null }

/** An enterprise at a moment; null before it was entered and from when it was archived. */
export function enterpriseAt(record: EnterpriseRecord, moment: Moment): EnterpriseAt | null {
  if (record.createdAt.getTime() > moment.time || isArchived(record, moment)) return null
  return { ...record, level: lastBy(record.levels, moment.time)?.level ?? UNASSESSED }
}

/** A risk point at a moment; null when it or its enterprise was not there. */
export function riskPointAt(
  record: RiskPointRecord,
  enterprise: EnterpriseAt | null,
  moment: Moment,
): RiskPointAt | null {
  if (enterprise === null || record.createdAt.getTime() > moment.time || isArchived(record, moment))
    return null
  const last = lastBy(record.levels, moment.time)
  const level = last?.level ?? UNASSESSED
  const assessed = level.inherent !== null || level.current !== null
  const { id, enterpriseId, name, position, approximate, accidents } = record
  const assessedAt = assessed && last !== null ? last.at : null
  return { id, enterpriseId, enterprise, name, position, approximate, accidents, level, assessedAt }
}

/**
 * A hazard at a moment; null before it was found, when archived, or without its enterprise.
 * Shape: found but without a recorded state yet is REPORTED; `point` is its risk point's record, which
 *   gives it its place even when it is archived, and `riskPoint` the point as it was, if it was there
 */
export function hazardAt(
  record: HazardRecord,
  enterprise: EnterpriseAt | null,
  point: RiskPointRecord | null,
  moment: Moment,
): HazardAt | null {
  if (enterprise === null || record.foundAt.getTime() > moment.time || isArchived(record, moment))
    return null
  const last = lastBy(record.states, moment.time)
  const state = last?.state ?? 'REPORTED'
  const enteredState = last?.at ?? record.foundAt
  const deadline = lastBy(record.deadlines, moment.time)?.day ?? null
  const overdue = isOverdueOnDay(state, deadline, moment.day, enteredState)
  const { id, description, responsibleDepartment, accident, hazardLevel, checkMode } = record
  return {
    ...{ id, enterprise, description, responsibleDepartment, accident, hazardLevel, checkMode },
    riskPoint: point === null ? null : riskPointAt(point, enterprise, moment),
    position: record.position ?? point?.position ?? enterprise.position,
    foundTime: record.foundAt.getTime(),
    state,
    enteredStateTime: enteredState.getTime(),
    closedTime: state === 'CLOSED' ? enteredState.getTime() : null,
    deadline,
    deadlineNumber: deadline === null ? null : dayNumber(deadline),
    open: isOpenState(state),
    overdue,
    overdueDays: overdue && deadline !== null ? overdueDaysOnDay(deadline, moment.day) : 0,
    wasOverdue: (then) => wasOverdueAt(record, then),
  }
}

function wasOverdueAt(record: HazardRecord, moment: Moment): boolean {
  if (record.foundAt.getTime() > moment.time || isArchived(record, moment)) return false
  const last = lastBy(record.states, moment.time)
  const deadline = lastBy(record.deadlines, moment.time)?.day ?? null
  return isOverdueOnDay(last?.state ?? 'REPORTED', deadline, moment.day, last?.at ?? record.foundAt)
}

function isArchived(row: { readonly archivedAt: Date | null }, moment: Moment): boolean {
  return row.archivedAt !== null && row.archivedAt.getTime() <= moment.time
}

/** The last entry not later than an instant: histories are short and mostly asked for their end. */
function lastBy<Entry extends { readonly at: Date }>(
  history: readonly Entry[],
  time: number,
): Entry | null {
  for (let index = history.length - 1; index >= 0; index -= 1) {
    const entry = history[index]
    if (entry !== undefined && entry.at.getTime() <= time) return entry
  }
  return null
}
