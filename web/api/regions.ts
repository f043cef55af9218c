import type { InferResponseType } from 'hono/client'
import { client } from './client.ts'
import { accepted } from './refusal.ts'

export type RegionTree = InferResponseType<(typeof client.api.regions)[':code']['$get'], 200>

/** A county with its townships and villages. */
export async function readRegion(code: string, signal: AbortSignal): Promise<RegionTree> {
  const response = await accepted(
    client.api.regions[':code'].$get({ param: { code } }, { init: { signal } }),
  )
  return response.json()
}
