import { EMPTY_FILTER } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import { scopeOf } from '#domain/scope.ts'
import type { Scope } from '#domain/scope.ts'
import { COUNTY_CODE } from '#server/sample/county.ts'

/** What is asked of each of those compared (对照问题): null does not limit. */
export interface Question {
  readonly name: string
  readonly sectors: readonly string[] | null
  readonly levels: readonly number[] | null
  /** A scope for ours; for the others a condition like the rest. */
  readonly township: string | null
}

export const UNFILTERED: Question = {
  name: 'unfiltered',
  sectors: null,
  levels: null,
  township: null,
}

export const WHOLE_COUNTY: Scope = scopeOfRegion('planner', COUNTY_CODE)

/** Two sectors and levels 1 and 2 (红、橙), for every pair of sectors. */
export function pairsOfSectors(sectors: readonly string[]): Question[] {
  return pairsOf(sectors).map((pair) => ({
    name: 'two sectors, levels 1 and 2',
    sectors: pair,
    levels: [1, 2],
    township: null,
  }))
}

/** Every so manieth pair is measured beside a rebuild, which takes a while. */
const REBUILT_EVERY = 5

/** Filters whose change is measured beside a rebuild. */
export function changedFilters(sectors: readonly string[]): Question[] {
  return pairsOfSectors(sectors).filter((_, at) => at % REBUILT_EVERY === 1)
}

/** Levels that no other question of two sectors asks for. */
const OTHER_LEVELS = [[1], [2], [3], [4], [1, 3], [1, 4], [2, 3], [2, 4], [3, 4], [1, 2, 3], null]

/** Filters whose first tile is measured, some two hundred: each pair of sectors, with some levels or all. */
export function firstFilters(sectors: readonly string[]): Question[] {
  return pairsOfSectors(sectors).flatMap((pair) =>
    OTHER_LEVELS.map((levels) => ({ ...pair, name: 'two sectors', levels })),
  )
}

/** Nearly all rows, for every sector that may be missing: the most there is to do for a filter. */
export function allSectorsButOne(sectors: readonly string[]): Question[] {
  return sectors.map((left) => allSectorsBut([left], sectors))
}

/** Most rows, for every two sectors that may be missing. */
export function allSectorsButTwo(sectors: readonly string[]): Question[] {
  return pairsOf(sectors).map((left) => allSectorsBut(left, sectors))
}

function allSectorsBut(left: readonly string[], sectors: readonly string[]): Question {
  return {
    ...UNFILTERED,
    name: `all sectors but ${left.length}`,
    sectors: sectors.filter((sector) => !left.includes(sector)),
  }
}

const LEVELS = [1, 2, 3, 4]

/** A question for each level that may be missing of it besides, and the question itself. */
export function allLevelsButOne(question: Question): Question[] {
  return [question, ...LEVELS.map((level) => allLevelsBut([level], question))]
}

/** The same, and one for every two levels that may be missing. */
export function allLevelsButTwo(question: Question): Question[] {
  return [
    ...allLevelsButOne(question),
    ...pairsOf(LEVELS).map((left) => allLevelsBut(left, question)),
  ]
}

function allLevelsBut(left: readonly number[], question: Question): Question {
  return { ...question, levels: LEVELS.filter((level) => !left.includes(level)) }
}

function pairsOf<Value>(values: readonly Value[]): [Value, Value][] {
  return values.flatMap((one, at) =>
    values.slice(at + 1).map((other): [Value, Value] => [one, other]),
  )
}

/** All that lies in one township, asked by somebody who sees nothing else. */
export function scopedTo(township: string): Question {
  return { name: 'scoped to one township', sectors: null, levels: null, township }
}

/** A question as the index is asked it. */
export function filterOf({ sectors, levels }: Question): Filter {
  const level = (levels ?? []).map((own) => String(own) as Filter['level'][number])
  return { ...EMPTY_FILTER, sector: sectors ?? [], level }
}

/** Who asks. */
export function scopeFor({ township }: Question): Scope {
  return township === null ? WHOLE_COUNTY : scopeOfRegion('township', township)
}

function scopeOfRegion(role: 'planner' | 'township', region: string): Scope {
  return scopeOf({
    userId: role,
    username: role,
    name: role,
    role,
    regions: [region],
    sectors: null,
    enterprises: null,
    county: COUNTY_CODE,
  })
}
