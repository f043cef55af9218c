import type { InferResponseType } from 'hono/client'
import { client, queryOf } from './client.ts'
import { accepted } from './refusal.ts'

export type DensityTiles = InferResponseType<(typeof client.api.tiles)['density.json']['$get'], 200>
export type DensityAtPlace = InferResponseType<typeof client.api.density.at.$get, 200>

/** The density field's tiles under a filter: encoding, unit, extremes; since a day, of the difference. */
export async function readDensityField(
  filterText: string,
  subject: 'hazards' | 'risk-points',
  signal: AbortSignal,
  since: string | null = null,
): Promise<DensityTiles> {
  const query = { ...queryOf(filterText), subject, ...(since === null ? {} : { since }) }
  const response = await accepted(
    client.api.tiles['density.json'].$get({ query }, { init: { signal } }),
  )
  return response.json()
}

/** The density at a place, and what lies within 1 km. */
export async function readDensityAt(
  [lng, lat]: readonly [number, number],
  filterText: string,
  subject: 'hazards' | 'risk-points',
  signal: AbortSignal,
  since: string | null = null,
): Promise<DensityAtPlace> {
  const place = { lng: lng.toFixed(6), lat: lat.toFixed(6) }
  const compared = since === null ? {} : { since }
  const query = { ...queryOf(filterText), subject, ...place, ...compared }
  const response = await accepted(client.api.density.at.$get({ query }, { init: { signal } }))
  return response.json()
}
