/**
 * A filter compiled into a test of hazards (隐患筛选): tables where a code decides, and a chain of
 * checks for what only some filters ask.
 *
 * The tables take 516 bytes, 256 more for a level, and a byte a text of the segment for each key
 * that is a text; they last as long as the pass that reads them. A check looks at one value of a
 * row; whose turn it is, the one check that asks the domain, is asked once for each check mode,
 * state, grade and size that occur together.
 */
import type { Filter } from '#domain/filter.ts'
import { isTurnOf } from '#domain/hazard-transition.ts'
import { HAZARD_STATES } from '#domain/hazard.ts'
import type { HazardLevel } from '#domain/hazard.ts'
import { matchAccidents, matchLevel } from '#domain/match.ts'
import { SIZES } from './enterprise-columns.ts'
import { daysOf } from './filter-tables.ts'
import type { Owners } from './filter-tables.ts'
import { OPEN_STATES } from './segment-at.ts'
import type { SegmentAt } from './segment-at.ts'
import { ABSENT, MAJOR, NO_ROW, NO_TEXT } from './segment.ts'
import { pairsPassing } from './select-points.ts'

/** A filter of hazards as tables, and what only some filters ask besides. */
export interface HazardTest {
  /** 1 for the states that pass, by their numbers; an absent row has none. */
  readonly states: Uint8Array
  /** 1 for those of them that count. */
  readonly counted: Uint8Array
  /** 1 for what passes, by 1 for a major hazard and 2 for an overdue one. */
  readonly kinds: Uint8Array
  /** Null when there is nothing else to ask. */
  readonly check: Check | null
}

/** A filter as a test of hazards (隐患筛选), by the rules of `matchHazard` of the domain. */
export function hazardTest(at: SegmentAt, filter: Filter, owners: Owners): HazardTest {
  const states = new Uint8Array(ABSENT + 1)
  const counted = new Uint8Array(ABSENT + 1)
  for (const [number, state] of HAZARD_STATES.entries()) {
    if (!isIn(filter.status, state)) continue
    states[number] = 1
    if (OPEN_STATES[number] === true || filter.status.length > 0) counted[number] = 1
  }
  const kinds = Uint8Array.from([0, 1, 2, 3], (kind) =>
    isIn(filter.hazardLevel, kind % 2 === 1 ? 'major' : 'general') &&
    isIn(filter.overdue, kind >= 2 ? 'true' : 'false')
      ? 1
      : 0,
  )
  const checks = [
    ...codeChecks(at, filter),
    levelCheck(at, filter),
    dayCheck(at, filter),
    filter.turn.length === 0 ? null : turnTest(at, filter),
    nameCheck(at, owners),
  ]
  return { states, counted, kinds, check: allOf(checks.filter((check) => check !== null)) }
}

type Check = (row: number) => boolean

function allOf(checks: readonly Check[]): Check | null {
  const [first, second] = checks
  if (second === undefined) return first ?? null
  return (row) => {
    for (const check of checks) if (!check(row)) return false
    return true
  }
}

/** Checks of codes that are texts: by mode, department and accident category. */
function codeChecks({ segment: { hazards, texts } }: SegmentAt, filter: Filter): Check[] {
  const { checkMode, responsible, accident } = filter
  const checks: Check[] = []
  const check = (
    wanted: readonly string[],
    column: Uint32Array,
    matches: (text: string) => boolean,
    takesNone = false,
  ) => {
    if (wanted.length === 0) return
    const passing = Uint8Array.from(texts, (text) => (matches(text) ? 1 : 0))
    checks.push((row) => {
      const code = column[row] as number
      return code === NO_TEXT ? takesNone : passing[code] === 1
    })
  }
  check(checkMode, hazards.checkMode, (text) => checkMode.includes(text))
  const isResponsible = (text: string) => responsible.includes(text)
  check(responsible, hazards.department, isResponsible, responsible.includes(''))
  check(accident, hazards.accident, (text) => matchAccidents(filter, [text]))
  return checks
}

/** By the level of its risk point, where there is one. */
function levelCheck({ segment: { hazards }, pair }: SegmentAt, filter: Filter): Check | null {
  if (filter.level.length === 0) return null
  const { point } = hazards
  const levels = pairsPassing(filter).slice()
  if (matchLevel(filter, null)) levels[ABSENT] = 1
  return (row) => {
    const at = point[row] as number
    return levels[at === NO_ROW ? ABSENT : (pair[at] as number)] === 1
  }
}

function dayCheck({ segment: { hazards } }: SegmentAt, filter: Filter): Check | null {
  const days = daysOf(filter)
  if (days === null) return null
  const [first, last] = days
  const { foundAt } = hazards
  return (row) => {
    const time = foundAt[row] as number
    return time >= first && time <= last
  }
}

/** By its own text, its enterprise's, or its risk point's. */
function nameCheck({ segment, pair }: SegmentAt, { texts, named }: Owners): Check | null {
  if (texts === null) return null
  const { description, enterprise, point } = segment.hazards
  const { name } = segment.points
  return (row) => {
    if (texts[description[row] as number] === 1) return true
    if (named?.[enterprise[row] as number] === 1) return true
    const at = point[row] as number
    return at !== NO_ROW && pair[at] !== ABSENT && texts[name[at] as number] === 1
  }
}

/** Whether it is a wanted role's turn (待办方); asked once for each kind of hazard there is. */
function turnTest(at: SegmentAt, filter: Filter): Check {
  const { segment, state } = at
  const { hazards, texts, enterprises } = segment
  const { size } = enterprises
  const known = new Map<number, boolean>()
  return (row) => {
    const owner = hazards.enterprise[row] as number
    const own = state[row] as number
    const mode = hazards.checkMode[row] as number
    const major = ((hazards.flags[row] as number) & MAJOR) === 0 ? 0 : 1
    const key = ((mode * (ABSENT + 1) + own) * (ABSENT + 1) + (size[owner] as number)) * 2 + major
    let isTurn = known.get(key)
    if (isTurn === undefined) {
      const name = HAZARD_STATES[own]
      const enterpriseSize = SIZES[size[owner] as number]
      const hazardLevel: HazardLevel = major === 1 ? 'major' : 'general'
      const checkMode = texts[mode] ?? ''
      isTurn =
        name !== undefined &&
        enterpriseSize !== undefined &&
        filter.turn.some((role) =>
          isTurnOf({ state: name, hazardLevel, checkMode }, enterpriseSize, role),
        )
      known.set(key, isTurn)
    }
    return isTurn
  }
}

function isIn<Value extends string>(wanted: readonly Value[], value: Value): boolean {
  return wanted.length === 0 || wanted.includes(value)
}
