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

/** What some hazards count for in figures (隐患合计): the counts that are not 0, by their index. */
export interface HazardSums {
  readonly at: Uint16Array
  readonly counts: Uint32Array
  readonly durationMilliseconds: number
  readonly longestOverdueDays: number
}

/** Adds up what hazards count for, to be taken and begun anew (分批合计). Shape: as `noteHazard` of figures */
export class HazardTally {
  readonly #counts = new Uint32Array(HAZARD_COUNTS)
  readonly #touched = new Uint16Array(HAZARD_COUNTS)
  #length = 0
  #durationMilliseconds = 0
  #longestOverdueDays = 0

  /** A hazard, by its code. Shape: days overdue are read only of who is */
  note(code: number, milliseconds: number, overdueDays: number): void {
    this.#increase(COUNTS_OF.kinds + (code & (KINDS - 1)))
    this.#increase(COUNTS_OF.foundMonths + foundMonthOf(code))
    this.#increase(COUNTS_OF.closedMonths + closedMonthOf(code))
    this.#increase(COUNTS_OF.overdueMonths + overdueMonthsOf(code))
    const { found, closed, overdue, major } = FIGURE_BITS
    if ((code & (found | closed)) === (found | closed)) this.#durationMilliseconds += milliseconds
    if ((code & overdue) === 0) return
    this.#increase(COUNTS_OF.urgencies + urgencyRank(overdueDays, (code & major) !== 0))
    if (overdueDays > this.#longestOverdueDays) this.#longestOverdueDays = overdueDays
  }

  /** What was added up since the last time. */
  take(): HazardSums {
    const at = this.#touched.slice(0, this.#length)
    const sums = {
      at,
      counts: Uint32Array.from(at, (index) => this.#counts[index] as number),
      durationMilliseconds: this.#durationMilliseconds,
      longestOverdueDays: this.#longestOverdueDays,
    }
    for (const index of at) this.#counts[index] = 0
    this.#length = 0
    this.#durationMilliseconds = 0
    this.#longestOverdueDays = 0
    return sums
  }

  #increase(index: number): void {
    const count = this.#counts[index] as number
    if (count === 0) this.#touched[this.#length++] = index
    this.#counts[index] = count + 1
  }
}
