import type { Kernel } from '#domain/kernel.ts'
import type { HazardAt, Moment } from '#domain/facts.ts'
import { bboxAround, bboxContains, distanceMeters } from '#domain/position.ts'
import type { Position } from '#domain/position.ts'
import type { Scope } from '#domain/scope.ts'
import type { Selection } from '#domain/select.ts'
import { LEAST_ENTERPRISES } from './cell-grid.ts'
import { densityField, hazardPosition } from './density-field.ts'
import type { DensityOptions } from './density-field.ts'
import { densityUnit } from './density-unit.ts'
import type { DensityUnit } from './density-unit.ts'

/** Unclosed hazards near a place, in plain numbers beside the density. */
export interface HazardsNearby {
  readonly open: number
  readonly major: number
  readonly overdue: number
}

/** What the density says of one place (某处密度). */
export interface DensityAt extends DensityUnit {
  readonly value: number
  readonly kernel: Kernel
  readonly bandwidthMeters: number
  readonly asOf: string
  /** Null where fewer than three enterprises have any and the scope must not single one out. */
  readonly within1km: HazardsNearby | null
}

const NEARBY_METERS = 1000

/**
 * The density at a place and the unclosed hazards within 1 km of it (此处 1 km 内).
 * Units: value in weighted rows per km²; nearness by great-circle distance, 1000 m included
 */
export function densityAt(
  selection: Selection,
  position: Position,
  options: DensityOptions,
  moment: Moment,
  scope: Scope,
): DensityAt {
  return {
    value: densityField(selection, options).field.valueAt(position),
    ...densityUnit(options.subject),
    kernel: options.kernel,
    bandwidthMeters: options.bandwidthMeters,
    asOf: moment.at.toISOString(),
    within1km: hazardsNearby(selection, position, scope),
  }
}

function hazardsNearby(
  selection: Selection,
  position: Position,
  scope: Scope,
): HazardsNearby | null {
  const box = bboxAround(position, NEARBY_METERS + 1)
  const near = selection.hazards.filter((hazard: HazardAt) => {
    const place = hazardPosition(hazard)
    return (
      hazard.open &&
      place !== null &&
      bboxContains(box, place) &&
      distanceMeters(position, place) <= NEARBY_METERS
    )
  })
  const enterprises = new Set(near.map((hazard) => hazard.enterprise.id))
  if (scope.suppressSingles && enterprises.size > 0 && enterprises.size < LEAST_ENTERPRISES)
    return null
  return {
    open: near.length,
    major: near.filter((hazard) => hazard.hazardLevel === 'major').length,
    overdue: near.filter((hazard) => hazard.overdue).length,
  }
}
