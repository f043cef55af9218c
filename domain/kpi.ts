import { addDays, dayNumber, isByShanghaiDay } from './day.ts'
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

/**
 * Timely rectification (按期整改): closed by the effective deadline, of those whose deadline lies in the period.
 * Units: days since 1970-01-01, −∞ for no deadline; epoch milliseconds, NaN while it is not closed
 */
export class DueRule {
  readonly #first: number
  readonly #last: number

  constructor(period: Period) {
    this.#first = dayNumber(period.from)
    this.#last = dayNumber(period.to)
  }

  isDue(deadline: number): boolean {
    return deadline >= this.#first && deadline <= this.#last
  }

  /** Of one that is due. */
  isOnTime(deadline: number, closedTime: number): boolean {
    return isByShanghaiDay(closedTime, deadline)
  }
}

/** Counts what it is told of, hazard by hazard (计数器). */
export interface OnTimeTally {
  note(hazard: HazardAt): void
  fraction(): Fraction
}

/** The share of timely rectification (按期整改率). Shape: rejected ones were no hazards and count nowhere */
export function onTimeTally(period: Period): OnTimeTally {
  const rule = new DueRule(period)
  let numerator = 0
  let denominator = 0
  return {
    note({ state, deadlineNumber, closedTime }) {
      if (state === 'REJECTED' || deadlineNumber === null || !rule.isDue(deadlineNumber)) return
      denominator += 1
      if (rule.isOnTime(deadlineNumber, closedTime ?? Number.NaN)) numerator += 1
    },
    fraction: () => ({ numerator, denominator }),
  }
}

/** Hazards counted for the rates and means: those found in the period, the rejected left out. */
export interface RectificationCounts {
  readonly found: number
  readonly closed: number
  readonly major: number
  readonly majorClosed: number
  readonly selfFound: number
  /** From found to closed, of the closed ones. */
  readonly durationMilliseconds: number
  readonly onTime: Fraction
}

/**
 * The rates and means of a period (隐患整改率, 按期整改率, 重大隐患整改率, 自查占比, 平均整改时长).
 * Units: ratios 0–1; mean duration in days of 24 hours
 */
export function rectificationKpis(counts: RectificationCounts, period: Period): Kpi[] {
  const { found, closed, major, majorClosed, selfFound, durationMilliseconds, onTime } = counts
  const ratio = (id: KpiId, fraction: Fraction): Kpi => quotientKpi(id, fraction, 'ratio', period)
  const duration = { numerator: durationMilliseconds / DAY_MILLISECONDS, denominator: closed }
  return [
    ratio('rectificationRate', { numerator: closed, denominator: found }),
    ratio('onTimeRate', onTime),
    ratio('majorRectificationRate', { numerator: majorClosed, denominator: major }),
    ratio('selfCheckShare', { numerator: selfFound, denominator: found }),
    quotientKpi('meanRectificationDays', duration, 'day', period),
  ]
}
