import type { MultiPolygon, Polygon } from 'geojson'
import type { InferResponseType } from 'hono/client'
import { client, queryOf } from './client.ts'
import { accepted } from './refusal.ts'

const within = client.api['counts-within']
const nearest = client.api['nearest-enterprises']

export type AreaCounts = InferResponseType<typeof within.$post, 200>
export type NearEnterprise = InferResponseType<typeof nearest.$get, 200>['items'][number]

/** What lies within an area under a filter, exactly. Errors: RefusalError 422 for an area it cannot take */
export async function readCountsWithin(
  area: Polygon | MultiPolygon,
  filterText: string,
  signal: AbortSignal,
): Promise<AreaCounts> {
  const query = queryOf(filterText)
  const response = await accepted(within.$post({ query, json: { area } }, { init: { signal } }))
  return response.json()
}

/** The enterprises nearest to a place under a filter, nearest first. */
export async function readNearestEnterprises(
  [lng, lat]: readonly [number, number],
  limit: number,
  filterText: string,
  signal: AbortSignal,
): Promise<readonly NearEnterprise[]> {
  const place = { lng: lng.toFixed(6), lat: lat.toFixed(6), limit: String(limit) }
  const query = { ...queryOf(filterText), ...place }
  const response = await accepted(nearest.$get({ query }, { init: { signal } }))
  return (await response.json()).items
}
