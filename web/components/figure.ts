/** One figure with what it was made of. */
export interface Figure {
  readonly id: string
  readonly label: string
  readonly value: string
  /** `56 / 65`, or what the figure is a part of. */
  readonly basis: string
  /** What it was at the end of the day compared with, and the change since; none when nothing is compared. */
  readonly change: { readonly before: string; readonly text: string } | null
  /** Drawn as late: ink on white turned over. */
  readonly late: boolean
  /** Whether it opens into its rows. */
  readonly opens: boolean
}
