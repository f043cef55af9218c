/** Who a page of the manual is for; the last part of its address. */
export type HelpPageId =
  'officer' | 'worker' | 'supervisor' | 'leader' | 'planner' | 'administrator'

/** A picture of the product as it stands: taken by the browser journeys under its name. */
export interface HelpPicture {
  readonly name: string
  /** What is to be seen on it. */
  readonly says: string
}

/** One job, told in steps. */
export interface HelpSection {
  readonly title: string
  readonly lead?: string
  readonly steps: readonly string[]
  readonly picture?: HelpPicture
  /** What goes wrong most often, and what to do then. */
  readonly notes?: readonly string[]
}

/** One page of the manual (使用手册): everything one kind of user needs, in Chinese. */
export interface HelpPage {
  readonly id: HelpPageId
  readonly title: string
  readonly lead: string
  readonly sections: readonly HelpSection[]
}
