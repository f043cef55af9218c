import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import type { Context, MiddlewareHandler } from 'hono'
import type { z } from 'zod'
import type { ErrorCode } from '#domain/error-code.ts'
import type { AppEnvironment } from './environment.ts'
import { issuesOf } from './issue-message.ts'
import { scanJson } from './json-scan.ts'
import type { JsonFault } from './json-scan.ts'
import { bodyRule, MAXIMUM_JSON_DEPTH, MAXIMUM_JSON_LISTS } from './limits.ts'
import { AppError } from './problem.ts'
import { routeKeyOf } from './route-key.ts'

const JSON_TYPE = /^application\/json\s*(;\s*charset=("?)utf-8\2\s*)?$/i
const MULTIPART_TYPE = /^multipart\/form-data\s*;/i
const METHODS_WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

/**
 * Read and check a body before any handler does: type, size while it arrives, and what JSON must
 * not hold. What was read is put back, so that `c.req.valid('json')` parses what was checked.
 *
 * Errors: AppError unsupported_type (415), too_large (413), unreadable_json or too_deep (400)
 */
export const bodyGuard: MiddlewareHandler<AppEnvironment> = createMiddleware(async (c, next) => {
  const key = routeKeyOf(c)
  if (key === null || !METHODS_WITH_BODY.has(c.req.method)) return next()
  const rule = bodyRule(key)
  const type = c.req.header('content-type')
  if (type !== undefined) {
    const expected = rule.kind === 'json' ? JSON_TYPE : MULTIPART_TYPE
    if (!expected.test(type)) throw new AppError('unsupported_type')
  }
  const declared = Number(c.req.header('content-length') ?? 0)
  if (declared > rule.maximumBytes) throw new AppError('too_large')
  if (rule.kind === 'multipart') {
    return bodyLimit({
      maxSize: rule.maximumBytes,
      onError: () => {
        throw new AppError('too_large')
      },
    })(c, next)
  }
  const bytes = await readBytes(c, rule.maximumBytes)
  if (bytes.byteLength > 0 && type === undefined) throw new AppError('unsupported_type')
  if (bytes.byteLength > 0) checkText(bytes)
  const { url, headers, signal, method } = c.req.raw
  c.req.raw = new Request(url, { method, headers, signal, body: bytes })
  return next()
})

async function readBytes(c: Context<AppEnvironment>, maximumBytes: number): Promise<Uint8Array> {
  if (c.req.raw.body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let total = 0
  const reader: ReadableStreamDefaultReader<Uint8Array> = c.req.raw.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(chunks)
    total += value.byteLength
    if (total > maximumBytes) {
      await reader.cancel()
      throw new AppError('too_large')
    }
    chunks.push(value)
  }
}

/** Errors: AppError too_deep or unreadable_json (400), too_large (413), with the fault as an issue */
function checkText(bytes: Uint8Array): void {
  const fault = faultOf(bytes)
  if (fault === null) return
  throw new AppError(REFUSALS[fault] ?? 'unreadable_json', {
    issues: [{ path: '', code: fault, message: FAULTS[fault] }],
  })
}

function faultOf(bytes: Uint8Array): JsonFault | null {
  const text = decodeUtf8(bytes)
  if (text === null || text.startsWith(BYTE_ORDER_MARK)) return 'forbidden_character'
  return scanJson(text, MAXIMUM_JSON_DEPTH, MAXIMUM_JSON_LISTS)
}

const BYTE_ORDER_MARK = '\uFEFF'

const REFUSALS: Readonly<Partial<Record<JsonFault, ErrorCode>>> = {
  too_deep: 'too_deep',
  too_many_lists: 'too_large',
}

const FAULTS: Readonly<Record<JsonFault, string>> = {
  too_deep: `嵌套不能超过 ${MAXIMUM_JSON_DEPTH} 层 | Nested deeper than ${MAXIMUM_JSON_DEPTH}`,
  too_many_lists: `列表与坐标点合计不能超过 ${MAXIMUM_JSON_LISTS} 个 | More than ${MAXIMUM_JSON_LISTS} lists and vertices`,
  forbidden_key: '含有不允许的键 | A key that is not allowed',
  duplicate_key: '同一对象中键重复 | The same key twice in one object',
  forbidden_character: '不是干净的 UTF-8 文本 | Not clean UTF-8 text',
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

type HookResult =
  | { readonly success: true }
  | { readonly success: false; readonly error: z.core.$ZodError; readonly target: string }

/**
 * The one hook behind every schema of every route: a fault of the body is 422, a fault of the
 * address is 400, each with its issues.
 */
export function refuseInvalid(result: HookResult, c: Context<AppEnvironment>): void {
  if (result.success) return
  const isBody = result.target === 'json' || result.target === 'form'
  throw new AppError(isBody ? 'invalid' : 'bad_parameter', {
    issues: issuesOf(result.error, c.var.language),
  })
}
