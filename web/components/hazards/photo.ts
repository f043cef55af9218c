/** A picture as a page shows it. */
export interface ShownPhoto {
  readonly id: string
  readonly url: string
  readonly alt: string
}

/** A picture of a form, on its way to the server. */
export interface FormPhoto {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly state: 'waiting' | 'sending' | 'sent' | 'failed'
  /** Part that was sent, 0 to 1. */
  readonly share: number
  readonly reason: string | null
}
