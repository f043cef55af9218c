import type { InferRequestType, InferResponseType } from 'hono/client'
import { client } from './client.ts'
import { accepted } from './refusal.ts'

export type SettingsAnswer = InferResponseType<typeof client.api.settings.$get, 200>
export type SettingsInput = InferRequestType<typeof client.api.settings.$put>['json']

/** What this installation goes by (基础设置). */
export async function readSettings(): Promise<SettingsAnswer> {
  return (await accepted(client.api.settings.$get())).json()
}

export async function saveSettings(json: SettingsInput, version: number): Promise<SettingsAnswer> {
  const headers = { 'If-Match': `"${version}"` }
  return (await accepted(client.api.settings.$put({ json }, { headers }))).json()
}
