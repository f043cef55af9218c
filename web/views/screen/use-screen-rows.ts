import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { ratePer100 } from '#domain/kpi.ts'
import { sectors } from '#domain/norms/enterprise-codes.ts'
import { checkModes } from '#domain/norms/hazard-codes.ts'
import type { CheckModeShare, LatenessRow, OverdueItem } from '#web/components/screen/screen-row.ts'
import { useScreenStore } from '#web/stores/screen.ts'
import { useCodeNames } from '../county/use-code-names.ts'
import { byLateness, type LatenessCounts } from './lateness.ts'

/** Chinese letters of a sector and its department that fit one line. */
const MOST_LETTERS = 13

/** The large screen's lists (排名、行业、逾期、五查), derived from the situation. */
export function useScreenRows(): {
  townships: ComputedRef<readonly LatenessRow[]>
  sectorRows: ComputedRef<readonly LatenessRow[]>
  overdue: ComputedRef<readonly OverdueItem[]>
  modes: ComputedRef<readonly CheckModeShare[]>
  selfCheckShare: ComputedRef<string>
  townshipName: (code: string | null) => string
} {
  const screen = useScreenStore()
  const { t, n, locale } = useI18n()
  const { sectorName, codeName } = useCodeNames()

  const names = computed(
    () => new Map((screen.region.data?.children ?? []).map(({ code, name }) => [code, name])),
  )
  const townshipName = (code: string | null) =>
    code === null ? t('screen.overdue.elsewhere') : (names.value.get(code) ?? code)
  const departmentOf = (code: string) =>
    locale.value === 'en'
      ? ''
      : (sectors.items.find((sector) => sector.code === code)?.department ?? '')

  function rowsOf<Group extends LatenessCounts & { readonly silent: number }>(
    groups: readonly Group[],
    wordsOf: (group: Group) => { name: string; note: string },
  ): LatenessRow[] {
    const sorted = byLateness(groups)
    const rates = sorted.map(({ overdue, enterprises }) => ratePer100(overdue, enterprises))
    const most = Math.max(1e-9, ...rates.map((rate) => rate ?? 0))
    return sorted.map((group, index) => {
      const { numerator, denominator } = group.onTime
      const rateValue = rates[index] ?? null
      const rate = rateValue === null ? '--' : n(rateValue, 'alignedNumber')
      const onTime = denominator === 0 ? '--' : n(numerator / denominator, 'alignedPercent')
      const { name, note } = wordsOf(group)
      const { code, silent } = group
      return {
        ...{ code, rank: index + 1, name, note, rate, onTime, silent },
        share: (rateValue ?? 0) / most,
      }
    })
  }

  const situation = computed(() => screen.situation.data)
  const townships = computed(() =>
    rowsOf(situation.value?.byTownship ?? [], ({ code }) => ({
      name: townshipName(code),
      note: '',
    })),
  )
  const sectorRows = computed(() =>
    rowsOf(situation.value?.bySector ?? [], ({ code }) => {
      const [name, department] = [sectorName(code), departmentOf(code)]
      // Nothing is cut off: a department that does not fit beside a long name is left out.
      const fits = name.length + department.length <= MOST_LETTERS
      return { name, note: fits ? department : '' }
    }),
  )
  const overdue = computed(() =>
    (situation.value?.overdueHazards ?? []).map((row, index): OverdueItem => {
      const place = townshipName(row.township)
      const isMajor = row.hazardLevel === 'major'
      return {
        key: row.id ?? `${index}`,
        place,
        department: row.sector === null ? '' : departmentOf(row.sector) || sectorName(row.sector),
        isMajor,
        level: isMajor ? t('screen.overdue.major') : t('screen.overdue.general'),
        days: t('screen.overdue.days', { days: n(row.overdueDays) }),
      }
    }),
  )
  const modes = computed(() => {
    const found = situation.value?.byCheckMode ?? []
    const total = found.reduce((sum, mode) => sum + mode.found, 0)
    return found.map(({ code, found: count }) => ({
      code,
      name: codeName(checkModes.items, code),
      count,
      share: total === 0 ? 0 : count / total,
    }))
  })
  const selfCheckShare = computed(() => {
    const share = situation.value?.kpis.find(({ id }) => id === 'selfCheckShare')?.value
    return t('screen.modes.share', { share: share == null ? '--' : n(share, 'alignedPercent') })
  })

  return { townships, sectorRows, overdue, modes, selfCheckShare, townshipName }
}
