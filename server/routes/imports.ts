import type { Context } from 'hono'
import { inScope } from '#domain/scope.ts'
import { attachment } from '#server/http/download.ts'
import type { AppEnvironment } from '#server/http/environment.ts'
import {
  importReportSchema,
  importRunSchema,
  toReportAnswer,
  toRunAnswer,
} from '#server/http/import-answer.ts'
import {
  badRowsRefusal,
  importAlreadyTaken,
  importBusy,
  undoRefusal,
} from '#server/http/import-refusal.ts'
import {
  fileRefusal,
  importForm,
  readCorrections,
  readCrs,
  readMap,
} from '#server/http/import-schema.ts'
import { pageRows } from '#server/http/page.ts'
import { AppError } from '#server/http/problem.ts'
import {
  answer,
  createRoute,
  emptyAnswer,
  idParameter,
  listQuery,
  newRoutes,
  pageOf,
  queryNumber,
  refusals,
  strictQuery,
  z,
} from '#server/http/route.ts'
import { importRuns, settledRun } from '#server/intake/interrupted.ts'
import { badRowsReport } from '#server/intake/report.ts'
import { undoImport } from '#server/intake/undo.ts'
import { findImportFile, keepImportFile, type ImportFile } from '#server/services/import-files.ts'
import { importJobsOf } from '#server/services/import-jobs.ts'
import { startImport } from '#server/services/start-import.ts'
import { listCheckedRows, ROW_OUTCOMES } from '#server/store/import-checked-row.ts'
import { findImportRun, type ImportRun } from '#server/store/import-run.ts'

const RUNS_LISTED = 500
/** How long a client is kept waiting that did not ask for `Prefer: respond-async`. */
const MOST_WAITING_MILLISECONDS = 20_000
const BAD_ROWS_A_REPORT = 20_000

const list = createRoute({
  method: 'get',
  path: '/api/imports',
  tags: ['imports'],
  description: 'The newest 500 runs: one’s own; an administrator sees those of everybody.',
  request: { query: listQuery(['startedAt'], {}) },
  responses: { 200: answer(pageOf(importRunSchema), 'A page of runs'), ...refusals },
})

const start = createRoute({
  method: 'post',
  path: '/api/imports',
  tags: ['imports'],
  description:
    'Takes a file in, all or nothing. Answers when it is done (201, or 422 with the rows’ faults), or after 20 s; ' +
    'with `Prefer: respond-async` at once, and the run tells how far it is. A dry run keeps nothing.',
  request: {
    body: { required: true, content: { 'multipart/form-data': { schema: importForm } } },
  },
  responses: { 201: answer(importReportSchema, 'The run, ended or on its way'), ...refusals },
})

const read = createRoute({
  method: 'get',
  path: '/api/imports/{id}',
  tags: ['imports'],
  request: { params: idParameter },
  responses: { 200: answer(importReportSchema, 'The run, its progress and report'), ...refusals },
})

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

const preview = createRoute({
  method: 'get',
  path: '/api/imports/{id}/undo',
  tags: ['imports'],
  description: 'What taking the run back would do; changes nothing.',
  request: { params: idParameter },
  responses: {
    200: answer(
      z.object({
        possible: z.boolean(),
        removes: z.number().int(),
        restores: z.number().int(),
        obstacles: z.array(z.string()),
      }),
      'What would become of it',
    ),
    ...refusals,
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/imports/{id}',
  tags: ['imports'],
  description: 'Calls off a run that is on its way; takes back one that was taken.',
  request: { params: idParameter },
  responses: { 204: emptyAnswer('Called off, or taken back'), ...refusals },
})

/** Import runs (导入批次): each is whoever’s started it. */
export const importRoutes = newRoutes()
  .openapi(list, async (c) => {
    const { store } = c.var.services
    const { limit, cursor, sort = '-startedAt' } = c.req.valid('query')
    const owner = c.var.principal.role === 'admin' ? null : c.var.principal.userId
    const runs = await importRuns(store, RUNS_LISTED, owner)
    const page = await pageRows(
      runs,
      {
        sort,
        keysOf: (run) => [run.startedAt.getTime()],
        idOf: ({ id }) => id,
        descending: sort.startsWith('-'),
      },
      limit,
      cursor,
    )
    const jobs = importJobsOf(store)
    const items = page.items.map((run) => toRunAnswer(run, jobs.find(run.id)))
    return c.json({ ...page, items }, 200)
  })
  .openapi(start, async (c) => {
    const { store, config } = c.var.services
    const { principal, scope, clientAddress } = c.var
    const form = c.req.valid('form')
    if (form.kind === 'regions' && !DRAWS_BOUNDARIES.includes(principal.role)) {
      throw new AppError('forbidden')
    }
    const crs = readCrs(form.crs)
    const map = readMap(form.map) ?? new Map<string, string>()
    const corrections = readCorrections(form.corrections)
    if (importJobsOf(store).countOf(principal.userId) > 0) throw importBusy()
    const { file, isOnce } = await fileOf(c, form)
    const job = await startImport(
      store,
      file,
      {
        kind: form.kind,
        crs,
        encoding: form.encoding,
        separator: form.separator === 'auto' ? null : form.separator,
        sheet: form.sheet ?? null,
        headerRow: form.headerRow === undefined ? null : Number(form.headerRow),
        map,
        corrections,
        region: form.region ?? null,
        dryRun: form.dryRun === 'true',
        skipBad: form.skipBad === 'true',
        actor: principal.username,
        userId: principal.userId,
        ip: clientAddress,
        permits: (enterprise) => inScope(scope, enterprise),
      },
      { home: config.home, isOnce },
    )
    if (!job.ok) throw fileRefusal(job.issues)
    const { id } = job.value.run
    const isAsync = /\brespond-async\b/i.test(c.req.header('prefer') ?? '')
    const outcome = isAsync ? null : await within(job.value.ended, MOST_WAITING_MILLISECONDS)
    if (outcome !== null && outcome.status === 'refused' && form.dryRun !== 'true') {
      throw badRowsRefusal(outcome, id)
    }
    const run = (await findImportRun(store, id)) ?? job.value.run
    return c.json(toReportAnswer(run, importJobsOf(store).find(id)), 201, {
      Location: `/api/imports/${id}`,
    })
  })
  .openapi(read, async (c) => {
    const run = await ownRun(c, c.req.valid('param').id)
    return c.json(toReportAnswer(run, importJobsOf(c.var.services.store).find(run.id)), 200)
  })
  .openapi(rows, async (c) => {
    const run = await ownRun(c, c.req.valid('param').id)
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
    const run = await ownRun(c, c.req.valid('param').id)
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
  .openapi(preview, async (c) => {
    const run = await ownRun(c, c.req.valid('param').id)
    const outcome = await undoImport(c.var.services.store, run.id, { ...undoing(c), dryRun: true })
    if (!outcome.ok && outcome.code !== 'in_the_way') throw new AppError('conflict')
    return c.json(
      outcome.ok
        ? {
            possible: true,
            removes: outcome.removed,
            restores: outcome.restored,
            obstacles: [],
          }
        : { possible: false, removes: 0, restores: 0, obstacles: outcome.lines.slice(0, 200) },
      200,
    )
  })
  .openapi(remove, async (c) => {
    const { store } = c.var.services
    const run = await ownRun(c, c.req.valid('param').id)
    const job = importJobsOf(store).find(run.id)
    if (job !== null) {
      job.cancel()
      const outcome = await job.ended
      if (outcome !== null && outcome.status === 'taken') throw importAlreadyTaken()
      return c.body(null, 204)
    }
    const outcome = await undoImport(store, run.id, undoing(c))
    if (outcome.ok) return c.body(null, 204)
    if (outcome.code === 'not_found') throw new AppError('not_found')
    throw undoRefusal(outcome.code, outcome.lines)
  })

/** Whose word on boundaries counts. */
const DRAWS_BOUNDARIES: readonly string[] = ['admin', 'bureau']

/** A run of the asker; that of another is as good as missing. */
async function ownRun(c: Context<AppEnvironment>, id: string): Promise<ImportRun> {
  const { store } = c.var.services
  const { role, userId } = c.var.principal
  const run = await findImportRun(store, id)
  if (run === null || (role !== 'admin' && run.userId !== userId)) throw new AppError('not_found')
  return settledRun(store, run)
}

function undoing(c: Context<AppEnvironment>) {
  const { principal, scope, clientAddress } = c.var
  return {
    actor: principal.username,
    ip: clientAddress,
    permits: (enterprise: Parameters<typeof inScope>[1]) => inScope(scope, enterprise),
  }
}

/** The file that comes with the request, kept for the run only, or one that was uploaded before. */
async function fileOf(
  c: Context<AppEnvironment>,
  form: { readonly file?: File | undefined; readonly upload?: string | undefined },
): Promise<{ readonly file: ImportFile; readonly isOnce: boolean }> {
  const { config, clock } = c.var.services
  const { userId } = c.var.principal
  if (form.upload !== undefined && form.file === undefined) {
    const file = await findImportFile(config.home, form.upload, userId)
    if (file !== null) return { file, isOnce: false }
    throw new AppError('invalid', { issues: [GONE] })
  }
  if (form.file === undefined || form.upload !== undefined) {
    throw new AppError('invalid', { issues: [ONE_FILE] })
  }
  const content = new Uint8Array(await form.file.arrayBuffer())
  const upload = { userId, fileName: form.file.name, content, at: clock() }
  const kept = await keepImportFile(config.home, upload)
  if (!kept.ok) throw fileRefusal(kept.issues)
  return { file: kept.value, isOnce: true }
}

const GONE = { path: 'upload', code: 'missing', message: '上传的文件已不在，请重新选择文件' }
const ONE_FILE = {
  path: 'file',
  code: 'missing',
  message: '请上传一个文件，或给出已上传文件的编号',
}

/** What comes first: the end of the work, or of the patience. */
async function within<T>(work: Promise<T>, milliseconds: number): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const patience = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), milliseconds)
  })
  try {
    return await Promise.race([work, patience])
  } finally {
    clearTimeout(timer)
  }
}
