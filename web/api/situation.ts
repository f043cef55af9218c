import type { InferResponseType } from 'hono/client'
import { client, queryOf } from './client.ts'
import { accepted } from './refusal.ts'

export type SituationAnswer = InferResponseType<typeof client.api.situation.$get, 200>

/** The situation under a filter. */
export async function readSituation(
  filterText: string,
  signal: AbortSignal,
): Promise<SituationAnswer> {
  const response = await accepted(
    client.api.situation.$get({ query: queryOf(filterText) }, { init: { signal } }),
  )
  return response.json()
}
