import type { ImportRow, ImportSubject } from '#server/store/import-run.ts'
import { Pace } from './pace.ts'
import type { BadRow, RowIssue } from './row-issue.ts'

/** A row that passed every check of its own, with what it says. */
export interface ReadRow<C> {
  readonly row: number
  readonly cells: readonly string[]
  readonly candidate: C
}

/** How many of what came of an import; a row is one of them. */
export interface TakenCounts {
  readonly created: number
  readonly updated: number
  readonly unchanged: number
}

/** One stored thing that a row made or changed, as an undo needs it. */
export interface TouchedSubject {
  readonly kind: ImportSubject
  readonly id: string
  readonly naturalKey: string
  /** What `snapshotBefore` gave; null when the import made it. */
  readonly before: string | null
  /** Its version after the import. */
  readonly version: number
}

/** Gathers what becomes of the rows while they are written. */
export class ImportSession {
  readonly runId: string
  readonly actor: string
  readonly bad: BadRow[] = []
  /** Row → what it came to, for those that are taken. */
  readonly outcomes = new Map<number, keyof TakenCounts>()
  readonly warnings: string[] = []
  readonly #touched = new Map<string, ImportRow>()
  readonly #counts = { created: 0, updated: 0, unchanged: 0 }
  readonly #onRow: (done: number) => void
  #done = 0

  readonly #pace: Pace

  constructor(runId: string, actor: string, onRow: (done: number) => void, pace = new Pace()) {
    this.runId = runId
    this.actor = actor
    this.#onRow = onRow
    this.#pace = pace
  }

  /** To be asked before each row: lets others work, and stops an import that was called off. */
  rest(): Promise<void> {
    return this.#pace.rest()
  }

  get counts(): TakenCounts {
    return { ...this.#counts }
  }

  /** Note what a row came to. */
  take(row: number, outcome: keyof TakenCounts, ...subjects: readonly TouchedSubject[]): void {
    this.#counts[outcome] += 1
    this.outcomes.set(row, outcome)
    for (const subject of subjects) this.#touch(row, subject)
    this.#next()
  }

  /** Note that a row is refused after all. */
  refuse(read: Pick<ReadRow<unknown>, 'row' | 'cells'>, ...issues: RowIssue[]): void {
    this.bad.push({ row: read.row, cells: read.cells, issues })
    this.#next()
  }

  /** Note something a person should know of a row that is taken. */
  warn(row: number, text: string): void {
    this.warnings.push(`row ${row}: ${text}`)
  }

  /** Note something a person should know of the file as a whole. */
  remark(text: string): void {
    this.warnings.push(text)
  }

  /** What was made or changed, each thing once: as it was before the first row, as it is after the last. */
  importRows(): ImportRow[] {
    return [...this.#touched.values()]
  }

  #touch(row: number, subject: TouchedSubject): void {
    const key = `${subject.kind} ${subject.id}`
    const first = this.#touched.get(key)
    this.#touched.set(
      key,
      first === undefined
        ? {
            rowNumber: row,
            subjectKind: subject.kind,
            subjectId: subject.id,
            naturalKey: subject.naturalKey,
            before: subject.before,
            version: subject.version,
          }
        : { ...first, version: subject.version },
    )
  }

  #next(): void {
    this.#done += 1
    this.#onRow(this.#done)
  }
}
