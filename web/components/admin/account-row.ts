/** An account as its table shows it. */
export interface AccountTableRow {
  readonly id: string
  readonly username: string
  readonly name: string
  readonly role: string
  readonly scope: string
  readonly changed: string
  readonly disabled: boolean
  readonly demo: boolean
  /** What else is to be known of it: locked, password to be changed. */
  readonly notes: readonly string[]
}
