import { attachment } from '#server/http/download.ts'
import { toReportAnswer } from '#server/http/import-answer.ts'
import { ownImportRun } from '#server/http/own-import-run.ts'
import { AppError } from '#server/http/problem.ts'
import {
  answer,
  createRoute,
  idParameter,
  newRoutes,
  pageOf,
  queryNumber,
  refusals,
  strictQuery,
  z,
} from '#server/http/route.ts'
import { badRowsReport } from '#server/intake/report.ts'
import { listCheckedRows, ROW_OUTCOMES } from '#server/store/import-checked-row.ts'

const BAD_ROWS_A_REPORT = 20_000

const rows = createRoute({
  method: 'get',
  path: '/api/imports/{id}/rows',
  tags: ['imports'],
  description: 'What the rows came to, in the order of the file; kept for a week.',
  request: {
    params: idParameter,
    query: strictQuery({
      outcome: z.enum([...ROW_OUTCOMES, 'good']).default('bad'),
      limit: queryNumber(z.number().int().min(1).max(500)).default(50),
      cursor: z
        .string()
        .regex(/^\d{1,7}$/)
        .optional(),
    }),
  },
  responses: {
    200: answer(
      pageOf(
        z.object({
          row: z.number().int(),
          outcome: z.enum(ROW_OUTCOMES),
          cells: z.array(z.string()),
          issues: z.array(
            z.object({
              field: z.string(),
              code: z.string(),
              reason: z.string(),
              remedy: z.string(),
            }),
          ),
        }),
      ),
      'A page of rows',
    ),
    ...refusals,
  },
})

const report = createRoute({
  method: 'get',
  path: '/api/imports/{id}/report',
  tags: ['imports'],
  description: 'The refused rows as a CSV that can be mended and imported again.',
  request: { params: idParameter },
  responses: {
    200: { description: 'The file', content: { 'text/csv': { schema: z.any() } } },
    ...refusals,
  },
})

/** What the rows of an import (导入行) came to. */
export const importRowRoutes = newRoutes()
  .openapi(rows, async (c) => {
    const run = await ownImportRun(c, c.req.valid('param').id)
    const { outcome, limit, cursor } = c.req.valid('query')
    const outcomes = outcome === 'good' ? ROW_OUTCOMES.slice(1) : [outcome]
    const after = Number(cursor ?? 0)
    const page = await listCheckedRows(c.var.services.store, run.id, { outcomes, after, limit })
    const last = page.rows.at(-1)
    const items = page.rows.map((row) => ({
      ...row,
      cells: [...row.cells],
      issues: [...row.issues],
    }))
    const nextCursor = items.length === limit && last !== undefined ? String(last.row) : null
    return c.json({ items, total: page.total, nextCursor }, 200)
  })
  .openapi(report, async (c) => {
    const run = await ownImportRun(c, c.req.valid('param').id)
    const page = await listCheckedRows(c.var.services.store, run.id, {
      outcomes: ['bad'],
      after: 0,
      limit: BAD_ROWS_A_REPORT,
    })
    const { header } = toReportAnswer(run, null)
    if (header.length === 0) throw new AppError('not_found')
    return c.body(badRowsReport(header, page.rows), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': attachment(
        'bad-rows.csv',
        `${run.fileName.replace(/\.\w+$/, '')}-问题行.csv`,
      ),
    })
  })
