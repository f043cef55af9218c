import type { InferResponseType } from 'hono/client'
import { client } from './client.ts'
import { accepted } from './refusal.ts'

export type TokenPage = InferResponseType<typeof client.api.tokens.$get, 200>
export type Token = TokenPage['items'][number]

/** Display tokens (大屏令牌), newest first. */
export async function listTokens(signal: AbortSignal): Promise<TokenPage> {
  const query = { limit: '200' }
  return (await accepted(client.api.tokens.$get({ query }, { init: { signal } }))).json()
}

/** Make a token; returns the address that carries it, which comes back once. */
export async function createToken(
  name: string,
  regions: readonly string[],
  networks: readonly string[],
): Promise<{ readonly name: string; readonly address: string | null }> {
  const json = { name, regions: [...regions], networks: [...networks] }
  return (await accepted(client.api.tokens.$post({ json }))).json()
}

export async function revokeToken({ id, version }: Token): Promise<void> {
  const headers = { 'If-Match': `"${version}"` }
  await accepted(client.api.tokens[':id'].$delete({ param: { id } }, { headers }))
}
