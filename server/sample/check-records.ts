import { shanghaiDay } from '#domain/day.ts'
import type { CheckRecord } from '#server/store/check-record.ts'
import type { NewHazard } from '#server/store/hazard.ts'
import type { NewId } from './identifiers.ts'
import type { Random } from './random.ts'
import type { Roster } from './roster.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

interface CheckGround {
  readonly enterpriseId: string
  readonly roster: Roster
  readonly hazards: readonly NewHazard[]
  /** The moment a day begins at, before which all was. */
  readonly end: Date
  readonly isSilent: boolean
  /** Days between two checks of its own. */
  readonly everyDays: number
  readonly newId: NewId
  readonly random: Random
}

/**
 * The checks (排查记录) of a year: those of the plant itself week by week or month by month, found or
 * not, and one for each visit from outside. A silent plant's own records ended over 30 days ago.
 */
export function makeCheckRecords(ground: CheckGround): CheckRecord[] {
  const { enterpriseId, roster, hazards, end, isSilent, everyDays, newId, random } = ground
  const record = (
    checkMode: string,
    checkedAt: Date,
    checkedBy: string,
    hazardsFound: number,
  ): CheckRecord => ({
    id: newId(checkedAt),
    enterpriseId,
    checkMode,
    checkedAt,
    checkedBy,
    hazardsFound,
    note: hazardsFound === 0 ? '未发现隐患（示例）' : `发现隐患 ${hazardsFound} 条（示例）`,
    sample: true,
  })
  const foundAt = (mode: string): Date[] =>
    hazards.filter(({ hazard }) => hazard.checkMode === mode).map(({ hazard }) => hazard.foundAt)

  const own: CheckRecord[] = []
  const self = foundAt('SELF')
  // A silent plant keeps what its own hazards prove and then falls quiet.
  let back = isSilent ? random.integer(34, 150) : random.integer(1, Math.min(25, everyDays))
  for (; back < 366; back += everyDays) {
    const at = new Date(end.getTime() - back * DAY + 17 * HOUR)
    const since = at.getTime() - everyDays * DAY
    const found = self.filter((moment) => moment <= at && moment.getTime() > since).length
    own.push(record('SELF', at, random.pick(roster.persons).name, found))
  }
  const visits = ['EXPERT', 'DEPT', 'GOV'].flatMap((mode) => {
    const days = Map.groupBy(foundAt(mode), shanghaiDay)
    return [...days.values()].map((moments) => {
      const last = moments.reduce((latest, moment) => (moment > latest ? moment : latest))
      return record(
        mode,
        last,
        { EXPERT: '示例·专家', DEPT: '示例·行业主管部门' }[mode] ?? '示例·乡镇（街道）',
        moments.length,
      )
    })
  })
  return [...own, ...visits].toSorted((a, b) => a.checkedAt.getTime() - b.checkedAt.getTime())
}
