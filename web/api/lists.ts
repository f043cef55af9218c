import type { InferResponseType } from 'hono/client'
import { client, queryOf } from './client.ts'
import { ifMatch } from './plans.ts'
import { accepted } from './refusal.ts'

const enterprise = client.api.enterprises[':id']

export type RiskControlPage = InferResponseType<
  (typeof enterprise)['lists']['risk-controls']['$get'],
  200
>
export type RiskControlRow = RiskControlPage['items'][number]
export type ListedHazardPage = InferResponseType<
  (typeof enterprise)['lists']['hazards']['$get'],
  200
>
export type ListedHazardRow = ListedHazardPage['items'][number]
export type PostDutyPage = InferResponseType<
  (typeof enterprise)['lists']['post-duties']['$get'],
  200
>
export type PostDutyRow = PostDutyPage['items'][number]

export interface ListRequest {
  readonly enterpriseId: string
  readonly filterText: string
  readonly department: string | null
  readonly cursor: string | null
  readonly limit: number
}

function argumentsOf({ enterpriseId, filterText, department, cursor, limit }: ListRequest) {
  return {
    param: { id: enterpriseId },
    query: {
      ...queryOf(filterText),
      limit: String(limit),
      ...(department === null ? {} : { ownDepartment: department }),
      ...(cursor === null ? {} : { cursor }),
    },
  }
}

/** One page of the list of risks and their control (安全风险分级管控清单). */
export async function listRiskControls(
  request: ListRequest,
  signal: AbortSignal,
): Promise<RiskControlPage> {
  const route = enterprise.lists['risk-controls']
  const response = await accepted(route.$get(argumentsOf(request), { init: { signal } }))
  return response.json()
}

/** One page of the list of hazards and their treatment (隐患排查治理清单). */
export async function listEnterpriseHazards(
  request: ListRequest,
  signal: AbortSignal,
): Promise<ListedHazardPage> {
  const route = enterprise.lists.hazards
  const response = await accepted(route.$get(argumentsOf(request), { init: { signal } }))
  return response.json()
}

/** One page of the list of posts and their duties (岗位安全责任清单). */
export async function listPostDuties(
  request: ListRequest,
  signal: AbortSignal,
): Promise<PostDutyPage> {
  const route = enterprise.lists['post-duties']
  const response = await accepted(route.$get(argumentsOf(request), { init: { signal } }))
  return response.json()
}

/** Write what a person answers for over the version that was seen. Errors: RefusalError 412, 422 */
export async function writePostDuties(
  enterpriseId: string,
  { id, version }: Pick<PostDutyRow, 'id' | 'version'>,
  duties: string[],
): Promise<{ readonly duties: readonly string[]; readonly version: number }> {
  const response = await accepted(
    enterprise.persons[':personId'].duties.$put(
      { param: { id: enterpriseId, personId: id }, json: { duties } },
      ifMatch(version),
    ),
  )
  return response.json()
}
