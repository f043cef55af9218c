import type { CountySize, Goal } from './report.ts'

/** What is wanted of a county by its size: a million risk points, or up to ten million. */
export interface SizeGoals {
  /** From the database, or from kept rows. Units: seconds */
  readonly indexLoad: number
  /** Of the whole server. Units: MB */
  readonly residentMemory: number
  /** Of a vector tile of cells, computed. Units: milliseconds */
  readonly cellTile: Goal
  /** Of a situation; none is stated for more than a million. Units: milliseconds */
  readonly situation: Goal | null
  /** Of what is asked first and second of a day that was not prepared, as above. Units: milliseconds */
  readonly situationOfNewDay: Goal | null
}

const OF_A_MILLION: SizeGoals = {
  indexLoad: 3,
  residentMemory: 400,
  cellTile: { atMost: { p50: 1, p99: 4 } },
  situation: { atMost: { p99: 20 } },
  situationOfNewDay: { atMost: { max: 50 } },
}
const OF_TEN_MILLION: SizeGoals = {
  indexLoad: 30,
  residentMemory: 2_048,
  cellTile: { atMost: { p99: 8 } },
  situation: null,
  situationOfNewDay: null,
}

/** The goals of a size (规模目标). */
export function goalsOf({ riskPoints }: Pick<CountySize, 'riskPoints'>): SizeGoals {
  return riskPoints > 1_000_000 ? OF_TEN_MILLION : OF_A_MILLION
}
