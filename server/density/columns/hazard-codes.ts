import { checkModeNumber } from '#domain/hazard-figure.ts'
import type { FigureHazard, TrendRange } from '#domain/hazard-figure.ts'
import { HAZARD_STATES } from '#domain/hazard.ts'
import type { SituationFigures } from '#domain/situation-figures.ts'
import type { Pace } from '../pace.ts'
import { OPEN_STATES, wasOverdue } from './segment-at.ts'
import type { SegmentAt } from './segment-at.ts'
import { ABSENT, MAJOR } from './segment.ts'
import type { Segment } from './segment.ts'

const CLOSED = HAZARD_STATES.indexOf('CLOSED')
const REJECTED = HAZARD_STATES.indexOf('REJECTED')

/** Where fewer than a hazard in so many is counted, codes are made of these alone, and not kept. */
const FEW = 8
/** Periods of a moment, and first months of a segment, whose numbers are kept. */
const MOST_KEPT = 3
/** Rows between two looks at the clock. */
const ROWS_A_LOOK = 4_096

/** 4 bytes a hazard and period. */
const codesOf = new WeakMap<SegmentAt, Map<string, Int32Array>>()
/** 2 bytes a hazard, by the first of the months. */
const monthsOf = new WeakMap<Segment, Map<string, Uint16Array>>()

/**
 * The codes of hazards for some figures (隐患统计码), by their rows: made once a moment and period for all
 * hazards of a segment, whatever the filter and the scope, when more than a few are counted.
 */
export async function hazardCodes(
  at: SegmentAt,
  figures: SituationFigures,
  counted: number,
  pace: Pace,
): Promise<(row: number) => number> {
  const { count } = at.segment.hazards
  const { period, range } = figures
  const key = `${period.from} ${period.to}`
  const own = codesOf.get(at) ?? new Map<string, Int32Array>()
  let codes = own.get(key)
  if (codes === undefined) {
    const months = monthsOf.get(at.segment)?.get(range.months[0] ?? '')
    if (counted * FEW < count) return codeMaker(at, figures, monthReader(at, range, months))
    const known = months ?? (await allMonths(at.segment, range, pace))
    const codeAt = codeMaker(at, figures, (row) => known[row] as number)
    codes = new Int32Array(count)
    for (let row = 0; row < count; row += 1) {
      if (row % ROWS_A_LOOK === 0) await pace()
      if (at.state[row] !== ABSENT) codes[row] = codeAt(row)
    }
    keep(own, key, codes)
    codesOf.set(at, own)
  }
  const made = codes
  return (row) => made[row] as number
}

function keep<Value>(kept: Map<string, Value>, key: string, value: Value): void {
  const [oldest] = kept.keys()
  if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest)
  kept.set(key, value)
}

async function allMonths(segment: Segment, range: TrendRange, pace: Pace): Promise<Uint16Array> {
  const { count } = segment.hazards
  const months = new Uint16Array(count)
  for (let row = 0; row < count; row += 1) {
    if (row % ROWS_A_LOOK === 0) await pace()
    months[row] = overdueMonthsOf(segment, row, range)
  }
  const own = monthsOf.get(segment) ?? new Map<string, Uint16Array>()
  keep(own, range.months[0] ?? '', months)
  monthsOf.set(segment, own)
  return months
}

/** The bits that `overdueMonths` of the domain has of a hazard. */
function overdueMonthsOf({ hazards }: Segment, row: number, { ends }: TrendRange): number {
  const earliest = hazards.earliestDeadline[row] as number
  let bits = 0
  for (let month = ends.length - 1; month >= 0; month -= 1) {
    const end = ends[month]
    // Before its first deadline it was never late, in no earlier month either.
    if (end === undefined || end.dayNumber <= earliest) break
    if (wasOverdue(hazards, row, end.time, end.dayNumber)) bits |= 1 << month
  }
  return bits
}

function monthReader(at: SegmentAt, range: TrendRange, known: Uint16Array | undefined) {
  return known === undefined
    ? (row: number) => overdueMonthsOf(at.segment, row, range)
    : (row: number) => known[row] as number
}

/** Written anew for each row: an object a row would cost more than the work. */
type Draft = { -readonly [Key in keyof FigureHazard]: FigureHazard[Key] }

function codeMaker(
  at: SegmentAt,
  figures: SituationFigures,
  monthsAt: (row: number) => number,
): (row: number) => number {
  const { state, enteredAt, deadline, overdueDays } = at
  const { flags, foundAt, checkMode } = at.segment.hazards
  const modes = checkModes(at.segment)
  const draft: Draft = {
    ...{ isOpen: false, isMajor: false, isOverdue: false, isRejected: false },
    ...{ checkMode: 0, foundTime: 0.5, closedTime: 0.5, deadlineNumber: 0, overdueMonths: 0 },
  }
  return (row) => {
    const own = state[row] as number
    draft.isOpen = OPEN_STATES[own] === true
    draft.isMajor = ((flags[row] as number) & MAJOR) !== 0
    draft.isOverdue = (overdueDays[row] as number) > 0
    draft.isRejected = own === REJECTED
    draft.checkMode = modes[checkMode[row] as number] as number
    draft.foundTime = foundAt[row] as number
    draft.closedTime = own === CLOSED ? (enteredAt[row] as number) : Number.NaN
    draft.deadlineNumber = deadline[row] as number
    draft.overdueMonths = monthsAt(row)
    return figures.codeOf(draft)
  }
}

const modesOf = new WeakMap<Segment, Uint8Array>()

/** Numbers of check modes by the numbers of their texts. */
function checkModes(segment: Segment): Uint8Array {
  let modes = modesOf.get(segment)
  if (modes === undefined) {
    modes = Uint8Array.from(segment.texts, checkModeNumber)
    modesOf.set(segment, modes)
  }
  return modes
}
