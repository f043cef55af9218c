/** A figure of the large screen with what it was made of (指标). */
export interface ScreenFigure {
  readonly id: string
  readonly label: string
  readonly value: string
  readonly basis: string
  readonly tone: 'plain' | 'late' | 'fault'
}

/** A township or sector in a ranking by lateness (逾期排名). */
export interface LatenessRow {
  readonly code: string
  readonly rank: number
  readonly name: string
  /** The department in charge, or nothing. */
  readonly note: string
  /** Overdue per 100 enterprises, as text and as a share of the largest. */
  readonly rate: string
  readonly share: number
  readonly onTime: string
  /** Enterprises that reported nothing for 30 days; kept apart from the rank. */
  readonly silent: number
}

/** An overdue hazard in the list (逾期隐患). */
export interface OverdueItem {
  readonly key: string
  readonly place: string
  readonly department: string
  readonly isMajor: boolean
  readonly level: string
  readonly days: string
}

/** One of the five check modes (五查). */
export interface CheckModeShare {
  readonly code: string
  readonly name: string
  readonly count: number
  readonly share: number
}

/** What was clicked on the map, told without naming a person or a single plant. */
export interface ScreenPopup {
  readonly title: string
  readonly lines: readonly string[]
  /** Window pixels. */
  readonly at: readonly [number, number]
}
