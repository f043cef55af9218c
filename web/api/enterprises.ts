import type { InferRequestType, InferResponseType } from 'hono/client'
import { client, queryOf } from './client.ts'
import { accepted } from './refusal.ts'

export type EnterprisePage = InferResponseType<typeof client.api.enterprises.$get, 200>
export type EnterpriseDetail = InferResponseType<
  (typeof client.api.enterprises)[':id']['$get'],
  200
>
type ListQuery = InferRequestType<typeof client.api.enterprises.$get>['query']

export interface PageRequest {
  readonly sort: string
  readonly cursor: string | null
  readonly limit: number
}

/** One page of enterprises under a filter. */
export async function listEnterprises(
  filterText: string,
  { sort, cursor, limit }: PageRequest,
  signal: AbortSignal,
): Promise<EnterprisePage> {
  const query = {
    ...queryOf(filterText),
    sort: sort as NonNullable<ListQuery['sort']>,
    limit: String(limit),
    ...(cursor === null ? {} : { cursor }),
  }
  const response = await accepted(client.api.enterprises.$get({ query }, { init: { signal } }))
  return response.json()
}

/** One enterprise with its counts, plans and the reason of its level. */
export async function readEnterprise(id: string, signal: AbortSignal): Promise<EnterpriseDetail> {
  const response = await accepted(
    client.api.enterprises[':id'].$get({ param: { id } }, { init: { signal } }),
  )
  return response.json()
}

/** Make an empty plan (图纸) for an enterprise; returns its id. */
export async function createPlan(enterpriseId: string, name: string): Promise<string> {
  const response = await accepted(
    client.api.enterprises[':id'].plans.$post({ param: { id: enterpriseId }, json: { name } }),
  )
  return (await response.json()).id
}
