import type { InferRequestType, InferResponseType } from 'hono/client'
import { client } from './client.ts'
import { ifMatch } from './plans.ts'
import { accepted } from './refusal.ts'

const enterprise = client.api.enterprises[':id']
const person = enterprise.persons[':personId']
const riskPoint = client.api['risk-points'][':id']

export type EnterpriseChange = InferRequestType<typeof enterprise.$patch>['json']
export type RosterRow = InferResponseType<typeof enterprise.persons.$get, 200>['items'][number]
export type PersonInput = InferRequestType<typeof enterprise.persons.$post>['json']
export type HistoryPage = InferResponseType<typeof enterprise.history.$get, 200>
export type HistoryRow = HistoryPage['items'][number]
type PointPage = InferResponseType<(typeof client.api)['risk-points']['$get'], 200>
export type PointRow = PointPage['items'][number]
export type MeasureRow = InferResponseType<typeof riskPoint.measures.$get, 200>['items'][number]
export type PointDetail = InferResponseType<typeof riskPoint.$get, 200>

/** Change an enterprise's file. Errors: RefusalError 412 when another was first, 422 with issues */
export async function changeEnterprise(
  { id, version }: { readonly id: string; readonly version: number },
  json: EnterpriseChange,
): Promise<void> {
  await accepted(enterprise.$patch({ param: { id }, json }, ifMatch(version)))
}

/** The roster (花名册), phones where one may see them. */
export async function listRoster(id: string, signal: AbortSignal): Promise<readonly RosterRow[]> {
  const response = await accepted(enterprise.persons.$get({ param: { id } }, { init: { signal } }))
  return (await response.json()).items
}

/** Enter a person in the roster. */
export async function addPerson(id: string, json: PersonInput): Promise<void> {
  await accepted(enterprise.persons.$post({ param: { id }, json }))
}

/** Correct a roster entry on the version that was seen. */
export async function changePerson(
  row: Pick<RosterRow, 'id' | 'enterpriseId' | 'version'>,
  json: InferRequestType<typeof person.$patch>['json'],
): Promise<void> {
  const param = { id: row.enterpriseId, personId: row.id }
  await accepted(person.$patch({ param, json }, ifMatch(row.version)))
}

/** Take a person off the roster. Errors: RefusalError 409 with one issue for each place that names them */
export async function removePerson(
  row: Pick<RosterRow, 'id' | 'enterpriseId' | 'version'>,
): Promise<void> {
  const param = { id: row.enterpriseId, personId: row.id }
  await accepted(person.$delete({ param }, ifMatch(row.version)))
}

/** Let another of the roster answer for all that names a person. Errors: RefusalError 422 naming `to` */
export async function handOverDuties(
  row: Pick<RosterRow, 'id' | 'enterpriseId' | 'version'>,
  to: string,
): Promise<void> {
  const param = { id: row.enterpriseId, personId: row.id }
  await accepted(person.handover.$post({ param, json: { to } }, ifMatch(row.version)))
}

/** Levels, published plans and closed hazards over time, newest first. */
export async function listHistory(
  id: string,
  cursor: string | null,
  signal: AbortSignal,
): Promise<HistoryPage> {
  const query = { limit: '50', ...(cursor === null ? {} : { cursor }) }
  const response = await accepted(
    enterprise.history.$get({ param: { id }, query }, { init: { signal } }),
  )
  return response.json()
}

/** Risk points of one enterprise, the worst first; of one level when named. */
export async function listPoints(
  id: string,
  { level, cursor }: { readonly level: string | null; readonly cursor: string | null },
  signal: AbortSignal,
): Promise<PointPage> {
  const query = {
    enterprise: id,
    limit: '50',
    ...(level === null ? {} : { level }),
    ...(cursor === null ? {} : { cursor }),
  }
  const response = await accepted(client.api['risk-points'].$get({ query }, { init: { signal } }))
  return response.json()
}

/** One risk point with its zone, why it has its level, and its measures. */
export async function readPoint(
  id: string,
): Promise<{ readonly point: PointDetail; readonly measures: readonly MeasureRow[] }> {
  const [point, measures] = await Promise.all([
    accepted(riskPoint.$get({ param: { id } })),
    accepted(riskPoint.measures.$get({ param: { id } })),
  ])
  return { point: await point.json(), measures: (await measures.json()).items }
}
