import { computed, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { industryName } from '#domain/norms/industries.ts'
import { sizes } from '#domain/norms/enterprise-codes.ts'
import type { CardFacts } from '#web/components/EnterpriseCard.vue'
import { useCountyStore } from '#web/stores/county.ts'
import { sectorName } from './use-enterprise-list.ts'

/** The card of the enterprise the address selects. */
export function useEnterpriseCard() {
  const { t } = useI18n()
  const county = useCountyStore()

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
              rule: [reason.why?.formula, reason.why?.comparison, reason.why?.cutoffSet]
                .filter((part) => typeof part === 'string')
                .join('，'),
            }),
      facts: [
        { label: t('enterprise.uscc'), value: enterprise.uscc ?? '--' },
        {
          label: t('enterprise.industry'),
          value:
            enterprise.industry === null
              ? '--'
              : `${enterprise.industry} ${industryName(enterprise.industry) ?? ''}`,
        },
        {
          label: t('enterprise.size'),
          value: sizes.items.find((size) => size.code === enterprise.size)?.name ?? '--',
        },
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
