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

/** Exchange the token of a large screen for a cookie; it goes in a body, never in an address. */
export async function openDisplay(token: string): Promise<SessionUser> {
  const response = await accepted(client.api.session.display.$post({ json: { token } }))
  return (await response.json()).user
}

/** Change one's own password (修改口令); nobody is asked for one that was never set. */
export async function changePassword(
  currentPassword: string | undefined,
  newPassword: string,
): Promise<void> {
  const json = { newPassword, ...(currentPassword === undefined ? {} : { currentPassword }) }
  await accepted(client.api.session.password.$put({ json }))
}

export async function signOut(): Promise<void> {
  await accepted(client.api.session.$delete())
}

/** What every page must say: sample data (示例数据), and to an administrator what needs a hand. */
export interface Notices {
  readonly hasSample: boolean
  readonly upkeep: readonly UpkeepNotice[]
}
export type UpkeepNotice = 'backupOverdue' | 'backupFailed' | 'storageLow' | 'storageFull'

/** Whether the server still loads rows (装载中), so that its map and figures tell of a part. */
export async function isFirstLoad(): Promise<boolean> {
  const response = await accepted(client.api.health.$get())
  return (await response.json()).status === 'loading'
}

export async function readNotices(): Promise<Notices> {
  const response = await accepted(client.api.health.$get())
  const { sample, upkeep } = await response.json()
  const notices: UpkeepNotice[] = []
  if (upkeep?.storage.state === 'full') notices.push('storageFull')
  if (upkeep?.storage.state === 'low') notices.push('storageLow')
  if (upkeep?.backup?.isOverdue === true) notices.push('backupOverdue')
  else if (typeof upkeep?.backup?.failure === 'string') notices.push('backupFailed')
  return { hasSample: sample, upkeep: notices }
}
