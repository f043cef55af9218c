import type { InferResponseType } from 'hono/client'
import { client } from './client.ts'
import { accepted } from './refusal.ts'

export type SessionUser = InferResponseType<typeof client.api.session.$get, 200>['user']
export type SignInInput = { username: string; password: string } | { code: string }

/** Who is signed in, or null. */
export async function currentUser(): Promise<SessionUser | null> {
  const response = await client.api.session.$get()
  if (response.status !== 200) return null
  return (await response.json()).user
}

/** Sign in with a name and password, or the one-time code of the server's console. */
export async function signIn(input: SignInInput): Promise<SessionUser> {
  const response = await accepted(client.api.session.$post({ json: input }))
  return (await response.json()).user
}

export async function signOut(): Promise<void> {
  await accepted(client.api.session.$delete())
}

/** Whether the store holds sample data (示例数据), which every page must say. */
export async function hasSampleData(): Promise<boolean> {
  const response = await accepted(client.api.health.$get())
  return (await response.json()).sample
}
