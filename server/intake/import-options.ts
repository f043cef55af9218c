import type { CrsName } from '#domain/crs.ts'
import type { ImportRun } from '#server/store/import-run.ts'
import type { TakenCounts } from './import-session.ts'
import type { Corrections } from './read-rows.ts'
import type { EnterprisePermit } from './resolve-enterprises.ts'
import type { BadRow } from './row-issue.ts'
import type { SourceFile } from './table-source.ts'

/** What can be imported. */
export const IMPORT_KINDS = ['enterprises', 'risk-points', 'hazards', 'regions'] as const
export type ImportKind = (typeof IMPORT_KINDS)[number]

/** One file with everything a person said about it. */
export interface ImportOptions extends SourceFile {
  readonly kind: ImportKind
  readonly fileName: string
  readonly crs: CrsName
  /** A county's code, `none` for no county at all, or null for the only county there is. */
  readonly region: string | null
  /** Field → header or `#number`; an empty one leaves the field out. */
  readonly map: ReadonlyMap<string, string>
  readonly dryRun: boolean
  /** Take the good rows and leave the bad ones; else one bad row means that nothing is taken. */
  readonly skipBad: boolean
  readonly actor: string
  readonly ip?: string | null
  /** Tells whether the one who imports may write rows of an enterprise; all where left out. */
  readonly permits?: EnterprisePermit
  /** The account whose run it is; none on the command line. */
  readonly userId?: string | null
  /** The row of the header, as a spreadsheet counts; found where left out. */
  readonly headerRow?: number | null
  /** What was written over single cells of the file. */
  readonly corrections?: Corrections
  /** The run as it was announced already, with what its rows come to kept beside it. */
  readonly run?: ImportRun
  /** Raised to call the import off. */
  readonly signal?: AbortSignal
}

/** How far an import is. */
export interface ImportProgress {
  readonly phase: 'reading' | 'writing'
  readonly done: number
  /** Null while the rows are still being counted. */
  readonly total: number | null
}

/** What became of an import. */
export interface ImportOutcome {
  /** Null where nothing was kept: a dry run, a refusal. */
  readonly runId: string | null
  readonly status: 'taken' | 'refused' | 'dry-run'
  /** Rows that say anything, header apart. */
  readonly total: number
  readonly taken: TakenCounts
  /** Row → what it came to. */
  readonly outcomes: ReadonlyMap<number, keyof TakenCounts>
  /** In the order of the file. */
  readonly bad: readonly BadRow[]
  readonly header: readonly string[]
  /** How columns were understood, what was passed over. */
  readonly notices: readonly string[]
  /** Rows taken otherwise than written. */
  readonly warnings: readonly string[]
}
