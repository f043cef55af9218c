import { computed, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { sizes } from '#domain/norms/enterprise-codes.ts'
import type { CardFacts } from '#web/components/card-facts.ts'
import { useCountyStore } from '#web/stores/county.ts'
import { useCodeNames } from './use-code-names.ts'

/** The card of the enterprise the address selects. */
export function useEnterpriseCard() {
  const { t } = useI18n()
  const county = useCountyStore()
  const { codeName, sectorName, industryText } = useCodeNames()

  watch(
    () => county.selectedId,
    (id) => {
      if (id !== null) void county.loadCard(id)
    },
    { immediate: true },
  )

  const shown = computed(() => {
    const data = county.card.data
    return data !== null && data.id === county.selectedId ? data : null
  })

  const card = computed<CardFacts | null>(() => {
    const enterprise = shown.value
    if (enterprise === null) return null
    const reason = enterprise.why.current
    return {
      id: enterprise.id,
      name: enterprise.name,
      township: enterprise.townshipName ?? '--',
      sector: sectorName(enterprise.sector),
      level: enterprise.level,
      inherentLevel: enterprise.inherentLevel,
      why:
        reason === null
          ? null
          : t('enterprise.whyText', {
              point: reason.riskPointName,
              event: reason.eventName,
              rule: [reason.why?.formula, reason.why?.comparison]
                .filter((part) => typeof part === 'string')
                .join('，'),
            }),
      facts: [
        { label: t('enterprise.uscc'), value: enterprise.uscc ?? '--' },
        { label: t('enterprise.industry'), value: industryText(enterprise.industry) },
        { label: t('enterprise.size'), value: codeName(sizes.items, enterprise.size) },
        { label: t('enterprise.address'), value: enterprise.address ?? '--' },
      ],
      openCount: enterprise.open,
      overdueCount: enterprise.overdue,
      plans: enterprise.plans,
      placed: enterprise.position !== null,
    }
  })

  const position = computed(() => shown.value?.position ?? null)

  return { card, position }
}
