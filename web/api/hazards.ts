import type { InferRequestType, InferResponseType } from 'hono/client'
import { client, queryOf } from './client.ts'
import type { PageRequest } from './enterprises.ts'
import { ifMatch } from './plans.ts'
import { accepted } from './refusal.ts'

const hazard = client.api.hazards[':id']

export type HazardPage = InferResponseType<typeof client.api.hazards.$get, 200>
export type HazardCounts = InferResponseType<(typeof client.api)['hazard-counts']['$get'], 200>
/** One hazard (隐患) with the moves open to whoever asks. */
export type HazardDetail = InferResponseType<typeof hazard.$get, 200>
export type OpenMove = HazardDetail['moves'][number]
/** One step of its history (流转记录). */
export type HazardStep = InferResponseType<typeof hazard.history.$get, 200>['items'][number]
export type HazardReportInput = InferRequestType<typeof client.api.hazards.$post>['json']
export type HazardMoveInput = InferRequestType<typeof hazard.transitions.$post>['json']
export type HazardChange = InferRequestType<typeof hazard.$patch>['json']
type ListQuery = InferRequestType<typeof client.api.hazards.$get>['query']

/** One page of hazards under a filter. */
export async function listHazards(
  filterText: string,
  { sort, cursor, limit }: PageRequest,
  signal: AbortSignal,
): Promise<HazardPage> {
  const query = {
    ...queryOf(filterText),
    sort: sort as NonNullable<ListQuery['sort']>,
    limit: String(limit),
    ...(cursor === null ? {} : { cursor }),
  }
  const response = await accepted(client.api.hazards.$get({ query }, { init: { signal } }))
  return response.json()
}

/** How many hazards there are under a filter, by where they stand. */
export async function countHazards(filterText: string, signal: AbortSignal): Promise<HazardCounts> {
  const response = await accepted(
    client.api['hazard-counts'].$get({ query: queryOf(filterText) }, { init: { signal } }),
  )
  return response.json()
}

/** One hazard as it stands now. */
export async function readHazard(id: string, signal?: AbortSignal): Promise<HazardDetail> {
  const init = signal === undefined ? {} : { signal }
  const response = await accepted(hazard.$get({ param: { id } }, { init }))
  return response.json()
}

/** Every step of a hazard's loop, oldest first. */
export async function readHazardHistory(
  id: string,
  signal?: AbortSignal,
): Promise<readonly HazardStep[]> {
  const init = signal === undefined ? {} : { signal }
  const response = await accepted(hazard.history.$get({ param: { id } }, { init }))
  return (await response.json()).items
}

/**
 * Report a hazard; sent again with the same key it is still one row.
 * Errors: RefusalError 422 with issues, or `idempotency_mismatch` when other words went with the key
 */
export async function reportHazard(input: HazardReportInput, key: string): Promise<HazardDetail> {
  const response = await accepted(client.api.hazards.$post({ json: input }, onceWith(key)))
  return response.json()
}

/**
 * Make one move of the loop on the version that was seen.
 * Errors: RefusalError 409 when it is not open any more, 412 when another was first, 422 with issues
 */
export async function moveHazard(
  { id, version }: Pick<HazardDetail, 'id' | 'version'>,
  input: HazardMoveInput,
  key: string,
): Promise<HazardDetail> {
  const headers = { ...ifMatch(version).headers, ...onceWith(key).headers }
  const response = await accepted(
    hazard.transitions.$post({ param: { id }, json: input }, { headers }),
  )
  return response.json()
}

/** Correct what a hazard's row says. Errors: RefusalError 412 when another was first */
export async function changeHazard(
  { id, version }: Pick<HazardDetail, 'id' | 'version'>,
  change: HazardChange,
): Promise<HazardDetail> {
  const response = await accepted(hazard.$patch({ param: { id }, json: change }, ifMatch(version)))
  return response.json()
}

/** Take a report back. */
export async function withdrawHazard({
  id,
  version,
}: Pick<HazardDetail, 'id' | 'version'>): Promise<void> {
  await accepted(hazard.$delete({ param: { id } }, ifMatch(version)))
}

/** Enter a person in an enterprise's roster (花名册). */
export async function createPerson(
  enterpriseId: string,
  person: { readonly name: string; readonly department: string; readonly post: string },
): Promise<{ readonly id: string }> {
  const response = await accepted(
    client.api.enterprises[':id'].persons.$post({ param: { id: enterpriseId }, json: person }),
  )
  return response.json()
}

/** Where the bytes of a hazard's photo are. */
export function hazardPhotoUrl(hazardId: string, photoId: string): string {
  return `/api/hazards/${hazardId}/photos/${photoId}`
}

function onceWith(key: string): { headers: Record<string, string> } {
  return { headers: { 'Idempotency-Key': key } }
}
