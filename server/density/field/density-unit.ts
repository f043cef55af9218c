/**
 * The unit of a density in words and as a code (密度单位). Two records for the whole process; nothing
 * is made for a question.
 */
import type { DensitySubject } from '../lattice/subject-rows.ts'

/** A density's unit in words, and the code that other languages are found by. */
export interface DensityUnit {
  readonly unit: string
  readonly unitCode: string
}

const UNITS: Readonly<Record<DensitySubject, DensityUnit>> = {
  hazards: { unit: '加权隐患/km²', unitCode: 'weighted-hazards-per-km2' },
  'risk-points': { unit: '加权风险点/km²', unitCode: 'weighted-risk-points-per-km2' },
}

/** The unit of a subject's density (密度单位). */
export function densityUnit(subject: DensitySubject): DensityUnit {
  return UNITS[subject]
}
