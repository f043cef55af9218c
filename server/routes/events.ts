import type { Context } from 'hono'
import type { AppEnvironment } from '#server/http/environment.ts'
import { AppError } from '#server/http/problem.ts'
import { createRoute, newRoutes, refusals, z } from '#server/http/route.ts'

const DESCRIPTION = [
  'Server-sent events about rows inside the scope; nothing outside it is ever heard.',
  '`version` { version, build } comes first: a page made by another build reloads.',
  '`changed` { subjects, version } names the nouns whose rows are others now; its id is the version of',
  'what the scope may see. On connecting all subjects are named, unless `Last-Event-ID` is that version.',
  '`hazard` { id, hazardLevel, township } tells of one just reported, or just raised to major.',
  '`heartbeat` {} comes every 15 seconds.',
  'A stream ends with its session, and before the server stops, with a time to come back after.',
].join(' ')

const listen = createRoute({
  method: 'get',
  path: '/api/events',
  tags: ['events'],
  description: DESCRIPTION,
  request: { headers: z.object({ 'last-event-id': z.string().optional() }) },
  responses: {
    200: {
      description: 'A stream of events',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...refusals,
  },
})

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'private, no-store, no-transform',
  // A proxy in front must pass every event on as it comes.
  'X-Accel-Buffering': 'no',
} as const

/** What changes, told as it happens (实时推送). */
export const eventRoutes = newRoutes().openapi(listen, async (c) => {
  const { live, log } = c.var.services
  const { session, principal, scope, requestId } = c.var
  if (session === null) throw new AppError('unauthenticated')
  // A question about the headers alone must not leave a stream behind that nobody reads.
  if (c.req.raw.method === 'HEAD') return c.body(null, 200, HEADERS)
  const openedAt = performance.now()
  const body = await live.listen(
    {
      sessionIdHash: session.idHash,
      userId: principal.userId,
      scope,
      lastEventId: c.req.header('last-event-id') ?? null,
      outlet: outletOf(c),
    },
    (why) => {
      const seconds = Math.round((performance.now() - openedAt) / 1000)
      log.info({ requestId, why, seconds }, 'event stream ended')
    },
  )
  if (body === null) throw new AppError('too_many_requests', { retryAfterSeconds: 10 })
  return c.body(body, 200, HEADERS)
})

/** The socket of a request; none where the application is asked without one. */
function outletOf(c: Context<AppEnvironment>) {
  const env = c.env as AppEnvironment['Bindings'] | undefined
  const outgoing = env?.outgoing
  if (outgoing === undefined) return null
  return {
    undrainedBytes: () => outgoing.writableLength,
    // An answer that is through has given its connection back.
    destroy: () => {
      if (!outgoing.writableFinished) outgoing.destroy()
    },
  }
}
