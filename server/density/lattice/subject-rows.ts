/**
 * The rows of a selected part that a density counts (计入密度的行), and what each weighs. Rows and places
 * are those of the columns, of which nothing is copied; a weight is looked up in a table of 25
 * pairs of levels or four kinds of hazard, made once for the process.
 */
import { hazardWeight, riskPointWeight } from '#domain/density-weight.ts'
import type { LevelBasis } from '#domain/filter-keys.ts'
import { levelByBasis } from '#domain/match.ts'
import { placedRows } from '../columns/placed-rows.ts'
import { LEVEL_PAIRS, MAJOR } from '../columns/segment.ts'
import { pointsOfRun } from '../columns/select-points.ts'
import type { SelectedSegment } from '../columns/select-segment.ts'
import type { WeightedRows } from './share-rows.ts'

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
export interface SubjectRows extends WeightedRows {
  readonly rows: Uint32Array
  /** Rows from this one on have no place. */
  readonly placed: number
  readonly enterprise: Uint32Array
}

/** What a density of a subject counts of one selected part. Units: weights of the domain's table */
export function subjectRows(part: SelectedSegment, choice: SubjectChoice): SubjectRows {
  const { points, hazards } = part.at.segment
  const isPoints = choice.subject === 'risk-points'
  const { placed, enterprise } = isPoints ? points : hazards
  const rows = isPoints ? part.points : part.hazards
  return { ...subjectWeights(part, choice), rows, placed, enterprise }
}

/** Where the rows of a part lie, and what they weigh in a density, whether they are selected or not. */
export function subjectWeights(
  { at }: SelectedSegment,
  { subject, basis }: SubjectChoice,
): WeightedRows {
  const { points, hazards } = at.segment
  if (subject === 'risk-points') {
    const weights = POINT_WEIGHTS[basis]
    const { pair } = at
    const { lng, lat } = points
    return { lng, lat, weightOf: (row) => weights[pair[row] as number] as number }
  }
  const { overdueDays } = at
  const { lng, lat, flags } = hazards
  return {
    lng,
    lat,
    weightOf: (row) =>
      HAZARD_WEIGHTS[
        (((flags[row] as number) & MAJOR) === 0 ? 0 : 1) +
          ((overdueDays[row] as number) > 0 ? 2 : 0)
      ] as number,
  }
}

/** How many rows that a density counts have no place (无坐标). */
export function unplacedRows(part: SelectedSegment, choice: SubjectChoice): number {
  const { at, groups } = part
  const { placed: end, count } = at.segment.points
  if (choice.subject === 'risk-points' && groups !== null)
    return pointsOfRun(at, groups, end, count).length
  const own = subjectRows(part, choice)
  return own.rows.length - placedRows(own, own.rows).length
}
