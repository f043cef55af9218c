import type { BoundingBox } from '#domain/position.ts'
import { client, queryOf } from './client.ts'
import { accepted } from './refusal.ts'

/** The box of the enterprises that a filter leaves, or null when none has a place. */
export async function readEnterpriseExtent(
  filterText: string,
  signal: AbortSignal,
): Promise<BoundingBox | null> {
  const response = await accepted(
    client.api.tiles['enterprises.json'].$get({ query: queryOf(filterText) }, { init: { signal } }),
  )
  const { bounds } = await response.json()
  return bounds ?? null
}
