/**
 * Rows as objects that read their columns when they are asked (惰性行), for who lists rows one by one:
 * lists, files and the few hazards that a figure names.
 *
 * A row is an object of two fields, made while it is read and gone after it; a set of rows holds
 * none of them, only the 4 bytes a row of the lists it goes over. Kept are the texts of days alone,
 * each once and some 20,000 at most.
 */
import type { EnterpriseAt, HazardAt, Moment, RiskPointAt } from '#domain/facts.ts'
import { dayOfNumber } from '#domain/day.ts'
import { HAZARD_STATES } from '#domain/hazard.ts'
import type { HazardLevel, HazardState } from '#domain/hazard.ts'
import type { Position } from '#domain/position.ts'
import type { LevelPair } from '#domain/risk-level.ts'
import type { Rows } from '#domain/select.ts'
import { enterpriseOf } from './column-enterprise.ts'
import { idAt } from './id-column.ts'
import { assessedAt, OPEN_STATES, wasOverdue } from './segment-at.ts'
import type { SegmentAt } from './segment-at.ts'
import {
  ABSENT,
  APPROXIMATE,
  levelPairOf,
  MAJOR,
  NO_DAY,
  NO_ROW,
  NO_TEXT,
  OWN_PLACE,
} from './segment.ts'
import type { PlacedColumns } from './segment.ts'

const CLOSED = HAZARD_STATES.indexOf('CLOSED')

/** Rows of one segment, and what makes an object of each of them. */
export interface RowsOfSegment<Row> {
  readonly length: () => number
  readonly rows: () => Uint32Array
  readonly rowAt: (row: number) => Row
}

/** Rows of several segments as objects that are made as they are read (惰性行集). */
export function rowsOf<Row>(parts: readonly RowsOfSegment<Row>[]): Rows<Row> {
  return {
    get length() {
      return parts.reduce((sum, { length }) => sum + length(), 0)
    },
    *[Symbol.iterator]() {
      for (const { rows, rowAt } of parts) for (const row of rows()) yield rowAt(row)
    },
  }
}

function ownerOf(at: SegmentAt, columns: PlacedColumns, row: number): EnterpriseAt {
  const enterprise = enterpriseOf(at, columns.enterprise[row] as number)
  if (enterprise === null) throw new RangeError(`row ${row} is of no enterprise that was there`)
  return enterprise
}

function placeOf(columns: PlacedColumns, row: number): Position | null {
  const lng = columns.lng[row] as number
  return Number.isNaN(lng) ? null : [lng, columns.lat[row] as number]
}

/** A risk point read from its columns; nothing is copied until it is asked for. */
export class ColumnPoint implements RiskPointAt {
  readonly #at: SegmentAt
  readonly #row: number

  constructor(at: SegmentAt, row: number) {
    this.#at = at
    this.#row = row
  }

  get id(): string {
    return idAt(this.#at.segment.points.ids, this.#row)
  }

  get enterprise(): EnterpriseAt {
    return ownerOf(this.#at, this.#at.segment.points, this.#row)
  }

  get enterpriseId(): string {
    return this.enterprise.id
  }

  get name(): string {
    const { texts, points } = this.#at.segment
    return texts[points.name[this.#row] as number] ?? ''
  }

  get position(): Position | null {
    const { points } = this.#at.segment
    return ((points.flags[this.#row] as number) & OWN_PLACE) === 0
      ? null
      : placeOf(points, this.#row)
  }

  get approximate(): boolean {
    return ((this.#at.segment.points.flags[this.#row] as number) & APPROXIMATE) !== 0
  }

  get accidents(): readonly string[] {
    const { lists, points } = this.#at.segment
    return lists[points.accidents[this.#row] as number] ?? []
  }

  get level(): LevelPair {
    return levelPairOf(this.#at.pair[this.#row] as number)
  }

  get assessedAt(): Date | null {
    const time = assessedAt(this.#at, this.#row)
    return Number.isNaN(time) ? null : new Date(time)
  }
}

/** A hazard read from its columns; nothing is copied until it is asked for. */
export class ColumnHazard implements HazardAt {
  readonly #at: SegmentAt
  readonly #row: number

  constructor(at: SegmentAt, row: number) {
    this.#at = at
    this.#row = row
  }

  get id(): string {
    return idAt(this.#at.segment.hazards.ids, this.#row)
  }

  get enterprise(): EnterpriseAt {
    return ownerOf(this.#at, this.#at.segment.hazards, this.#row)
  }

  get riskPoint(): RiskPointAt | null {
    const point = this.#at.segment.hazards.point[this.#row] as number
    return point === NO_ROW || this.#at.pair[point] === ABSENT
      ? null
      : new ColumnPoint(this.#at, point)
  }

  get description(): string {
    return this.#text(this.#at.segment.hazards.description) ?? ''
  }

  get responsibleDepartment(): string | null {
    return this.#text(this.#at.segment.hazards.department)
  }

  get accident(): string | null {
    return this.#text(this.#at.segment.hazards.accident)
  }

  get position(): Position | null {
    return placeOf(this.#at.segment.hazards, this.#row)
  }

  get hazardLevel(): HazardLevel {
    return ((this.#at.segment.hazards.flags[this.#row] as number) & MAJOR) === 0
      ? 'general'
      : 'major'
  }

  get checkMode(): string {
    return this.#text(this.#at.segment.hazards.checkMode) ?? ''
  }

  get foundTime(): number {
    return this.#at.segment.hazards.foundAt[this.#row] as number
  }

  get state(): HazardState {
    return HAZARD_STATES[this.#at.state[this.#row] as number] ?? 'REPORTED'
  }

  get enteredStateTime(): number {
    return this.#at.enteredAt[this.#row] as number
  }

  get closedTime(): number | null {
    return this.#at.state[this.#row] === CLOSED ? (this.#at.enteredAt[this.#row] as number) : null
  }

  get deadline(): string | null {
    const day = this.#at.deadline[this.#row] as number
    return day === NO_DAY ? null : dayText(day)
  }

  get deadlineNumber(): number | null {
    const day = this.#at.deadline[this.#row] as number
    return day === NO_DAY ? null : day
  }

  get open(): boolean {
    return OPEN_STATES[this.#at.state[this.#row] as number] === true
  }

  get overdue(): boolean {
    return (this.#at.overdueDays[this.#row] as number) > 0
  }

  get overdueDays(): number {
    return this.#at.overdueDays[this.#row] as number
  }

  wasOverdue(moment: Moment): boolean {
    return wasOverdue(this.#at.segment.hazards, this.#row, moment.time, moment.dayNumber)
  }

  #text(column: Uint32Array): string | null {
    const number = column[this.#row] as number
    return number === NO_TEXT ? null : (this.#at.segment.texts[number] ?? null)
  }
}

/** Days as texts, each made once: a county's deadlines are a few hundred days. */
const dayTexts = new Map<number, string>()

function dayText(number: number): string {
  let text = dayTexts.get(number)
  if (text === undefined) {
    text = dayOfNumber(number)
    if (dayTexts.size > 20_000) dayTexts.clear()
    dayTexts.set(number, text)
  }
  return text
}
