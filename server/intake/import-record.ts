import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import { newId } from '#server/store/identifier.ts'
import type { ImportRun } from '#server/store/import-run.ts'
import type { ImportOptions, ImportOutcome } from './import-options.ts'
import { badRowLines, type BadRow } from './row-issue.ts'

const ROWS_A_REPORT = 500

/** Tells one start of a process from another that was given the same number. */
const PROCESS_STARTED_AT = Math.round(performance.timeOrigin)

/** A run (导入批次) as it begins. */
export function startedRun(
  options: Omit<ImportOptions, 'run' | 'signal'>,
  startedAt: Date,
): ImportRun {
  return {
    id: newId(),
    kind: options.kind,
    fileName: options.fileName,
    fileHash: createHash('sha256').update(options.bytes).digest('hex'),
    actor: options.actor,
    status: 'running',
    rowsTotal: 0,
    rowsTaken: 0,
    rowsRefused: 0,
    // Whether a run that never ended is still going on is asked of this process.
    report: { host: hostname(), pid: process.pid, since: PROCESS_STARTED_AT },
    startedAt,
    finishedAt: null,
    undoneAt: null,
    userId: options.userId ?? null,
    dryRun: options.dryRun,
  }
}

/** Tell whether a run belongs to this very process, not to an earlier one of the same number. */
export function isOfThisProcess(owner: { readonly pid: number; readonly since?: number }): boolean {
  return owner.pid === process.pid && (owner.since ?? PROCESS_STARTED_AT) === PROCESS_STARTED_AT
}

/** The same run with what came of it. */
export function finishedRun(run: ImportRun, outcome: ImportOutcome, at: Date): ImportRun {
  const { taken, bad, notices, warnings, header } = outcome
  const counted = taken.created + taken.updated + taken.unchanged
  const end = run.dryRun ? 'checked' : outcome.status === 'taken' ? 'done' : 'refused'
  return {
    ...run,
    status: end,
    rowsTotal: outcome.total,
    rowsTaken: outcome.status === 'refused' ? 0 : counted,
    rowsRefused: bad.length,
    report: {
      ...taken,
      header,
      notices,
      warnings: warnings.slice(0, ROWS_A_REPORT),
      bad: linesOf(bad.slice(0, ROWS_A_REPORT)),
    },
    finishedAt: at,
  }
}

function linesOf(bad: readonly BadRow[]): string[] {
  return bad.flatMap(badRowLines)
}
