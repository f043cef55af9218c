import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { FilterKey } from '#domain/filter.ts'
import { TURN_ROLES } from '#domain/hazard-transition.ts'
import { HAZARD_STATES, HAZARD_STATE_NAMES } from '#domain/hazard.ts'
import { accidentCategories } from '#domain/norms/accident-categories.ts'
import { flags, sectors, sizes, supervisingDepartments } from '#domain/norms/enterprise-codes.ts'
import { checkModes } from '#domain/norms/hazard-codes.ts'
import { industries } from '#domain/norms/industries.ts'
import { riskLevelFacts } from '#domain/risk-level.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import type { FilterChoice, FilterDay } from '#web/components/filter-choice.ts'
import { useCountyStore } from '#web/stores/county.ts'
import { useFilterStore } from '#web/stores/filter.ts'
import { useCodeNames } from './use-code-names.ts'

/** What one can filter by, with the values held now: every key of the one filter. */
export function useFilterChoices() {
  const { t, locale } = useI18n()
  const county = useCountyStore()
  const filter = useFilterStore()

  const english = computed(() => locale.value === 'en')
  const { codeName } = useCodeNames()
  const townships = computed(() => county.region.data?.children ?? [])

  const choices = computed<FilterChoice[]>(() => {
    const held = filter.filter
    const list = (
      key: FilterKey,
      options: FilterChoice['options'],
      single = false,
    ): FilterChoice => {
      const value = held[key]
      return {
        key,
        label: t(`filter.key.${key}`),
        options,
        selected: Array.isArray(value)
          ? (value as readonly string[])
          : typeof value === 'string' && !(key === 'basis' && value === 'current')
            ? [value]
            : [],
        single,
      }
    }
    const coded = (items: readonly { code: string; name: string }[]) =>
      items.map((item) => ({ value: item.code, label: codeName(items, item.code) }))
    const villages = townships.value
      .filter((township) => held.township.length === 0 || held.township.includes(township.code))
      .flatMap((township) => township.children)
    return [
      list('township', coded(townships.value)),
      list('sector', coded(sectors.items)),
      list('level', [
        ...([1, 2, 3, 4] as const).map((level) => ({
          value: String(level),
          label: levelText(level),
        })),
        { value: 'none', label: t('level.none') },
      ]),
      list('overdue', [
        { value: 'true', label: t('hazard.overdue') },
        { value: 'false', label: t('hazard.notOverdue') },
      ]),
      list('hazardLevel', [
        { value: 'general', label: t('hazard.general') },
        { value: 'major', label: t('hazard.major') },
      ]),
      list(
        'status',
        HAZARD_STATES.map((state) => ({
          value: state,
          label: HAZARD_STATE_NAMES[state][english.value ? 'nameEn' : 'nameZh'],
        })),
      ),
      list('checkMode', coded(checkModes.items)),
      list(
        'department',
        supervisingDepartments().map((name) => ({ value: name, label: name })),
      ),
      list(
        'turn',
        TURN_ROLES.map((role) => ({ value: role, label: t(`role.${role}`) })),
      ),
      list(
        'responsible',
        held.responsible.map((name) => ({ value: name, label: name })),
      ),
      list('accident', coded(accidentCategories().items)),
      list('industry', coded(industries.items)),
      list('village', coded(villages)),
      list('size', coded(sizes.items)),
      list('flag', coded(flags.items)),
      // Of the page in sight: others are found by name. What the address holds shows as a chip all the same.
      list(
        'enterprise',
        (county.enterprises.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
      ),
      list(
        'basis',
        [
          { value: 'current', label: t('level.current') },
          { value: 'inherent', label: t('level.inherent') },
        ],
        true,
      ),
    ]
  })

  const days = computed<FilterDay[]>(() =>
    (['from', 'to', 'asOf'] as const).map((key) => ({
      key,
      label: t(`filter.key.${key}`),
      day: filter.filter[key],
    })),
  )

  function change(key: string, values: string[]): void {
    void filter.set(key as FilterKey, values)
  }

  function levelText(level: RiskLevel): string {
    const facts = riskLevelFacts(level)
    return english.value ? `${facts.letter} ${facts.nameEn}` : `${facts.colourZh} ${facts.nameZh}`
  }

  return { choices, days, change, levelText, townships }
}
