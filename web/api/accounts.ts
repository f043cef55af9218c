import type { InferRequestType, InferResponseType } from 'hono/client'
import { client, queryOf } from './client.ts'
import { accepted } from './refusal.ts'

export type AccountPage = InferResponseType<typeof client.api.users.$get, 200>
export type Account = AccountPage['items'][number]
export type AccountQuery = InferRequestType<typeof client.api.users.$get>['query']
export type NewAccount = InferRequestType<typeof client.api.users.$post>['json']
export type AccountChange = InferRequestType<(typeof client.api.users)[':id']['$patch']>['json']
export type WaitingPage = InferResponseType<(typeof client.api)['enterprise-accounts']['$get'], 200>
export type Slip = InferResponseType<
  (typeof client.api)['enterprise-accounts']['$post'],
  201
>['items'][number]

/** A password that the server tells once. */
export interface HandedOut {
  readonly username: string
  readonly name: string
  readonly password: string | null
}

const ifMatch = (version: number) => ({ headers: { 'If-Match': `"${version}"` } })

/** Accounts (账号) the asker looks after. */
export async function listAccounts(query: AccountQuery, signal: AbortSignal): Promise<AccountPage> {
  return (await accepted(client.api.users.$get({ query }, { init: { signal } }))).json()
}

/** Make an account; its first password comes back once. */
export async function createAccount(json: NewAccount): Promise<HandedOut> {
  const made = await (await accepted(client.api.users.$post({ json }))).json()
  return { username: made.username, name: made.name, password: made.initialPassword }
}

export async function changeAccount(
  { id, version }: Pick<Account, 'id' | 'version'>,
  json: AccountChange,
): Promise<void> {
  await accepted(client.api.users[':id'].$patch({ param: { id }, json }, ifMatch(version)))
}

/** Give an account another password to hand out. */
export async function resetPassword({
  id,
  version,
}: Pick<Account, 'id' | 'version'>): Promise<HandedOut> {
  const answer = await accepted(
    client.api.users[':id'].password.$put({ param: { id } }, ifMatch(version)),
  )
  return answer.json()
}

/** Enterprises (企业) nobody can sign in for, under a filter. */
export async function listWaiting(
  filterText: string,
  cursor: string | null,
  limit: number,
  signal: AbortSignal,
): Promise<WaitingPage> {
  const query = {
    ...queryOf(filterText),
    limit: String(limit),
    sort: 'township' as const,
    ...(cursor === null ? {} : { cursor }),
  }
  const answer = await accepted(
    client.api['enterprise-accounts'].$get({ query }, { init: { signal } }),
  )
  return answer.json()
}

/** Make accounts for these enterprises; their first passwords come back once. */
export async function makeEnterpriseAccounts(
  enterpriseIds: readonly string[],
  signal: AbortSignal,
): Promise<readonly Slip[]> {
  const json = { enterpriseIds: [...enterpriseIds] }
  const answer = await accepted(
    client.api['enterprise-accounts'].$post({ json }, { init: { signal } }),
  )
  return (await answer.json()).items
}
