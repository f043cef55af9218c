/**
 * The unclosed hazards about a place (周边隐患), by the great circle and not by the square.
 *
 * Those rows are looked at that lie in at most four squares of the curve, which cover a box about
 * the circle; each is an object while it is measured, and those within the distance are what is
 * returned. Nothing is kept.
 */
import type { HazardAt } from '#domain/facts.ts'
import { bboxAround, bboxContains, distanceMeters } from '#domain/position.ts'
import type { Position } from '#domain/position.ts'
import { ColumnHazard } from '../columns/column-rows.ts'
import type { ColumnSelection } from '../columns/column-selection.ts'
import { rowsInBox } from '../columns/box-runs.ts'

/**
 * The unclosed hazards of a selection within a distance of a place (周边隐患).
 * Units: metres of the great circle, the distance itself included
 */
export function hazardsAbout(
  { parts }: ColumnSelection,
  position: Position,
  meters: number,
): HazardAt[] {
  const box = bboxAround(position, meters + 1)
  const found: HazardAt[] = []
  for (const { at, hazards } of parts) {
    const columns = at.segment.hazards
    for (const row of rowsInBox(columns, hazards, box)) {
      const hazard = new ColumnHazard(at, row)
      const place = hazard.position
      if (hazard.open && place !== null && bboxContains(box, place))
        if (distanceMeters(position, place) <= meters) found.push(hazard)
    }
  }
  return found
}
