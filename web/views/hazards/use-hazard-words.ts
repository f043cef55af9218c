import { useI18n } from 'vue-i18n'
import { shanghaiDay } from '#domain/day.ts'
import { deadlineStanding } from '#domain/hazard-deadline.ts'
import { HAZARD_STATE_NAMES } from '#domain/hazard.ts'
import type { HazardState } from '#domain/hazard.ts'
import { findAccidentCategory } from '#domain/norms/accident-categories.ts'
import {
  checkModes,
  hazardCategories,
  hazardManageTypes,
  hazardSources,
  majorHazardRules,
} from '#domain/norms/hazard-codes.ts'
import { findItem } from '#domain/norms/table.ts'
import { useCodeNames } from '../county/use-code-names.ts'

/** What hazards are called in the interface's language: states, days, codes. */
export function useHazardWords() {
  const composer = useI18n()
  const { t, d, locale } = composer
  const { codeName } = useCodeNames()

  /** Lists whose codes are mere numbers have their English under the room's own keys. */
  function listed(list: string, items: readonly { code: string; name: string }[], code: string) {
    const key = `hazards.${list}.${code}`
    if (locale.value === 'en' && composer.te(key)) return t(key)
    return items.find((item) => item.code === code)?.name ?? code
  }

  return {
    stateName: (state: HazardState) =>
      HAZARD_STATE_NAMES[state][locale.value === 'en' ? 'nameEn' : 'nameZh'],
    day: (at: string) => shanghaiDay(new Date(at)),
    minute: (at: string) => d(new Date(at), 'minute'),
    /** 逾期 3 天 · 今天到期 · 还有 2 天 */
    standing: (hazard: {
      readonly state: HazardState
      readonly effectiveDeadline: string | null
      readonly overdue: boolean
    }) => {
      const { kind, days } = deadlineStanding(
        hazard.state,
        hazard.effectiveDeadline,
        hazard.overdue,
        shanghaiDay(new Date()),
      )
      return t(`hazards.standing.${kind}`, { days })
    },
    checkModeName: (code: string) => codeName(checkModes.items, code),
    categoryName: (code: string) => listed('category', hazardCategories.items, code),
    sourceName: (code: string) => listed('source', hazardSources.items, code),
    manageTypeName: (code: string) => listed('manageType', hazardManageTypes.items, code),
    accidentName: (code: string) => {
      const category = findAccidentCategory(code)
      return category === null ? code : codeName([category], code)
    },
    /** The clause as it is cited, with its summary where the dictionary has one. */
    ruleText: (code: string) => {
      const rule = findItem(majorHazardRules, code)
      return rule === null ? code : `${rule.code}：${rule.name}`
    },
  }
}
