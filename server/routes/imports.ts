import type { Context } from 'hono'
import { inScope } from '#domain/scope.ts'
import type { AppEnvironment } from '#server/http/environment.ts'
import {
  importReportSchema,
  importRunSchema,
  toReportAnswer,
  toRunAnswer,
} from '#server/http/import-answer.ts'
import { badRowsRefusal, importBusy } from '#server/http/import-refusal.ts'
import { ownImportRun } from '#server/http/own-import-run.ts'
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
  idParameter,
  listQuery,
  newRoutes,
  pageOf,
  refusals,
} from '#server/http/route.ts'
import { importRuns } from '#server/intake/interrupted.ts'
import { findImportFile, keepImportFile, type ImportFile } from '#server/services/import-files.ts'
import { importJobsOf } from '#server/services/import-jobs.ts'
import { startImport } from '#server/services/start-import.ts'
import { findImportRun } from '#server/store/import-run.ts'

const RUNS_LISTED = 500
/** How long a client is kept waiting that did not ask for `Prefer: respond-async`. */
const MOST_WAITING_MILLISECONDS = 20_000

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
    const run = await ownImportRun(c, c.req.valid('param').id)
    return c.json(toReportAnswer(run, importJobsOf(c.var.services.store).find(run.id)), 200)
  })

/** Whose word on boundaries counts. */
const DRAWS_BOUNDARIES: readonly string[] = ['admin', 'bureau']

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
