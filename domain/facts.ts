import { endOfShanghaiDay, shanghaiDay } from './day.ts'
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
  readonly planId: string | null
  readonly zoneId: string | null
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
}

/** An enterprise (企业) as it was at a moment. */
export interface EnterpriseAt extends EnterpriseRecord {
  readonly level: LevelPair
}

/** A risk point (风险点) as it was at a moment. */
export interface RiskPointAt extends RiskPointRecord {
  readonly level: LevelPair
  readonly enterprise: EnterpriseAt
  /** When it got the level it had; null while unassessed. */
  readonly assessedAt: Date | null
}

/** A hazard (隐患) as it was at a moment. */
export interface HazardAt {
  readonly id: string
  readonly record: HazardRecord
  readonly enterprise: EnterpriseAt
  readonly riskPoint: RiskPointAt | null
  readonly hazardLevel: HazardLevel
  readonly checkMode: string
  readonly foundAt: Date
  readonly state: HazardState
  readonly enteredStateAt: Date
  readonly closedAt: Date | null
  /** Effective deadline day, as it stood. */
  readonly deadline: string | null
  readonly open: boolean
  readonly overdue: boolean
  /** 0 when not overdue. */
  readonly overdueDays: number
}

/** The moment an instant is. */
export function momentOf(at: Date): Moment {
  return { at, time: at.getTime(), day: shanghaiDay(at) }
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
  return { ...record, level, enterprise, assessedAt: assessed && last !== null ? last.at : null }
}

/**
 * A hazard at a moment; null before it was found, when archived, or without its enterprise.
 * Shape: found but without a recorded state yet is REPORTED
 */
export function hazardAt(
  record: HazardRecord,
  enterprise: EnterpriseAt | null,
  riskPoint: RiskPointAt | null,
  moment: Moment,
): HazardAt | null {
  if (enterprise === null || record.foundAt.getTime() > moment.time || isArchived(record, moment))
    return null
  const last = lastBy(record.states, moment.time)
  const state = last?.state ?? 'REPORTED'
  const enteredStateAt = last?.at ?? record.foundAt
  const deadline = lastBy(record.deadlines, moment.time)?.day ?? null
  const overdue = isOverdueOnDay(state, deadline, moment.day, enteredStateAt)
  return {
    id: record.id,
    record,
    enterprise,
    riskPoint,
    hazardLevel: record.hazardLevel,
    checkMode: record.checkMode,
    foundAt: record.foundAt,
    state,
    enteredStateAt,
    closedAt: state === 'CLOSED' ? enteredStateAt : null,
    deadline,
    open: isOpenState(state),
    overdue,
    overdueDays: overdue && deadline !== null ? overdueDaysOnDay(deadline, moment.day) : 0,
  }
}

/** Tell whether a hazard was overdue (逾期) at a moment, without reading the rest of it. */
export function wasOverdueAt(record: HazardRecord, moment: Moment): boolean {
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
