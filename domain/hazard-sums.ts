import {
  closedMonthOf,
  FIGURE_BITS,
  foundMonthOf,
  KINDS,
  LATE_VALUES,
  MONTH_VALUES,
  overdueMonthsOf,
} from './hazard-figure.ts'
import { URGENCY_RANKS, urgencyRank } from './situation-lists.ts'

/** Where in one list of counts hazards are counted by kind, months, months overdue and urgency. */
export const COUNTS_OF = {
  kinds: 0,
  foundMonths: KINDS,
  closedMonths: KINDS + MONTH_VALUES,
  overdueMonths: KINDS + 2 * MONTH_VALUES,
  urgencies: KINDS + 2 * MONTH_VALUES + LATE_VALUES,
} as const
/** How long such a list is. */
export const HAZARD_COUNTS = COUNTS_OF.urgencies + URGENCY_RANKS

/**
 * What groups of hazards count for in figures (隐患合计), one group after the other: of each the counts that
 * are not 0. An object for each of a hundred thousand groups would be looked through at every collection.
 */
export interface HazardSums {
  /** Entries of group n are starts[n] to before starts[n + 1]. */
  readonly starts: Uint32Array
  /** Which count, by its index. */
  readonly at: Uint16Array
  readonly counts: Uint32Array
  /** By group. */
  readonly durationMilliseconds: Float64Array
  readonly longestOverdueDays: Uint32Array
}

/** A hazard is counted by kind, month found, month closed, months overdue, and urgency. */
const MOST_COUNTS = 5

/** Room for the counts of one hazard: a list for each would cost more than the counting. */
export function countsRoom(): Uint16Array {
  return new Uint16Array(MOST_COUNTS)
}

/**
 * In which counts a hazard stands (计入项), by its code.
 * Shape: days overdue are read only of who is → how many indices were written into `into`
 */
export function countsOfHazard(code: number, overdueDays: number, into: Uint16Array): number {
  into[0] = COUNTS_OF.kinds + (code & (KINDS - 1))
  into[1] = COUNTS_OF.foundMonths + foundMonthOf(code)
  into[2] = COUNTS_OF.closedMonths + closedMonthOf(code)
  into[3] = COUNTS_OF.overdueMonths + overdueMonthsOf(code)
  if (!isOverdue(code)) return 4
  into[4] = COUNTS_OF.urgencies + urgencyRank(overdueDays, (code & FIGURE_BITS.major) !== 0)
  return 5
}

/** Whether a hazard is overdue (逾期), by its code. */
export function isOverdue(code: number): boolean {
  return (code & FIGURE_BITS.overdue) !== 0
}

/** Whether the time until a hazard was closed counts for the mean (计入整改时长), by its code. */
export function countsForDuration(code: number): boolean {
  const both = FIGURE_BITS.found | FIGURE_BITS.closed
  return (code & both) === both
}

/** Adds up what hazards count for, one group after the other (分组合计). Shape: as `noteHazard` of figures */
export class HazardTally {
  readonly #counts = new Uint32Array(HAZARD_COUNTS)
  readonly #touched = new Uint16Array(HAZARD_COUNTS)
  readonly #own = countsRoom()
  #length = 0
  #durationMilliseconds = 0
  #longestOverdueDays = 0
  readonly #starts = [0]
  readonly #entries: { readonly at: number[]; readonly counts: number[] } = { at: [], counts: [] }
  readonly #durations: number[] = []
  readonly #longest: number[] = []

  /** A hazard, by its code. Shape: days overdue are read only of who is */
  note(code: number, milliseconds: number, overdueDays: number): void {
    const own = this.#own
    const length = countsOfHazard(code, overdueDays, own)
    for (let index = 0; index < length; index += 1) this.#increase(own[index] as number, 1)
    if (countsForDuration(code)) this.#durationMilliseconds += milliseconds
    if (isOverdue(code) && overdueDays > this.#longestOverdueDays)
      this.#longestOverdueDays = overdueDays
  }

  /** A group of hazards that was added up before, by codes of the same plan. */
  noteGroup(sums: HazardSums, group: number): void {
    const end = sums.starts[group + 1] as number
    for (let entry = sums.starts[group] as number; entry < end; entry += 1)
      this.#increase(sums.at[entry] as number, sums.counts[entry] as number)
    this.#durationMilliseconds += sums.durationMilliseconds[group] as number
    const longest = sums.longestOverdueDays[group] as number
    if (longest > this.#longestOverdueDays) this.#longestOverdueDays = longest
  }

  /** What was noted since the last group is one. */
  endGroup(): void {
    const { at, counts } = this.#entries
    for (let index = 0; index < this.#length; index += 1) {
      const own = this.#touched[index] as number
      at.push(own)
      counts.push(this.#counts[own] as number)
      this.#counts[own] = 0
    }
    this.#starts.push(at.length)
    this.#durations.push(this.#durationMilliseconds)
    this.#longest.push(this.#longestOverdueDays)
    this.#length = 0
    this.#durationMilliseconds = 0
    this.#longestOverdueDays = 0
  }

  /** All groups so far. */
  sums(): HazardSums {
    return {
      starts: Uint32Array.from(this.#starts),
      at: Uint16Array.from(this.#entries.at),
      counts: Uint32Array.from(this.#entries.counts),
      durationMilliseconds: Float64Array.from(this.#durations),
      longestOverdueDays: Uint32Array.from(this.#longest),
    }
  }

  #increase(index: number, by: number): void {
    const count = this.#counts[index] as number
    if (count === 0) this.#touched[this.#length++] = index
    this.#counts[index] = count + by
  }
}
