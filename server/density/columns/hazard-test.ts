import type { Filter } from '#domain/filter.ts'
import { isTurnOf } from '#domain/hazard-transition.ts'
import { HAZARD_STATES } from '#domain/hazard.ts'
import type { HazardLevel } from '#domain/hazard.ts'
import { matchAccidents, matchLevel } from '#domain/match.ts'
import { daysOf } from './filter-tables.ts'
import type { Owners } from './filter-tables.ts'
import { OPEN_STATES } from './segment-at.ts'
import type { SegmentAt } from './segment-at.ts'
import { ABSENT, LEVEL_PAIRS, MAJOR, NO_ROW, NO_TEXT } from './segment.ts'

/** Whether a row passes a filter, and whether it counts among those that pass. */
export interface HazardTest {
  readonly test: (row: number) => boolean
  readonly counts: (row: number) => boolean
}

/** A filter as a test of hazards (隐患筛选), by the rules of `matchHazard` of the domain. */
export function hazardTest(at: SegmentAt, filter: Filter, owners: Owners): HazardTest {
  const { segment, state, pair, overdueDays } = at
  const { texts, hazards, points } = segment
  const { enterprise, point, flags, foundAt } = hazards
  const states = Uint8Array.from(HAZARD_STATES, (one) => (isIn(filter.status, one) ? 1 : 0))
  const general = isIn(filter.hazardLevel, 'general')
  const major = isIn(filter.hazardLevel, 'major')
  const late = isIn(filter.overdue, 'true')
  const timely = isIn(filter.overdue, 'false')
  const noLevel = matchLevel(filter, null)
  const levels = Uint8Array.from(LEVEL_PAIRS, (level) => (matchLevel(filter, level) ? 1 : 0))
  const days = daysOf(filter)
  const named = owners.texts
  const modes = codes(filter.checkMode, texts, (text) => filter.checkMode.includes(text))
  const departments = codes(filter.responsible, texts, (text) => filter.responsible.includes(text))
  const noDepartment = filter.responsible.includes('')
  const accidents = codes(filter.accident, texts, (text) => matchAccidents(filter, [text]))
  const turn = filter.turn.length === 0 ? null : turnTest(at, filter)

  const hasLevel = (row: number): boolean => {
    const at = point[row] as number
    const level = at === NO_ROW ? ABSENT : (pair[at] as number)
    return level === ABSENT ? noLevel : levels[level] === 1
  }
  const isNamed = (row: number): boolean => {
    if (named === null) return true
    if (named[hazards.description[row] as number] === 1) return true
    if (owners.named?.[enterprise[row] as number] === 1) return true
    const at = point[row] as number
    const there = at !== NO_ROW && pair[at] !== ABSENT
    return there && named[points.name[at] as number] === 1
  }
  const isOf = (code: number, wanted: Uint8Array | null, none: boolean): boolean =>
    wanted === null || (code === NO_TEXT ? none : wanted[code] === 1)

  return {
    counts: (row) => OPEN_STATES[state[row] as number] === true || filter.status.length > 0,
    test: (row) => {
      const own = state[row] as number
      if (own === ABSENT || states[own] === 0) return false
      if (owners.passes[enterprise[row] as number] === 0) return false
      if (((flags[row] as number) & MAJOR) === 0 ? !general : !major) return false
      if ((overdueDays[row] as number) > 0 ? !late : !timely) return false
      if (!isOf(hazards.checkMode[row] as number, modes, false)) return false
      if (!isOf(hazards.department[row] as number, departments, noDepartment)) return false
      if (!isOf(hazards.accident[row] as number, accidents, false)) return false
      if (!hasLevel(row)) return false
      if (days !== null) {
        const time = foundAt[row] as number
        if (time < days[0] || time > days[1]) return false
      }
      return (turn === null || turn(row)) && isNamed(row)
    },
  }
}

/** Whether it is a wanted role's turn (待办方); asked once for each kind of hazard there is. */
function turnTest(at: SegmentAt, filter: Filter): (row: number) => boolean {
  const { segment, state, enterprises } = at
  const { hazards, texts } = segment
  const known = new Map<string, boolean>()
  return (row) => {
    const size = enterprises[hazards.enterprise[row] as number]?.size
    const name = HAZARD_STATES[state[row] as number]
    if (size === undefined || name === undefined) return false
    const hazardLevel: HazardLevel = (hazards.flags[row] as number) & MAJOR ? 'major' : 'general'
    const checkMode = texts[hazards.checkMode[row] as number] ?? ''
    const key = `${name} ${hazardLevel} ${checkMode} ${size}`
    let isTurn = known.get(key)
    if (isTurn === undefined) {
      const hazard = { state: name, hazardLevel, checkMode }
      isTurn = filter.turn.some((role) => isTurnOf(hazard, size, role))
      known.set(key, isTurn)
    }
    return isTurn
  }
}

function codes(
  wanted: readonly string[],
  texts: readonly string[],
  matches: (text: string) => boolean,
): Uint8Array | null {
  return wanted.length === 0 ? null : Uint8Array.from(texts, (text) => (matches(text) ? 1 : 0))
}

function isIn<Value extends string>(wanted: readonly Value[], value: Value): boolean {
  return wanted.length === 0 || wanted.includes(value)
}
