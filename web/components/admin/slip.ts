/** What is handed to somebody on paper: whose account, and the one-time password. */
export interface SlipFacts {
  readonly holder: string
  readonly place: string | null
  readonly username: string
  /** Null when it was shown before and is kept nowhere. */
  readonly password: string | null
  readonly sample: boolean
}
