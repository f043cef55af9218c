import type { InferResponseType } from 'hono/client'
import { client } from './client.ts'
import { accepted } from './refusal.ts'

const cards = client.api.enterprises[':id'].cards

/** What the cards of an enterprise are printed from. */
export type RiskCards = InferResponseType<typeof cards.$get, 200>

/** Ask for an enterprise's notice and emergency cards (告知卡、应急处置卡). */
export async function readRiskCards(id: string, signal: AbortSignal): Promise<RiskCards> {
  const response = await accepted(cards.$get({ param: { id } }, { init: { signal } }))
  return response.json()
}
