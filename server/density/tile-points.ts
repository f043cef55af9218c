import type { LevelBasis } from '#domain/filter-keys.ts'
import { levelByBasis } from '#domain/match.ts'
import type { Selection } from '#domain/select.ts'
import type { TilePoint } from './cell-grid.ts'
import { hazardPosition, riskPointPosition } from './density-field.ts'

/** What is drawn as points (点位图层). */
export const POINT_NOUNS = ['enterprises', 'risk-points', 'hazards'] as const
export type PointNoun = (typeof POINT_NOUNS)[number]

/**
 * The points that a selection has of one noun; rows without any place are not among them.
 * Shape: `level` is the enterprise's, the point's, or that of the hazard's point
 */
export function tilePoints(selection: Selection, noun: PointNoun, basis: LevelBasis): TilePoint[] {
  switch (noun) {
    case 'enterprises':
      return selection.enterprises.flatMap(({ id, name, position, level }) =>
        position === null
          ? []
          : {
              id,
              enterpriseId: id,
              position,
              level: levelByBasis(level, basis),
              properties: { name },
              counted: {},
            },
      )
    case 'risk-points':
      return selection.riskPoints.flatMap((riskPoint) => {
        const position = riskPointPosition(riskPoint)
        if (position === null) return []
        const approximate = riskPoint.approximate || riskPoint.position === null
        return {
          id: riskPoint.id,
          enterpriseId: riskPoint.enterpriseId,
          position,
          level: levelByBasis(riskPoint.level, basis),
          properties: approximate ? { approximate } : {},
          counted: {},
        }
      })
    case 'hazards':
      return selection.hazards.flatMap((hazard) => {
        const position = hazardPosition(hazard)
        if (position === null) return []
        const { riskPoint, hazardLevel, overdue } = hazard
        return {
          id: hazard.id,
          enterpriseId: hazard.enterprise.id,
          position,
          level: riskPoint === null ? null : levelByBasis(riskPoint.level, basis),
          properties: { hazardLevel },
          counted: { major: hazardLevel === 'major', overdue },
        }
      })
  }
}
