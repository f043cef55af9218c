import type { createApp } from '#server/app.ts'

const MOST_PAGES = 40

/** All that a client can tell of an answer, but for the id of the request itself. */
async function told(app: ReturnType<typeof createApp>, path: string, cookie: string) {
  const response = await app.request(...requestOf(path, cookie))
  const headers = [...response.headers].filter(([name]) => name !== 'x-request-id')
  const bytes = Buffer.from(await response.arrayBuffer())
  return {
    status: response.status,
    headers,
    bytes: unmarked(bytes),
    tag: response.headers.get('etag'),
  }
}

/** An address as it is, or `POST address body` where a question does not fit into one. */
function requestOf(path: string, cookie: string): [string, RequestInit] {
  const [, address = path, body] = /^POST (\S+) (.*)$/s.exec(path) ?? []
  if (body === undefined) return [address, { headers: { cookie } }]
  const headers = { cookie, 'Content-Type': 'application/json' }
  return [address, { method: 'POST', headers, body }]
}

function unmarked(bytes: Buffer): Buffer {
  if (!bytes.includes('"requestId":"')) return bytes
  return Buffer.from(bytes.toString('utf8').replace(/"requestId":"[^"]*"/, '"requestId":""'))
}

interface Telling {
  /** Of every page, one after the other. */
  readonly text: string
  readonly statuses: readonly number[]
  readonly tags: readonly string[]
}

/** Read a list to its end by its cursors, and everything else in one answer; `POST address body` asks with a body. */
export async function readAll(
  app: ReturnType<typeof createApp>,
  path: string,
  cookie: string,
): Promise<Telling> {
  const parts: string[] = []
  const statuses: number[] = []
  const tags: string[] = []
  let next: string | null = path
  while (next !== null) {
    const { status, headers, bytes, tag } = await told(app, next, cookie)
    parts.push(JSON.stringify([next, status, headers, bytes.toString('base64')]))
    statuses.push(status)
    if (tag !== null) tags.push(tag)
    const cursor = cursorIn(headers, bytes)
    next = cursor === null || statuses.length >= MOST_PAGES ? null : withCursor(path, cursor)
  }
  return { text: parts.join('\n'), statuses, tags }
}

function cursorIn(headers: readonly (readonly [string, string])[], bytes: Buffer): string | null {
  const isJson = headers.some(([name, value]) => name === 'content-type' && value.includes('json'))
  if (!isJson || !bytes.includes('"nextCursor":"')) return null
  return (JSON.parse(bytes.toString('utf8')) as { nextCursor: string }).nextCursor
}

function withCursor(path: string, cursor: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`
}
