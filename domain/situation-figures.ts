import { addDays, startOfShanghaiDay } from './day.ts'
import type { EnterpriseRecord, Moment } from './facts.ts'
import type { Filter } from './filter.ts'
import {
  checkModeOf,
  FIGURE_BITS,
  FigureCoder,
  GROUP_KINDS,
  KINDS,
  LATE_VALUES,
  MONTH_VALUES,
  trendRange,
} from './hazard-figure.ts'
import type { TrendRange } from './hazard-figure.ts'
import {
  countsForDuration,
  countsOfHazard,
  COUNTS_OF,
  countsRoom,
  HAZARD_COUNTS,
  isOverdue,
} from './hazard-sums.ts'
import type { HazardSums } from './hazard-sums.ts'
import { periodOf } from './kpi.ts'
import type { Period } from './kpi.ts'
import type { RiskLevel } from './risk-level.ts'
import { URGENCY_RANKS } from './situation-lists.ts'

/** An enterprise says nothing for so long before it counts as silent. */
const SILENT_AFTER_DAYS = 30
/** Numbers of levels: 1 to 4, 0 for the unassessed. */
const LEVEL_NUMBERS = 5

/** What enterprises of one township and sector hold, added up. */
export interface GroupSums {
  readonly township: string | null
  readonly sector: string
  enterprises: number
  silent: number
  riskPoints: number
  longestOverdueDays: number
}

/** What figures are of: a period, the months to a moment, and who was last heard of too long ago. */
export interface FigurePlan {
  /** What the rates are of. */
  readonly period: Period
  readonly range: TrendRange
  /** Makes the numbers that `noteHazard` takes. */
  readonly coder: FigureCoder
  readonly silentBefore: number
}

/** The plan (统计口径) of a filter's figures at a moment. */
export function figurePlan(filter: Pick<Filter, 'from' | 'to'>, moment: Moment): FigurePlan {
  const period = periodOf(filter, moment)
  const range = trendRange(moment)
  return {
    period,
    range,
    coder: new FigureCoder(period, range),
    silentBefore: startOfShanghaiDay(addDays(moment.day, 1 - SILENT_AFTER_DAYS)).getTime(),
  }
}

/**
 * Figures while they are added up (态势累计): enterprises, points and hazards in any order, from rows or
 * from columns, and nothing is kept of any of them but counts.
 *
 * 50 kB, and 200 bytes for each township and sector that have an enterprise in common.
 */
export class SituationFigures {
  readonly plan: FigurePlan
  /** By the number of a level. */
  readonly enterpriseLevels = new Uint32Array(LEVEL_NUMBERS)
  readonly pointLevels = new Uint32Array(LEVEL_NUMBERS)
  readonly groups: GroupSums[] = []
  readonly #groupNumbers = new Map<string, number>()
  /** One list, so that sums of many hazards are added without asking what each tells of. */
  readonly #counts = new Uint32Array(HAZARD_COUNTS)
  readonly #kinds = countsOf(this.#counts, COUNTS_OF.kinds, KINDS)
  readonly #foundMonths = countsOf(this.#counts, COUNTS_OF.foundMonths, MONTH_VALUES)
  readonly #closedMonths = countsOf(this.#counts, COUNTS_OF.closedMonths, MONTH_VALUES)
  readonly #overdueMonths = countsOf(this.#counts, COUNTS_OF.overdueMonths, LATE_VALUES)
  readonly #urgencies = countsOf(this.#counts, COUNTS_OF.urgencies, URGENCY_RANKS)
  readonly #own = countsRoom()
  #groupKinds = new Uint32Array(64 * GROUP_KINDS)
  #durationMilliseconds = 0

  constructor(plan: FigurePlan) {
    this.plan = plan
  }

  /** Milliseconds from found to closed, of all that count for the mean. */
  get durationMilliseconds(): number {
    return this.#durationMilliseconds
  }

  /** The number of the group of a township and sector. */
  groupOf(township: string | null, sector: string): number {
    const key = `${township ?? ''} ${sector}`
    let group = this.#groupNumbers.get(key)
    if (group === undefined) {
      group = this.groups.length
      this.#groupNumbers.set(key, group)
      const none = { enterprises: 0, silent: 0, riskPoints: 0, longestOverdueDays: 0 }
      this.groups.push({ township, sector, ...none })
      if (this.groups.length * GROUP_KINDS > this.#groupKinds.length) this.#growGroups()
    }
    return group
  }

  /** Shape: the level's number; when the enterprise was last heard of, see `lastHeardTime` */
  noteEnterprise(group: number, level: number, lastHeard: number): void {
    // 零报告: no self-check record for 30 days.
    this.noteEnterprises(group, level, 1, lastHeard < this.plan.silentBefore ? 1 : 0)
  }

  /** Some enterprises of one group and level, and how many of them are silent. */
  noteEnterprises(group: number, level: number, count: number, silent: number): void {
    const sums = this.#group(group)
    this.enterpriseLevels[level] = (this.enterpriseLevels[level] as number) + count
    sums.enterprises += count
    sums.silent += silent
  }

  /** Some risk points of one group and level. */
  notePoints(group: number, level: number, count: number): void {
    this.pointLevels[level] = (this.pointLevels[level] as number) + count
    this.#group(group).riskPoints += count
  }

  /** A hazard that passes, by its code. Shape: days overdue are read only of who is */
  noteHazard(group: number, code: number, milliseconds: number, overdueDays: number): void {
    const own = this.#own
    const length = countsOfHazard(code, overdueDays, own)
    for (let index = 0; index < length; index += 1) increase(this.#counts, own[index] as number)
    increase(this.#groupKinds, group * GROUP_KINDS + (code & (GROUP_KINDS - 1)))
    if (countsForDuration(code)) this.#durationMilliseconds += milliseconds
    if (!isOverdue(code)) return
    const sums = this.#group(group)
    if (overdueDays > sums.longestOverdueDays) sums.longestOverdueDays = overdueDays
  }

  /** Hazards of one group that were added up before, by codes of the same plan, as one of theirs. */
  noteHazards(group: number, sums: HazardSums, number: number): void {
    const { starts, at, counts } = sums
    const groupKinds = group * GROUP_KINDS
    const end = starts[number + 1] as number
    for (let entry = starts[number] as number; entry < end; entry += 1) {
      const own = at[entry] as number
      const count = counts[entry] as number
      this.#counts[own] = (this.#counts[own] as number) + count
      if (own >= KINDS) continue
      const kind = groupKinds + (own & (GROUP_KINDS - 1))
      this.#groupKinds[kind] = (this.#groupKinds[kind] as number) + count
    }
    this.#durationMilliseconds += sums.durationMilliseconds[number] as number
    const own = this.#group(group)
    const longest = sums.longestOverdueDays[number] as number
    if (longest > own.longestOverdueDays) own.longestOverdueDays = longest
  }

  /** Add what other figures of the same plan hold (合并). */
  add(other: SituationFigures): void {
    addCounts(this.enterpriseLevels, other.enterpriseLevels)
    addCounts(this.pointLevels, other.pointLevels)
    addCounts(this.#counts, other.#counts)
    this.#durationMilliseconds += other.#durationMilliseconds
    for (const [number, sums] of other.groups.entries()) {
      const group = this.groupOf(sums.township, sums.sector)
      const own = this.#group(group)
      own.enterprises += sums.enterprises
      own.silent += sums.silent
      own.riskPoints += sums.riskPoints
      own.longestOverdueDays = Math.max(own.longestOverdueDays, sums.longestOverdueDays)
      const start = number * GROUP_KINDS
      addCounts(
        this.#groupKinds,
        other.#groupKinds.subarray(start, start + GROUP_KINDS),
        group * GROUP_KINDS,
      )
    }
  }

  /** How many hazards have all of some bits. */
  count(bits: number): number {
    return countKinds(this.#kinds, 0, KINDS, bits)
  }

  /** The same of one check mode, by its place in the table. */
  countOfMode(mode: number, bits: number): number {
    let sum = 0
    for (let kind = 0; kind < KINDS; kind += 1)
      if ((kind & bits) === bits && checkModeOf(kind) === mode) sum += this.#kinds[kind] as number
    return sum
  }

  /** The same of one group; only the bits that groups count. */
  countOfGroup(group: number, bits: number): number {
    return countKinds(this.#groupKinds, group * GROUP_KINDS, GROUP_KINDS, bits)
  }

  /** Found, closed and overdue by month, oldest first. */
  trend(): readonly { month: string; found: number; closed: number; overdue: number }[] {
    const last = this.plan.range.months.length - 1
    return this.plan.range.months.map((month, number) => ({
      month,
      found: this.#foundMonths[number + 1] as number,
      closed: this.#closedMonths[number + 1] as number,
      overdue: number === last ? this.count(FIGURE_BITS.overdue) : this.#overdueAtEndOf(number),
    }))
  }

  /** Those of at least this rank of urgency are so many, or all there are. */
  leastUrgency(count: number): number {
    let found = 0
    for (let rank = URGENCY_RANKS - 1; rank > 0; rank -= 1) {
      found += this.#urgencies[rank] as number
      if (found >= count) return rank
    }
    return 1
  }

  #overdueAtEndOf(month: number): number {
    let sum = 0
    for (let bits = 0; bits < LATE_VALUES; bits += 1)
      if ((bits & (1 << month)) !== 0) sum += this.#overdueMonths[bits] as number
    return sum
  }

  #group(group: number): GroupSums {
    const sums = this.groups[group]
    if (sums === undefined) throw new RangeError(`there is no group ${group}`)
    return sums
  }

  #growGroups(): void {
    const grown = new Uint32Array(2 * this.#groupKinds.length)
    grown.set(this.#groupKinds)
    this.#groupKinds = grown
  }
}

/** When an enterprise was last heard of (最近自查): one without any record, when it was entered. */
export function lastHeardTime({
  lastSelfCheckAt,
  createdAt,
}: Pick<EnterpriseRecord, 'lastSelfCheckAt' | 'createdAt'>): number {
  // A later record than the moment speaks for it: earlier ones are not kept.
  return (lastSelfCheckAt ?? createdAt).getTime()
}

/** The number of a level in the sums. */
export function levelNumber(level: RiskLevel | null): number {
  return level ?? 0
}

function countsOf(counts: Uint32Array, start: number, length: number): Uint32Array {
  return counts.subarray(start, start + length)
}

function increase(counts: Uint32Array, index: number): void {
  counts[index] = (counts[index] as number) + 1
}

function addCounts(counts: Uint32Array, others: Uint32Array, start = 0): void {
  for (let index = 0; index < others.length; index += 1)
    counts[start + index] = (counts[start + index] as number) + (others[index] as number)
}

function countKinds(kinds: Uint32Array, start: number, length: number, bits: number): number {
  let sum = 0
  for (let kind = 0; kind < length; kind += 1)
    if ((kind & bits) === bits) sum += kinds[start + kind] as number
  return sum
}
