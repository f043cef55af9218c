import { riskLevelFacts, type RiskLevel } from '#domain/risk-level.ts'

/** A risk level in a list: a name in text, a name on its colour in a workbook. */
export interface LevelCell {
  readonly level: RiskLevel | null
  /** Other words than the level's name. */
  readonly text?: string
}

/** A day in a list, YYYY-MM-DD: text in CSV, a real date in a workbook. */
export interface DayCell {
  readonly day: string
}

/** One value of a list that is taken out as a file. */
export type Cell = string | number | boolean | null | LevelCell | DayCell

/** A cell where only text and numbers can stand, as in CSV. */
export function plainCell(cell: Cell): string | number | boolean | null {
  if (typeof cell !== 'object' || cell === null) return cell
  return 'day' in cell ? cell.day : (cell.text ?? levelName(cell.level))
}

/** A day or nothing. */
export function dayCell(day: string | null): DayCell | null {
  return day === null ? null : { day }
}

/** The name of a level as lists and sheets print it. */
export function levelName(level: RiskLevel | null): string {
  return level === null ? '未评价' : riskLevelFacts(level).nameZh
}
