import { hc } from 'hono/client'
import type { AppType } from '#server/app.ts'
import { presenceHeaders } from '#web/presence.ts'
import { noticingFetch } from './first-load.ts'

/** The server's routes, typed by the server itself. Every request stays on this host. */
export const client = hc<AppType>('/', {
  init: { credentials: 'same-origin' },
  headers: presenceHeaders,
  fetch: noticingFetch,
})

/** The parameters of a filter's query string, as the client takes them. */
export function queryOf(filterText: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(filterText))
}
