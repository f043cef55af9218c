import { LRUCache } from 'lru-cache'
import { hazardWeight, riskPointWeight } from '#domain/density-weight.ts'
import type { HazardAt, RiskPointAt } from '#domain/facts.ts'
import type { LevelBasis } from '#domain/filter-keys.ts'
import { levelByBasis } from '#domain/match.ts'
import type { Position } from '#domain/position.ts'
import type { Selection } from '#domain/select.ts'
import { LEAST_ENTERPRISES } from '#domain/small-groups.ts'
import type { Field, FieldOptions } from './field.ts'
import type { GuardedGrid, GuardedUnit } from './guarded-grid.ts'
import { latticeOf } from './weighted-lattice.ts'
import type { WeightedPoint } from './weighted-lattice.ts'

/** What a density counts (密度对象). */
export const DENSITY_SUBJECTS = ['hazards', 'risk-points'] as const
export type DensitySubject = (typeof DENSITY_SUBJECTS)[number]

export interface DensityOptions extends FieldOptions {
  readonly subject: DensitySubject
  /** Which of a risk point's two levels gives its weight. */
  readonly basis: LevelBasis
}

/** A density field and how many rows lie nowhere, so that they are not in it. */
export interface SubjectField {
  readonly field: Field
  readonly unplaced: number
  /** Rows left out (未显示) so that no enterprise is singled out. */
  readonly withheld: number
}

/** Fields of one selection that are kept: a page rarely turns between more. */
const FIELDS_KEPT = 6

const fieldsOf = new WeakMap<Selection, LRUCache<string, SubjectField>>()

/**
 * The density field of a selection (密度场), made once and kept as long as the selection is.
 * Shape: under a guarded grid the field is made of its units, all weight of one at its mean place
 * Units: weighted rows per km²; weights of the domain's table
 * Errors: RangeError when the bandwidth is not above 0
 */
export function densityField(
  selection: Selection,
  options: DensityOptions,
  guard: GuardedGrid | null = null,
): SubjectField {
  let fields = fieldsOf.get(selection)
  if (fields === undefined) {
    fields = new LRUCache({ max: FIELDS_KEPT })
    fieldsOf.set(selection, fields)
  }
  const { subject, basis, kernel, bandwidthMeters } = options
  const key = [subject, basis, kernel, bandwidthMeters, guard !== null].join()
  let made = fields.get(key)
  if (made === undefined) {
    made = makeField(rowsOf(selection, options), options, guard)
    fields.set(key, made)
  }
  return made
}

/** Where a hazard lies: its own place, else its risk point's, else its enterprise's. */
export function hazardPosition(hazard: HazardAt): Position | null {
  return hazard.record.position ?? hazard.riskPoint?.position ?? hazard.enterprise.position
}

/** Where a risk point lies: its own place, else its enterprise's. */
export function riskPointPosition(riskPoint: RiskPointAt): Position | null {
  return riskPoint.position ?? riskPoint.enterprise.position
}

/** A row as a field counts it. */
interface WeightedRow {
  readonly enterpriseId: string
  readonly position: Position | null
  readonly weight: number
}

function rowsOf(selection: Selection, { subject, basis }: DensityOptions): WeightedRow[] {
  if (subject === 'hazards')
    return selection.hazards.map((hazard) => ({
      enterpriseId: hazard.enterprise.id,
      position: hazardPosition(hazard),
      weight: hazardWeight(hazard),
    }))
  return selection.riskPoints.map((riskPoint) => ({
    enterpriseId: riskPoint.enterpriseId,
    position: riskPointPosition(riskPoint),
    weight: riskPointWeight(levelByBasis(riskPoint.level, basis)),
  }))
}

function makeField(
  rows: readonly WeightedRow[],
  options: DensityOptions,
  guard: GuardedGrid | null,
): SubjectField {
  const points: WeightedPoint[] = []
  let unplaced = 0
  for (const { position, weight } of rows)
    if (position === null) unplaced += 1
    else points.push({ position, weight })
  if (guard === null) return { field: latticeOf(points, options).field(), unplaced, withheld: 0 }
  const told = guardedPoints(rows, guard)
  return { field: latticeOf(told.points, options).field(), unplaced: 0, withheld: told.withheld }
}

/** The units that rows of three enterprises stand in, each as one point of all their weight. */
function guardedPoints(rows: readonly WeightedRow[], guard: GuardedGrid) {
  const units = new Map<GuardedUnit | undefined, WeightedRow[]>()
  for (const row of rows) {
    const unit = guard.unitOf(row.enterpriseId)
    const members = units.get(unit)
    if (members === undefined) units.set(unit, [row])
    else members.push(row)
  }
  const points: WeightedPoint[] = []
  let withheld = 0
  for (const [unit, members] of units) {
    const enterprises = new Set(members.map(({ enterpriseId }) => enterpriseId)).size
    if (unit === undefined || enterprises < LEAST_ENTERPRISES) {
      withheld += members.length
      continue
    }
    const weight = members.reduce((sum, row) => sum + row.weight, 0)
    points.push({ position: unit.position, weight })
  }
  return { points, withheld }
}
