import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { CardFacts } from '#web/components/cards/card-facts.ts'
import { useLevelText } from '#web/i18n/use-level-text.ts'
import { useRiskCardsStore, type CardPoint, type RiskCards } from '#web/stores/risk-cards.ts'

/** Whom to ring (应急电话): fire, ambulance, and what the installation adds. */
export function callsOf(
  { emergencyLines }: Pick<RiskCards, 'emergencyLines'>,
  t: (key: string) => string,
): string {
  const lines = emergencyLines.map(({ name, phone }) => `${name} ${phone}`)
  return [t('cards.fire'), t('cards.ambulance'), ...lines].join(' · ')
}

/** Every risk point of the loaded enterprise with what its two cards say. */
export function useCardFacts(): ComputedRef<readonly CardFacts[]> {
  const { t } = useI18n()
  const levelName = useLevelText()
  const store = useRiskCardsStore()

  function responsible({ department, person, phone }: CardPoint): string {
    const parts = [department, person, phone].filter((part) => part !== null && part !== '')
    return parts.join(' ') || t('cards.unknown')
  }

  return computed(() => {
    const cards = store.cards.data
    if (cards === null) return []
    const { enterprise } = cards
    const calls = callsOf(cards, t)
    const plans = new Map(cards.plans.map((plan) => [plan.id, plan]))
    return cards.points.map((point): CardFacts => {
      const plan = point.planId === null ? undefined : plans.get(point.planId)
      const things = (plan?.equipment ?? []).map(({ kind, count }) =>
        t('cards.equipment', { name: t(`cards.symbol.${kind}`), count }),
      )
      const { number } = point
      const revision = plan?.publishedNumber ?? null
      return {
        enterprise: enterprise.name,
        sample: enterprise.sample,
        point,
        version:
          revision === null
            ? t('cards.versionDraft', { number })
            : t('cards.versionText', { number, revision }),
        responsible: responsible(point),
        calls,
        equipment:
          things.length === 0
            ? t('cards.equipmentNone')
            : t('cards.onPlan', { things: things.join(t('cards.separator')) }),
        code: plan?.publishedUrl ?? null,
        levelName,
      }
    })
  })
}
