import { createHash } from 'node:crypto'
import { createMiddleware } from 'hono/factory'
import type { Context, MiddlewareHandler } from 'hono'
import { findAnswer, rememberAnswer } from '#server/store/idempotency.ts'
import type { RememberedAnswer } from '#server/store/idempotency.ts'
import type { Tx } from '#server/store/transact.ts'
import type { AppEnvironment } from './environment.ts'
import { AppError } from './problem.ts'
import { READING_POSTS, routeKeyOf } from './route-key.ts'

/** A request that may be sent twice and is to be done once. */
export interface OnceRequest {
  readonly principal: string
  readonly key: string
  readonly requestHash: string
  /** Set when the answer was kept inside the transaction that did the work. */
  kept: boolean
}

type Answer = Omit<RememberedAnswer, 'requestHash'>

const KEY = /^[\x21-\x7e]{1,200}$/
const KEPT_HEADERS = ['content-type', 'location', 'etag'] as const

/** A session's answer carries a secret cookie, which is never kept; signing in twice is harmless, as reading is. */
const NOT_KEPT: ReadonlySet<string> = new Set(['POST /api/session', ...READING_POSTS])

/**
 * Honour `Idempotency-Key` on every POST: the same key and body get the first answer again.
 *
 * Answers of success are kept for a day with their principal; a refusal did nothing and is tried
 * anew. What a multipart body holds is not compared, only how long it is: clients choose a new
 * boundary for each try.
 * Errors: AppError idempotency_mismatch (422) for another body, conflict (409) while the first runs
 * Source: draft-ietf-httpapi-idempotency-key-header
 */
export function idempotency(): MiddlewareHandler<AppEnvironment> {
  const running = new Set<string>()
  return createMiddleware(async (c, next) => {
    const key = c.req.header('idempotency-key')
    const route = routeKeyOf(c)
    if (key === undefined || route === null || c.req.method !== 'POST' || NOT_KEPT.has(route)) {
      return next()
    }
    if (!KEY.test(key)) {
      throw new AppError('bad_parameter', {
        issues: [{ path: 'Idempotency-Key', code: 'invalid_format', message: '1–200 ASCII' }],
      })
    }
    const { services, session } = c.var
    const once: OnceRequest = {
      principal: session?.principal.userId ?? `address ${c.var.clientAddress}`,
      key,
      requestHash: await fingerprint(c, route),
      kept: false,
    }
    const name = `${once.principal}\n${key}`
    if (running.has(name)) throw new AppError('conflict', { retryAfterSeconds: 1 })
    running.add(name)
    try {
      const earlier = await findAnswer(services.store, once)
      if (earlier !== null) {
        const answer = repeat(c, earlier, once.requestHash)
        await readToEnd(c.req.raw)
        return answer
      }
      c.set('once', once)
      await next()
      if (c.res.ok && !once.kept) {
        const answer = await answerOf(c.res.clone())
        await services.store.maintain((tx) =>
          rememberAnswer(tx, once, { ...answer, requestHash: once.requestHash }),
        )
      }
    } finally {
      running.delete(name)
    }
    return undefined
  })
}

/** Keep an answer in the transaction that makes it true, when the request asked for that. */
export async function keepAnswer(
  c: Context<AppEnvironment>,
  tx: Tx,
  answer: Answer,
): Promise<void> {
  const { once } = c.var
  if (once === undefined) return
  const headers = { 'content-type': 'application/json', ...answer.headers }
  await rememberAnswer(tx, once, { ...answer, headers, requestHash: once.requestHash })
  once.kept = true
}

function repeat(
  c: Context<AppEnvironment>,
  earlier: RememberedAnswer,
  requestHash: string,
): Response {
  if (earlier.requestHash !== requestHash) throw new AppError('idempotency_mismatch')
  return new Response(earlier.body, {
    status: earlier.status,
    headers: {
      ...earlier.headers,
      'Idempotency-Replayed': 'true',
      // A response made by hand carries none of the headers that were set before it.
      'X-Request-Id': c.var.requestId,
    },
  })
}

/** An answer before its request was read breaks the connection under a client that is still sending. */
async function readToEnd({ body, bodyUsed }: Request): Promise<void> {
  if (body !== null && !bodyUsed) await body.pipeTo(new WritableStream())
}

async function fingerprint(c: Context<AppEnvironment>, route: string): Promise<string> {
  const isMultipart = c.req.header('content-type')?.startsWith('multipart/') ?? false
  const body = isMultipart ? (c.req.header('content-length') ?? '') : await c.req.text()
  const url = new URL(c.req.url)
  return createHash('sha256')
    .update([route, url.pathname, url.search, body].join('\n'))
    .digest('hex')
}

async function answerOf(response: Response): Promise<Answer> {
  const headers: Record<string, string> = {}
  for (const name of KEPT_HEADERS) {
    const value = response.headers.get(name)
    if (value !== null) headers[name] = value
  }
  return { status: response.status, headers, body: await response.text() }
}
