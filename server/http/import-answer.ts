import { z } from '@hono/zod-openapi'
import { IMPORT_STATUSES, type ImportRun } from '#server/store/import-run.ts'
import type { ImportJob } from '#server/services/import-jobs.ts'

const countsSchema = z.object({
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
})

const texts = z.array(z.string())

/** An import run (导入批次) as it is told. */
export const importRunSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    fileName: z.string(),
    status: z.enum(IMPORT_STATUSES),
    dryRun: z.boolean(),
    actor: z.string(),
    startedAt: z.string(),
    finishedAt: z.string().nullable(),
    undoneAt: z.string().nullable(),
    rows: z.object({
      total: z.number().int(),
      taken: z.number().int(),
      refused: z.number().int(),
    }),
    counts: countsSchema.nullable(),
    /** Only while it runs. */
    progress: z
      .object({
        phase: z.enum(['reading', 'writing']),
        done: z.number().int(),
        total: z.number().int().nullable(),
      })
      .nullable(),
  })
  .openapi('ImportRun')

/** The same with what it has to say. */
export const importReportSchema = importRunSchema
  .extend({
    header: texts,
    notices: texts,
    warnings: texts,
    /** `row N: field: reason; remedy`, at most 500 of them. */
    bad: texts,
  })
  .openapi('ImportReport')

const reportSchema = countsSchema.extend({
  header: texts.default([]),
  notices: texts,
  warnings: texts,
  bad: texts,
})

/** A run for a list. */
export function toRunAnswer(
  run: ImportRun,
  job: ImportJob | null,
): z.infer<typeof importRunSchema> {
  const report = reportSchema.safeParse(run.report)
  return {
    id: run.id,
    kind: run.kind,
    fileName: run.fileName,
    status: run.status,
    dryRun: run.dryRun,
    actor: run.actor,
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
    undoneAt: run.undoneAt?.toISOString() ?? null,
    rows: { total: run.rowsTotal, taken: run.rowsTaken, refused: run.rowsRefused },
    counts: report.success
      ? {
          created: report.data.created,
          updated: report.data.updated,
          unchanged: report.data.unchanged,
        }
      : null,
    progress: job === null || run.status !== 'running' ? null : { ...job.progress },
  }
}

/** A run with its report. */
export function toReportAnswer(
  run: ImportRun,
  job: ImportJob | null,
): z.infer<typeof importReportSchema> {
  const report = reportSchema.safeParse(run.report)
  const { header, notices, warnings, bad } = report.success
    ? report.data
    : { header: [], notices: [], warnings: [], bad: [] }
  return { ...toRunAnswer(run, job), header, notices, warnings, bad }
}
