import { defineStore } from 'pinia'
import { readRiskCards, type RiskCards } from '#web/api/risk-cards.ts'
import { loadable } from './loadable.ts'

export type { RiskCards }
export type CardPoint = RiskCards['points'][number]

/** The cards of one enterprise. */
export const useRiskCardsStore = defineStore('risk-cards', () => {
  const cards = loadable<RiskCards>()

  async function load(id: string): Promise<void> {
    await cards.load((signal) => readRiskCards(id, signal))
  }

  return { cards, load }
})
