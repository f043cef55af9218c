/** A hazard as the list shows it, every text ready to read. */
export interface HazardListRow {
  readonly id: string
  readonly number: string
  readonly description: string
  readonly isMajor: boolean
  readonly supervised: boolean
  /** 受检单位 */
  readonly unit: string
  readonly township: string
  /** 责任部门 */
  readonly department: string
  readonly state: string
  readonly isOpen: boolean
  readonly found: string
  readonly deadline: string
  /** How it stands to its day, in words. */
  readonly standing: string
  readonly isLate: boolean
}
