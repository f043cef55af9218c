import type { ShownPhoto } from './photo.ts'

/** One step of a hazard's history, every text ready to read. */
export interface HistoryStep {
  readonly id: string
  readonly to: string
  readonly title: string
  readonly who: string
  /** ISO time. */
  readonly at: string
  readonly time: string
  readonly note: string
  /** The day this step set. */
  readonly deadline: string | null
  /** In whose place it was done, or null. */
  readonly onBehalf: string | null
  readonly photos: readonly ShownPhoto[]
}
