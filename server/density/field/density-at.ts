/**
 * What the density says of one place (某处密度), in numbers: its value, that of an earlier day, and the
 * unclosed hazards within 1 km.
 *
 * The value is read from the 4 × 4 nodes about the place, each summed from the weights in reach of
 * it; hazards are those of at most four squares of the curve, measured one by one. Who must not see
 * single enterprises is told of a whole cell of the guarded grid, for which all hazards of the
 * selection are looked at. Nothing is kept here.
 */
import type { Kernel } from '#domain/kernel.ts'
import type { HazardAt, Moment } from '#domain/facts.ts'
import type { Position } from '#domain/position.ts'
import type { Scope } from '#domain/scope.ts'
import type { ColumnSelection } from '../columns/column-selection.ts'
import { hazardsAbout } from './hazards-about.ts'

import { LEAST_ENTERPRISES } from '#domain/small-groups.ts'
import type { Earlier } from './density-difference.ts'
import { densityField } from './density-field.ts'
import type { DensityOptions } from './density-field.ts'
import { guardedGridFor } from '../tiles/guarded-grid.ts'
import type { GuardedGrid } from '../tiles/guarded-grid.ts'
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
  /** The day it is set against (对比日), the value at its end and what was added since; else null. */
  readonly since: string | null
  readonly before: number | null
  readonly difference: number | null
  /**
   * Null where it would single an enterprise out to who must not see one. To such a scope it tells of
   * the cell of the fixed grid, about 2 km wide: circles that differ by one enterprise would tell of it.
   */
  readonly within1km: HazardsNearby | null
}

const NEARBY_METERS = 1000

/**
 * The density at a place and the unclosed hazards within 1 km of it (此处 1 km 内).
 * Units: value in weighted rows per km²; nearness by great-circle distance, 1000 m included
 */
export async function densityAt(
  selection: ColumnSelection,
  position: Position,
  options: DensityOptions,
  moment: Moment,
  scope: Scope,
  earlier: Earlier | null = null,
): Promise<DensityAt> {
  const guard = guardedGridFor(selection, scope)
  const { field } = await densityField(selection, options, guard)
  const value = field.valueAt(position)
  const before =
    earlier === null
      ? null
      : (await densityField(earlier.selection, options)).field.valueAt(position)
  return {
    value,
    ...densityUnit(options.subject),
    kernel: options.kernel,
    bandwidthMeters: options.bandwidthMeters,
    asOf: moment.at.toISOString(),
    since: earlier?.day ?? null,
    before,
    difference: before === null ? null : value - before,
    within1km:
      guard === null
        ? countHazards(hazardsAbout(selection, position, NEARBY_METERS))
        : guardedNearby(selection, position, guard),
  }
}

function guardedNearby(
  selection: ColumnSelection,
  position: Position,
  guard: GuardedGrid,
): HazardsNearby | null {
  if (guard.hidesAt(position)) return null
  const cell = guard.cellAt(position)
  const inCell = [...selection.hazards].filter(
    (hazard) => hazard.open && guard.unitOf(hazard.enterprise.id)?.cell === cell,
  )
  const enterprises = new Set(inCell.map((hazard) => hazard.enterprise.id)).size
  return enterprises > 0 && enterprises < LEAST_ENTERPRISES ? null : countHazards(inCell)
}

function countHazards(hazards: readonly HazardAt[]): HazardsNearby {
  return {
    open: hazards.length,
    major: hazards.filter((hazard) => hazard.hazardLevel === 'major').length,
    overdue: hazards.filter((hazard) => hazard.overdue).length,
  }
}
