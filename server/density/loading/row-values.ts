import { dayNumber } from '#domain/day.ts'
import type { HazardRecord, RiskPointRecord } from '#domain/facts.ts'
import { NO_DAY, pairNumber, stateNumber } from '../columns/segment.ts'

/**
 * A risk point as plain values (风险点取值), as it comes from the store: one object may serve many rows in
 * turn.
 *
 * Times are epoch milliseconds, Infinity for what did not happen; lng and lat NaN without a place.
 */
export interface PointValues {
  id: string
  lng: number
  lat: number
  approximate: boolean
  name: string
  /** Number of the list of accident categories, as `listNumber` of the builder gives it. */
  accidents: number
  createdAt: number
  archivedAt: number
  /** When each level began, oldest first, and the number of each pair. */
  levelAt: number[]
  levelPair: number[]
}

/** A hazard as plain values (隐患取值), as PointValues. */
export interface HazardValues {
  id: string
  riskPointId: string | null
  lng: number
  lat: number
  isMajor: boolean
  description: string
  checkMode: string
  accident: string | null
  department: string | null
  foundAt: number
  archivedAt: number
  /** When each state began, oldest first, and the number of each. */
  stateAt: number[]
  state: number[]
  /** When each deadline was set, oldest first, and its day, NO_DAY for none. */
  deadlineAt: number[]
  deadline: number[]
}

/** The values of a risk point's record, and the number of its list of accident categories. */
export function pointValues(record: RiskPointRecord, accidents: number): PointValues {
  return {
    id: record.id,
    lng: record.position?.[0] ?? Number.NaN,
    lat: record.position?.[1] ?? Number.NaN,
    approximate: record.approximate,
    name: record.name,
    accidents,
    createdAt: record.createdAt.getTime(),
    archivedAt: record.archivedAt?.getTime() ?? Infinity,
    levelAt: record.levels.map(({ at }) => at.getTime()),
    levelPair: record.levels.map(({ level }) => pairNumber(level)),
  }
}

/** The values of a hazard's record. */
export function hazardValues(record: HazardRecord): HazardValues {
  return {
    id: record.id,
    riskPointId: record.riskPointId,
    lng: record.position?.[0] ?? Number.NaN,
    lat: record.position?.[1] ?? Number.NaN,
    isMajor: record.hazardLevel === 'major',
    description: record.description,
    checkMode: record.checkMode,
    accident: record.accident,
    department: record.responsibleDepartment,
    foundAt: record.foundAt.getTime(),
    archivedAt: record.archivedAt?.getTime() ?? Infinity,
    stateAt: record.states.map(({ at }) => at.getTime()),
    state: record.states.map(({ state }) => stateNumber(state)),
    deadlineAt: record.deadlines.map(({ at }) => at.getTime()),
    deadline: record.deadlines.map(({ day }) => (day === null ? NO_DAY : dayNumber(day))),
  }
}
