const DAY_MILLISECONDS = 24 * 3_600_000
const SHANGHAI_AHEAD_MILLISECONDS = 8 * 3_600_000
const NEWEST_KEPT = 6
const DAYS_KEPT = 7
const WEEKS_KEPT = 4

/** An automatic backup, by the moment in its name. */
export interface KeptBackup {
  readonly name: string
  readonly madeAt: Date
}

/**
 * Which automatic backups may go (保留策略): kept are the six newest, the newest of each of the last
 * seven days and the newest of each of the last four weeks.
 */
export function outlived(backups: readonly KeptBackup[], now: Date): string[] {
  const newestFirst = [...backups].sort((one, other) => Number(other.madeAt) - Number(one.madeAt))
  const kept = new Set(newestFirst.slice(0, NEWEST_KEPT).map(({ name }) => name))
  const keepNewestOf = (periodMilliseconds: number, periods: number): void => {
    const seen = new Set<number>()
    for (const { name, madeAt } of newestFirst) {
      const period = periodOf(madeAt, periodMilliseconds)
      const isTooOld = periodOf(now, periodMilliseconds) - period >= periods
      if (isTooOld || seen.has(period)) continue
      seen.add(period)
      kept.add(name)
    }
  }
  keepNewestOf(DAY_MILLISECONDS, DAYS_KEPT)
  keepNewestOf(7 * DAY_MILLISECONDS, WEEKS_KEPT)
  return newestFirst.map(({ name }) => name).filter((name) => !kept.has(name))
}

/** Fixed days and weeks of the county's clock: in sliding ones every backup would grow out of its place. */
function periodOf(moment: Date, periodMilliseconds: number): number {
  return Math.floor((Number(moment) + SHANGHAI_AHEAD_MILLISECONDS) / periodMilliseconds)
}

const NAME = /^riskmap-(auto-)?(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-([0-9a-f]{8})\.zip$/

/** What a backup's file name tells; null for any other file. */
export function parseBackupName(
  name: string,
): { readonly isAutomatic: boolean; readonly madeAt: Date; readonly instance: string } | null {
  const parts = NAME.exec(name)
  if (parts === null) return null
  const [, automatic, year, month, day, hour, minute, second, instance = ''] = parts
  const madeAt = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return { isAutomatic: automatic !== undefined, madeAt, instance }
}
