import { z } from 'zod'
import { expect } from 'vitest'
import type { createApp } from '#server/app.ts'

/** One event as it came. */
export interface HeardEvent {
  readonly name: string
  readonly id: string | null
  readonly data: unknown
}

/** Someone who listens to the stream of events. */
export interface Listening {
  readonly status: number
  readonly headers: Headers
  /** All events so far but heartbeats. */
  readonly heard: HeardEvent[]
  /** Every byte so far, heartbeats left out. */
  readonly text: () => string
  readonly heartbeats: () => number
  readonly hasEnded: () => boolean
  readonly stop: () => Promise<void>
}

const HEARTBEAT = 'event: heartbeat\ndata: {}\n\n'

/** Ask for events and read them as they come. */
export async function listen(
  ask: (headers: Record<string, string>) => Response | Promise<Response>,
  headers: Record<string, string>,
): Promise<Listening> {
  const response = await ask({ Accept: 'text/event-stream', ...headers })
  const heard: HeardEvent[] = []
  let text = ''
  let unread = ''
  let heartbeats = 0
  let ended = response.body === null
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()

  async function read(): Promise<void> {
    for (;;) {
      const part = await reader?.read()
      if (part === undefined || part.done) break
      unread += decoder.decode(part.value, { stream: true })
      for (let end = unread.indexOf('\n\n'); end >= 0; end = unread.indexOf('\n\n')) {
        const block = unread.slice(0, end + 2)
        unread = unread.slice(end + 2)
        if (block === HEARTBEAT) heartbeats += 1
        else {
          text += block
          const event = parse(block)
          if (event !== null) heard.push(event)
        }
      }
    }
  }
  // A connection that is cut ends the stream as well.
  void read()
    .catch(() => undefined)
    .finally(() => {
      ended = true
    })
  return {
    status: response.status,
    headers: response.headers,
    heard,
    text: () => text,
    heartbeats: () => heartbeats,
    hasEnded: () => ended,
    stop: async () => {
      await reader?.cancel()
    },
  }
}

function parse(block: string): HeardEvent | null {
  const fields = new Map(
    block
      .trimEnd()
      .split('\n')
      .map((line) => {
        const at = line.indexOf(': ')
        return [line.slice(0, at), line.slice(at + 2)] as const
      }),
  )
  const name = fields.get('event')
  if (name === undefined) return null
  return { name, id: fields.get('id') ?? null, data: JSON.parse(fields.get('data') ?? 'null') }
}

/** Listen to an application without a socket. */
export function listenTo(
  app: ReturnType<typeof createApp>,
  cookie: string,
  headers: Record<string, string> = {},
): Promise<Listening> {
  return listen((own) => app.request('/api/events', { headers: own }), { cookie, ...headers })
}

const changedSchema = z.strictObject({ subjects: z.array(z.string()), version: z.number().int() })

/** The changes heard so far, their form checked. */
export function changesOf(listening: Listening): z.infer<typeof changedSchema>[] {
  return listening.heard
    .filter(({ name }) => name === 'changed')
    .map((event) => {
      const changed = changedSchema.parse(event.data)
      expect(event.id).toBe(String(changed.version))
      return changed
    })
}

/** The hazards heard of so far. */
export function hazardsOf(listening: Listening): unknown[] {
  return listening.heard.filter(({ name }) => name === 'hazard').map(({ data }) => data)
}
