import { hazardWeight, riskPointWeight } from '#domain/density-weight.ts'
import type { LevelBasis } from '#domain/filter-keys.ts'
import { levelByBasis } from '#domain/match.ts'
import { LEVEL_PAIRS, MAJOR } from '../columns/segment.ts'
import type { SelectedSegment } from '../columns/select-segment.ts'

/** What a density counts (密度对象). */
export const DENSITY_SUBJECTS = ['hazards', 'risk-points'] as const
export type DensitySubject = (typeof DENSITY_SUBJECTS)[number]

/** What is counted, and by which of a risk point's two levels it weighs. */
export interface SubjectChoice {
  readonly subject: DensitySubject
  readonly basis: LevelBasis
}

/** Weights by the number of a pair of levels. */
const POINT_WEIGHTS: Readonly<Record<LevelBasis, Float64Array>> = {
  current: Float64Array.from(LEVEL_PAIRS, (pair) => riskPointWeight(levelByBasis(pair, 'current'))),
  inherent: Float64Array.from(LEVEL_PAIRS, (pair) =>
    riskPointWeight(levelByBasis(pair, 'inherent')),
  ),
}

/** Weights by 1 for a major one and 2 for an overdue one. */
const HAZARD_WEIGHTS = Float64Array.from([0, 1, 2, 3], (kind) =>
  hazardWeight({ hazardLevel: kind % 2 === 1 ? 'major' : 'general', overdue: kind >= 2 }),
)

/** The rows of a selected part that a density counts (计入密度的行), and what each of them weighs. */
export interface SubjectRows {
  readonly rows: Uint32Array
  readonly lng: Float64Array
  readonly lat: Float64Array
  /** Rows from this one on have no place. */
  readonly placed: number
  readonly enterprise: Uint32Array
  readonly weightOf: (row: number) => number
}

/** What a density of a subject counts of one selected part. Units: weights of the domain's table */
export function subjectRows(part: SelectedSegment, { subject, basis }: SubjectChoice): SubjectRows {
  const { points, hazards } = part.at.segment
  if (subject === 'risk-points') {
    const weights = POINT_WEIGHTS[basis]
    const { pair } = part.at
    return {
      ...pick(points),
      rows: part.points,
      weightOf: (row) => weights[pair[row] as number] as number,
    }
  }
  const { overdueDays } = part.at
  const { flags } = hazards
  return {
    ...pick(hazards),
    rows: part.hazards,
    weightOf: (row) =>
      HAZARD_WEIGHTS[
        (((flags[row] as number) & MAJOR) === 0 ? 0 : 1) +
          ((overdueDays[row] as number) > 0 ? 2 : 0)
      ] as number,
  }
}

function pick({ lng, lat, placed, enterprise }: Omit<SubjectRows, 'rows' | 'weightOf'>) {
  return { lng, lat, placed, enterprise }
}
