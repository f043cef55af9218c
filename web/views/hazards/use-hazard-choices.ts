import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { FilterChoice } from '#web/components/filter-choice.ts'
import { useFilterStore } from '#web/stores/filter.ts'
import { useHazardsStore } from '#web/stores/hazards.ts'
import { useFilterChoices } from '../county/use-filter-choices.ts'

/** What stands in the open on the page of hazards, in this order; the others follow. */
const FIRST = ['township', 'department', 'enterprise', 'responsible', 'hazardLevel'] as const
/** What the tabs say already. */
const IN_TABS = ['overdue', 'status', 'turn']

/** The one filter as the page of hazards orders it, with its units and departments by name. */
export function useHazardChoices() {
  const { t } = useI18n()
  const filter = useFilterStore()
  const hazards = useHazardsStore()
  const shared = useFilterChoices()

  const units = computed<FilterChoice>(() => ({
    key: 'enterprise',
    label: t('hazards.unit'),
    options: (hazards.units.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
    selected: filter.filter.enterprise,
    single: false,
  }))
  const responsible = computed<FilterChoice>(() => {
    const named = hazards.counts.data?.responsible ?? []
    const held = filter.filter.responsible
    const others = held.filter((value) => !named.some(({ department }) => department === value))
    return {
      key: 'responsible',
      label: t('filter.key.responsible'),
      options: [...named.map(({ department }) => department), ...others].map((value) => ({
        value,
        label: value,
      })),
      selected: held,
      single: false,
    }
  })

  const choices = computed<FilterChoice[]>(() => {
    const all = new Map(shared.choices.value.map((choice) => [choice.key, choice]))
    all.set('enterprise', units.value)
    all.set('responsible', responsible.value)
    const first = FIRST.flatMap((key) => all.get(key) ?? [])
    const last = IN_TABS.flatMap((key) => all.get(key) ?? [])
    const rest = [...all.values()].filter(
      (choice) => !first.includes(choice) && !last.includes(choice),
    )
    return [...first, ...rest, ...last]
  })

  return { ...shared, choices }
}
