/** One key a person can filter by, with its values in the interface's language. */
export interface FilterChoice {
  readonly key: string
  readonly label: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly selected: readonly string[]
  /** A key with one value at a time. */
  readonly single: boolean
}

/** A limit of time: a first, last or as-of day. */
export interface FilterDay {
  readonly key: string
  readonly label: string
  readonly day: string | null
}
