import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { RISK_LEVELS } from '#domain/risk-level.ts'
import { useRiskCardsStore } from '#web/stores/risk-cards.ts'
import { callsOf } from './use-card-facts.ts'

/** A poster for the gate (公告二维码) of each published plan of the loaded enterprise. */
export function useGatePosters() {
  const { t } = useI18n()
  const store = useRiskCardsStore()

  return computed(() => {
    const cards = store.cards.data
    if (cards === null) return []
    const { enterprise, plans, points } = cards
    return plans.flatMap(({ id, name, publishedNumber, publishedUrl }) => {
      if (publishedNumber === null || publishedUrl === null) return []
      const own = points.filter(({ planId }) => planId === id)
      return [
        {
          id,
          enterprise: enterprise.name,
          sample: enterprise.sample,
          plan: name,
          revision: publishedNumber,
          code: publishedUrl,
          calls: callsOf(cards, t),
          counts: RISK_LEVELS.map(({ level }) => ({
            level,
            count: own.filter((point) => point.level.inherent === level).length,
          })),
        },
      ]
    })
  })
}
