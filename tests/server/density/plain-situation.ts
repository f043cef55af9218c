import { addDays, dayNumber, endOfShanghaiDay, shanghaiDay, shanghaiMonth } from '#domain/day.ts'
import { momentOf } from '#domain/facts.ts'
import type { EnterpriseAt, HazardAt, Moment } from '#domain/facts.ts'
import type { Filter } from '#domain/filter.ts'
import { levelByBasis } from '#domain/match.ts'
import { checkModes } from '#domain/norms/hazard-codes.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import type { Selection } from '#domain/select.ts'

/**
 * The figures of a selection by the plainest reading of what they mean, each by a pass of its own over
 * whole rows and days as texts: what the product's codes and sums are held against.
 */
export function plainSituation(selected: Selection, filter: Filter, moment: Moment) {
  const hazards = [...selected.allHazards]
  const real = hazards.filter(({ state }) => state !== 'REJECTED')
  const months = monthsTo(moment)
  const from = filter.from ?? `${months[0] ?? ''}-01`
  const to = filter.to ?? moment.day
  const period = { from, to }
  const dayOf = (time: number) => shanghaiDay(new Date(time))
  const isIn = (day: string) => day >= from && day <= to
  const found = real.filter(({ foundTime }) => isIn(dayOf(foundTime)))
  const closed = found.filter(({ closedTime }) => closedTime !== null)
  const major = found.filter(isMajor)
  const durations = closed.map(({ closedTime, foundTime }) => (closedTime ?? 0) - foundTime)
  const silent = selected.enterprises.filter((enterprise) => isSilent(enterprise, moment))
  const count = (id: string, value: number) => ({
    ...{ id, value, numerator: value, denominator: null, unit: 'count', period: null },
  })
  const quotient = (id: string, numerator: number, denominator: number, unit = 'ratio') => ({
    ...{ id, value: denominator === 0 ? null : numerator / denominator, numerator, denominator },
    ...{ unit, period },
  })
  const timely = timelyOf(real, isIn)

  const groupsBy = (codes: readonly string[], codeOf: (one: EnterpriseAt) => string | null) =>
    codes.map((code) => {
      const own = real.filter(({ enterprise }) => codeOf(enterprise) === code)
      const open = own.filter((hazard) => hazard.open)
      return {
        code,
        enterprises: selected.enterprises.filter((one) => codeOf(one) === code).length,
        riskPoints: [...selected.riskPoints].filter(({ enterprise }) => codeOf(enterprise) === code)
          .length,
        open: open.length,
        major: open.filter(isMajor).length,
        overdue: open.filter(({ overdue }) => overdue).length,
        longestOverdueDays: Math.max(0, ...open.map(({ overdueDays }) => overdueDays)),
        silent: silent.filter((one) => codeOf(one) === code).length,
        onTime: timelyOf(own, isIn),
      }
    })

  const levels: readonly (RiskLevel | null)[] = [1, 2, 3, 4, null]
  const hasLevel = (level: RiskLevel | null) => (row: Pick<EnterpriseAt, 'level'>) =>
    levelByBasis(row.level, filter.basis) === level
  const open = real.filter((hazard) => hazard.open)
  return {
    kpis: [
      count('enterprises', selected.enterprises.length),
      count('riskPoints', [...selected.riskPoints].length),
      count('openHazards', open.length),
      count('majorHazards', open.filter(isMajor).length),
      count('overdueHazards', open.filter(({ overdue }) => overdue).length),
      quotient('rectificationRate', closed.length, found.length),
      quotient('onTimeRate', timely.numerator, timely.denominator),
      quotient('majorRectificationRate', closed.filter(isMajor).length, major.length),
      quotient('selfCheckShare', found.filter(isFoundBy('SELF')).length, found.length),
      quotient(
        'meanRectificationDays',
        durations.reduce((sum, one) => sum + one, 0) / (24 * 3_600_000),
        closed.length,
        'day',
      ),
      count('silentEnterprises', silent.length),
    ],
    byLevel: levels.map((level) => ({
      level,
      enterprises: selected.enterprises.filter(hasLevel(level)).length,
      riskPoints: [...selected.riskPoints].filter(hasLevel(level)).length,
    })),
    bySector: groupsBy(selected.sectors, ({ sector }) => sector),
    byTownship: groupsBy(selected.townships, ({ township }) => township),
    trend: months.map((month) => {
      const end = month === months.at(-1) ? moment : momentOf(lastInstantOf(month))
      const there = real.filter(({ foundTime }) => foundTime <= end.time)
      const isOf = (time: number | null) => time !== null && shanghaiMonth(new Date(time)) === month
      return {
        month,
        found: there.filter(({ foundTime }) => isOf(foundTime)).length,
        closed: there.filter(({ closedTime }) => isOf(closedTime)).length,
        overdue: there.filter((hazard) => hazard.wasOverdue(end)).length,
      }
    }),
    byCheckMode: checkModes.items.map(({ code }) => {
      const own = found.filter(isFoundBy(code))
      return {
        code,
        found: own.length,
        open: own.filter((hazard) => hazard.open).length,
        overdue: own.filter(({ overdue }) => overdue).length,
      }
    }),
    overdueHazards: open
      .filter(({ overdue }) => overdue)
      .sort(
        (a, b) =>
          b.overdueDays - a.overdueDays ||
          Number(isMajor(b)) - Number(isMajor(a)) ||
          (a.id < b.id ? -1 : 1),
      )
      .slice(0, 50)
      .map(({ id }) => id),
  }
}

function isMajor({ hazardLevel }: HazardAt): boolean {
  return hazardLevel === 'major'
}

function isFoundBy(mode: string): (hazard: HazardAt) => boolean {
  return ({ checkMode }) => checkMode === mode
}

function timelyOf(hazards: readonly HazardAt[], isIn: (day: string) => boolean) {
  const due = hazards.filter(({ deadline }) => deadline !== null && isIn(deadline))
  const inTime = due.filter(
    ({ deadline, closedTime }) =>
      closedTime !== null && shanghaiDay(new Date(closedTime)) <= (deadline ?? ''),
  )
  return { numerator: inTime.length, denominator: due.length }
}

function isSilent({ lastSelfCheckAt, createdAt }: EnterpriseAt, moment: Moment): boolean {
  const heard = dayNumber(shanghaiDay(lastSelfCheckAt ?? createdAt))
  return moment.dayNumber - heard >= 30
}

function monthsTo({ day }: Moment): string[] {
  const [year = 0, month = 0] = day.split('-').map(Number)
  return Array.from({ length: 12 }, (_, back) =>
    new Date(Date.UTC(year, month - 12 + back, 1)).toISOString().slice(0, 7),
  )
}

function lastInstantOf(month: string): Date {
  const [year = 0, number = 0] = month.split('-').map(Number)
  const firstOfNext = new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10)
  return endOfShanghaiDay(addDays(firstOfNext, -1))
}
