import {
  addDays,
  dayNumber,
  endOfShanghaiDay,
  shanghaiDayNumber,
  startOfShanghaiDay,
} from './day.ts'
import type { HazardAt, Moment } from './facts.ts'
import type { Filter } from './filter.ts'

/** First and last day (统计周期) a figure is about, Asia/Shanghai. */
export interface Period {
  readonly from: string
  readonly to: string
}

export type KpiId =
  | 'enterprises'
  | 'riskPoints'
  | 'openHazards'
  | 'majorHazards'
  | 'overdueHazards'
  | 'rectificationRate'
  | 'onTimeRate'
  | 'majorRectificationRate'
  | 'selfCheckShare'
  | 'meanRectificationDays'
  | 'silentEnterprises'

/**
 * A figure of the situation (指标) with what it was made of.
 *
 * A count has no denominator and is its numerator; any other value is numerator / denominator, and
 * null when the denominator is 0: nothing to judge is not 100 %.
 */
export interface Kpi {
  readonly id: KpiId
  readonly value: number | null
  readonly numerator: number
  readonly denominator: number | null
  readonly unit: 'count' | 'ratio' | 'day'
  /** Null for what holds at the moment itself. */
  readonly period: Period | null
}

/** A rate by its two numbers, as a list or ranking shows it. */
export interface Fraction {
  readonly numerator: number
  readonly denominator: number
}

const DAY_MILLISECONDS = 24 * 3_600_000
const TREND_MONTHS = 12

/** A count as a figure. */
export function countKpi(id: KpiId, count: number): Kpi {
  return { id, value: count, numerator: count, denominator: null, unit: 'count', period: null }
}

/** A quotient as a figure. */
export function quotientKpi(
  id: KpiId,
  { numerator, denominator }: Fraction,
  unit: 'ratio' | 'day',
  period: Period,
): Kpi {
  const value = denominator === 0 ? null : numerator / denominator
  return { id, value, numerator, denominator, unit, period }
}

/** How many per 100 enterprises (每百家企业), so that townships of any size compare; null without any. */
export function ratePer100(numerator: number, enterprises: number): number | null {
  return enterprises === 0 ? null : (numerator / enterprises) * 100
}

/** The period of the rates (统计周期): the filter's days, or the twelve months that end at the moment. */
export function periodOf(filter: Pick<Filter, 'from' | 'to'>, moment: Moment): Period {
  const months = trendMonths(moment)
  return { from: filter.from ?? `${months[0] ?? ''}-01`, to: filter.to ?? moment.day }
}

/** The twelve months (趋势月份) that end with a moment's own, oldest first. */
export function trendMonths(moment: Moment): string[] {
  const months: string[] = []
  for (let day = moment.day; months.length < TREND_MONTHS;) {
    const month = day.slice(0, 7)
    months.unshift(month)
    day = addDays(`${month}-01`, -1)
  }
  return months
}

/** Counts what it is told of, hazard by hazard (计数器). */
export interface OnTimeTally {
  note(hazard: HazardAt): void
  fraction(): Fraction
}

/**
 * Timely rectification (按期整改): closed by the effective deadline, of those whose deadline lies in the period.
 * Shape: rejected ones were no hazards and count nowhere
 */
export function onTimeTally(period: Period): OnTimeTally {
  const [first, last] = [dayNumber(period.from), dayNumber(period.to)]
  let numerator = 0
  let denominator = 0
  return {
    note({ state, deadlineNumber: deadline, closedTime }) {
      if (deadline === null || deadline < first || deadline > last || state === 'REJECTED') return
      denominator += 1
      if (closedTime !== null && shanghaiDayNumber(closedTime) <= deadline) numerator += 1
    },
    fraction: () => ({ numerator, denominator }),
  }
}

/** Counts hazards for the rates and means. */
export interface RectificationTally {
  note(hazard: HazardAt): void
  kpis(): Kpi[]
}

/**
 * The rates and means of the hazards found in a period (隐患整改率, 按期整改率, 重大隐患整改率, 自查占比, 平均整改时长).
 * Shape: rejected ones were no hazards and count nowhere
 * Units: ratios 0–1; mean duration in days of 24 hours
 */
export function rectificationTally(period: Period): RectificationTally {
  const start = startOfShanghaiDay(period.from).getTime()
  const end = endOfShanghaiDay(period.to).getTime()
  const timely = onTimeTally(period)
  let found = 0
  let closed = 0
  let major = 0
  let majorClosed = 0
  let selfFound = 0
  let durationMilliseconds = 0
  const ratio = (id: KpiId, numerator: number, denominator: number): Kpi =>
    quotientKpi(id, { numerator, denominator }, 'ratio', period)
  return {
    note(hazard) {
      timely.note(hazard)
      const { foundTime } = hazard
      if (hazard.state === 'REJECTED' || foundTime < start || foundTime > end) return
      const isMajor = hazard.hazardLevel === 'major'
      found += 1
      if (hazard.checkMode === 'SELF') selfFound += 1
      if (isMajor) major += 1
      const { closedTime } = hazard
      if (closedTime === null) return
      closed += 1
      if (isMajor) majorClosed += 1
      durationMilliseconds += closedTime - foundTime
    },
    kpis: () => [
      ratio('rectificationRate', closed, found),
      quotientKpi('onTimeRate', timely.fraction(), 'ratio', period),
      ratio('majorRectificationRate', majorClosed, major),
      ratio('selfCheckShare', selfFound, found),
      quotientKpi(
        'meanRectificationDays',
        { numerator: durationMilliseconds / DAY_MILLISECONDS, denominator: closed },
        'day',
        period,
      ),
    ],
  }
}
