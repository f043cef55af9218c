import categories1986 from '#data/codes/accident-categories-1986.json' with { type: 'json' }
import categories2025 from '#data/codes/accident-categories.json' with { type: 'json' }
import signs from '#data/codes/accident-signs.json' with { type: 'json' }
import { findItem, itemOf, type NormItem, type NormTable } from './table.ts'

/** A class of accident (事故类别); `successor` is the 2025 class a 1986 one is shown beside. */
export interface AccidentCategory extends NormItem {
  readonly successor?: string
}

/** Safety signs (安全标志) suggested for a class of accident, in the order they are posted. */
export interface AccidentSigns extends NormItem {
  readonly warning: readonly string[]
  readonly prohibition: readonly string[]
  readonly mandatory: readonly string[]
  readonly information: readonly string[]
}

export type AccidentEdition = '2025' | '1986'

const editions: Readonly<Record<AccidentEdition, NormTable<AccidentCategory>>> = {
  '2025': categories2025 as NormTable<AccidentCategory>,
  '1986': categories1986 as NormTable<AccidentCategory>,
}

/**
 * The table of accident classes (事故类别) of one edition, the one in force by default.
 * Source: GB 6441-2025 [V]; GB 6441-1986 for rows entered before
 */
export function accidentCategories(edition: AccidentEdition = '2025'): NormTable<AccidentCategory> {
  return editions[edition]
}

/** Find an accident class (事故类别) by its code in either edition; their codes do not overlap. */
export function findAccidentCategory(code: string): AccidentCategory | null {
  return findItem(editions['2025'], code) ?? findItem(editions['1986'], code)
}

/**
 * The class of the edition in force (现行事故类别) for a code of either edition; null when unknown.
 * Source: mapping of 1986 to 2025 as one public implementation reads it, not part of the norm [V]
 */
export function currentAccidentCategory(code: string): AccidentCategory | null {
  const category = findAccidentCategory(code)
  return category?.successor === undefined ? category : itemOf(editions['2025'], category.successor)
}

/**
 * Safety signs (安全标志) suggested for an accident class of either edition; null where none are.
 * Source: sign names of GB 2894-2025; the pairing is seen in public implementations [V]
 */
export function accidentSigns(code: string): AccidentSigns | null {
  const category = currentAccidentCategory(code)
  return category === null ? null : findItem(signs as NormTable<AccidentSigns>, category.code)
}
