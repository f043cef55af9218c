/**
 * The enterprises nearest to a place (最近企业), by measuring every one: of a hundred thousand that
 * takes some tens of milliseconds, in turns.
 *
 * One distance an enterprise selected, and an object for each that comes among the nearest; a list of
 * as many as were asked for is all that stays, kept in order as they come.
 */
import type { EnterpriseAt } from '#domain/facts.ts'
import { distanceMeters } from '#domain/position.ts'
import type { Position } from '#domain/position.ts'
import { enterpriseOf } from './columns/column-enterprise.ts'
import type { ColumnSelection } from './columns/column-selection.ts'
import { createPace } from './pace.ts'

/** An enterprise and how far it stands from a place. */
export interface NearEnterprise {
  readonly enterprise: EnterpriseAt
  readonly position: Position
  readonly meters: number
}

/** Enterprises between two looks at the clock. */
const ENTERPRISES_A_LOOK = 1024

/**
 * The enterprises of a selection nearest to a place (最近企业), nearest first, the id breaking ties.
 * Units: metres of the great circle; those without a place are none of them
 */
export async function nearestEnterprises(
  { parts }: ColumnSelection,
  place: Position,
  limit: number,
): Promise<readonly NearEnterprise[]> {
  const pace = createPace()
  const nearest: NearEnterprise[] = []
  let seen = 0
  for (const { at, enterprises } of parts) {
    const { lng, lat } = at.segment.enterprises
    for (const number of enterprises) {
      seen += 1
      if (seen % ENTERPRISES_A_LOOK === 0) await pace()
      const position: Position = [lng[number] as number, lat[number] as number]
      const meters = Number.isNaN(position[0]) ? Infinity : distanceMeters(place, position)
      if (meters > farthest(nearest, limit)) continue
      const enterprise = enterpriseOf(at, number)
      if (enterprise !== null) insert(nearest, { enterprise, position, meters }, limit)
    }
  }
  return nearest
}

/** The most metres with which one may still be among the nearest: any place will do while they are few. */
function farthest(nearest: readonly NearEnterprise[], limit: number): number {
  return nearest.length < limit ? Number.MAX_VALUE : (nearest.at(-1)?.meters ?? 0)
}

/** Keep a short list in order. */
function insert(nearest: NearEnterprise[], candidate: NearEnterprise, limit: number): void {
  let place = nearest.length
  for (let before = nearest[place - 1]; before && isNearer(candidate, before);) {
    place -= 1
    before = nearest[place - 1]
  }
  if (place >= limit) return
  nearest.splice(place, 0, candidate)
  if (nearest.length > limit) nearest.pop()
}

function isNearer(a: NearEnterprise, b: NearEnterprise): boolean {
  return a.meters < b.meters || (a.meters === b.meters && a.enterprise.id < b.enterprise.id)
}
