import table from '#data/codes/emergency-steps.json' with { type: 'json' }
import { currentAccidentCategory } from './accident-categories.ts'
import { itemOf, type NormItem, type NormTable } from './table.ts'

/** A step of an emergency card, or a caution for one class of accident. */
export interface EmergencyStep extends NormItem {
  readonly text: string
  readonly accident?: string
}

/** Steps and cautions of emergency cards (应急处置步骤与提醒), general knowledge and not a norm. */
export const emergencySteps = table as NormTable<EmergencyStep>

const ORDER = ['REPORT', 'CONTROL', 'RESCUE', 'EVACUATE'] as const

/** What everybody does first to last (报告、先期处置、自救互救、撤离). */
export function stepsInOrder(): readonly EmergencyStep[] {
  return ORDER.map((code) => itemOf(emergencySteps, code))
}

/** Cautions (注意事项) for classes of accident of either edition, each said once. */
export function cautionsFor(accidents: readonly string[]): readonly string[] {
  const codes = new Set(accidents.map((code) => currentAccidentCategory(code)?.code))
  const texts = emergencySteps.items
    .filter(({ accident }) => accident !== undefined && codes.has(accident))
    .map(({ text }) => text)
  return [...new Set(texts)]
}
