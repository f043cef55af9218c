import { endOfShanghaiDay, parseDay, shanghaiDay, startOfShanghaiDay } from '#domain/day.ts'
import { attachment, noteExport } from '#server/http/download.ts'
import { AppError } from '#server/http/problem.ts'
import {
  answer,
  createRoute,
  newRoutes,
  pageOf,
  queryNumber,
  refusals,
  strictQuery,
  z,
} from '#server/http/route.ts'
import { AUDIT_FORMATS, auditFile } from '#server/services/audit-file.ts'
import { countAudit, listAudit, verifyAuditChain } from '#server/store/audit.ts'
import type { AuditFilter, AuditLine } from '#server/store/audit.ts'

const lineSchema = z
  .object({
    sequence: z.number().int(),
    at: z.string(),
    actor: z.string(),
    action: z.string(),
    subject: z.object({ kind: z.string(), id: z.string() }).nullable(),
    detail: z.record(z.string(), z.unknown()),
    ip: z.string().nullable(),
    hash: z.string(),
  })
  .openapi('AuditLine')

const day = z.string().refine((text) => parseDay(text).ok, '应为日期，如 2026-06-01')
const word = z.string().min(1).max(80)

const filterShape = {
  actor: word.optional(),
  action: z
    .string()
    .regex(/^[a-z-]{1,40}(?:\.[a-z-]{1,40})?$/, '应为动作代码，如 user 或 user.reset')
    .optional(),
  subjectKind: word.optional(),
  subjectId: word.optional(),
  from: day.optional(),
  to: day.optional(),
  q: z.string().max(100).optional(),
}

const list = createRoute({
  method: 'get',
  path: '/api/audit',
  tags: ['audit'],
  request: {
    query: strictQuery({
      ...filterShape,
      limit: queryNumber(z.number().int().min(1).max(500)).default(50),
      cursor: z
        .string()
        .regex(/^\d{1,15}$/, '游标无效：请使用上一页返回的 nextCursor')
        .optional(),
    }),
  },
  responses: {
    200: answer(pageOf(lineSchema), 'Lines of the audit trail, newest first'),
    ...refusals,
  },
})

const exportLines = createRoute({
  method: 'get',
  path: '/api/audit/export',
  tags: ['audit'],
  request: { query: strictQuery({ ...filterShape, format: z.enum(AUDIT_FORMATS).default('csv') }) },
  responses: {
    200: {
      description: 'Every line under the filter, newest first, as a file',
      content: { 'text/csv': { schema: z.any() } },
    },
    ...refusals,
  },
})

const verify = createRoute({
  method: 'get',
  path: '/api/audit/verification',
  tags: ['audit'],
  description: 'Walks the whole chain of hashes.',
  responses: {
    200: answer(
      z.object({
        intact: z.boolean(),
        lines: z.number().int(),
        /** The first line that does not fit. */
        brokenAt: z.number().int().nullable(),
        checkedAt: z.string(),
      }),
      'Whether anything was changed, taken out or cut off',
    ),
    ...refusals,
  },
})

/** The audit trail (审计日志): who did what to whom, from where, unbroken. */
export const auditRoutes = newRoutes()
  .openapi(list, async (c) => {
    const { store } = c.var.services
    const { limit, cursor, ...asked } = c.req.valid('query')
    const filter = filterOf(asked)
    const before = cursor === undefined ? {} : { before: Number(cursor) }
    const lines = await listAudit(store, { ...filter, ...before, limit: limit + 1 })
    const items = lines.slice(0, limit).map(told)
    const last = items.at(-1)
    const nextCursor = lines.length > limit && last !== undefined ? String(last.sequence) : null
    return c.json({ items, total: await countAudit(store, filter), nextCursor }, 200)
  })
  .openapi(exportLines, async (c) => {
    const { store, clock } = c.var.services
    const { format, ...asked } = c.req.valid('query')
    await noteExport(c, 'audit', format)
    const file = auditFile(store, { filter: filterOf(asked), format, at: clock() })
    const name = `${shanghaiDay(clock())}.${format}`
    return c.body(ReadableStream.from(file.bytes), 200, {
      'Content-Type': file.contentType,
      'Content-Disposition': attachment(`audit-${name}`, `审计日志-${name}`),
    })
  })
  .openapi(verify, async (c) => {
    const { store, clock } = c.var.services
    const chain = await verifyAuditChain(store)
    const checkedAt = clock().toISOString()
    const found = chain.ok
      ? { intact: true, lines: chain.lines, brokenAt: null }
      : { intact: false, lines: chain.sequence - 1, brokenAt: chain.sequence }
    return c.json({ ...found, checkedAt }, 200)
  })

type Asked = { readonly [key in keyof typeof filterShape]?: string | undefined }

/** Errors: AppError bad_parameter (400) for days in the wrong order */
function filterOf(asked: Asked): Omit<AuditFilter, 'limit' | 'before'> {
  const { actor, action, subjectKind, subjectId, from, to, q } = asked
  if (from !== undefined && to !== undefined && from > to)
    throw new AppError('bad_parameter', {
      issues: [
        {
          path: 'from',
          code: 'range_reversed',
          message: `起始日期 ${from} 晚于截止日期 ${to}，请对调`,
        },
      ],
    })
  const text = q?.trim()
  return {
    ...(actor === undefined ? {} : { actor }),
    ...(action === undefined ? {} : { action }),
    ...(subjectKind === undefined ? {} : { subjectKind }),
    ...(subjectId === undefined ? {} : { subjectId }),
    ...(from === undefined ? {} : { from: startOfShanghaiDay(from) }),
    ...(to === undefined ? {} : { to: endOfShanghaiDay(to) }),
    ...(text === undefined || text === '' ? {} : { text }),
  }
}

function told(line: AuditLine): z.infer<typeof lineSchema> {
  return { ...line, at: line.at.toISOString(), detail: { ...line.detail } }
}
