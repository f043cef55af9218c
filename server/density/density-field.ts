import { LRUCache } from 'lru-cache'
import { hazardWeight, riskPointWeight } from '#domain/density-weight.ts'
import type { HazardAt, RiskPointAt } from '#domain/facts.ts'
import type { LevelBasis } from '#domain/filter-keys.ts'
import { levelByBasis } from '#domain/match.ts'
import type { Position } from '#domain/position.ts'
import type { Selection } from '#domain/select.ts'
import { createField } from './field.ts'
import type { Field, FieldOptions } from './field.ts'
import type { WeightedPoint } from './point-grid.ts'

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
}

/** Fields of one selection that are kept: a page rarely turns between more. */
const FIELDS_KEPT = 6

const fieldsOf = new WeakMap<Selection, LRUCache<string, SubjectField>>()

/**
 * The density field of a selection (密度场), made once and kept as long as the selection is.
 * Units: weighted rows per km²; weights of the domain's table
 * Errors: RangeError when the bandwidth is not above 0
 */
export function densityField(selection: Selection, options: DensityOptions): SubjectField {
  let fields = fieldsOf.get(selection)
  if (fields === undefined) {
    fields = new LRUCache({ max: FIELDS_KEPT })
    fieldsOf.set(selection, fields)
  }
  const { subject, basis, kernel, bandwidthMeters } = options
  const key = [subject, basis, kernel, bandwidthMeters].join()
  let made = fields.get(key)
  if (made === undefined) {
    made = makeField(selection, options)
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

function makeField(selection: Selection, options: DensityOptions): SubjectField {
  const points: WeightedPoint[] = []
  let unplaced = 0
  const add = (position: Position | null, weight: number) => {
    if (position === null) unplaced += 1
    else points.push({ position, weight })
  }
  if (options.subject === 'hazards')
    for (const hazard of selection.hazards) add(hazardPosition(hazard), hazardWeight(hazard))
  else
    for (const riskPoint of selection.riskPoints) {
      const level = levelByBasis(riskPoint.level, options.basis)
      add(riskPointPosition(riskPoint), riskPointWeight(level))
    }
  return { field: createField(points, options), unplaced }
}
