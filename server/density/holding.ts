import type { EnterpriseRecord } from '#domain/facts.ts'
import { HAZARD_STATES, isOpenState } from '#domain/hazard.ts'
import type { HazardLevel } from '#domain/hazard.ts'
import { idAt } from './columns/id-column.ts'
import { MAJOR } from './columns/segment.ts'
import type { Segment } from './columns/segment.ts'

/** The digest of no rows. */
export const NO_ROWS = '0-0'

/** A hazard as news tells of it. */
export interface HeldHazard {
  readonly id: string
  readonly hazardLevel: HazardLevel
  /** Not closed, rejected or archived. */
  readonly open: boolean
}

/** An enterprise with all its rows, as the index holds them: whole or not at all. */
export interface Holding {
  readonly enterprise: EnterpriseRecord
  /** Equal for equal rows, on every node and after every restart. */
  readonly digests: {
    readonly enterprise: string
    readonly riskPoints: string
    readonly hazards: string
    readonly zones: string
  }
  /** Its hazards, read when they are asked for. */
  readonly hazards: () => readonly HeldHazard[]
}

/** What a segment holds of the enterprises that are live in it and let in. */
export function* holdingsOf(
  segment: Segment,
  lets: (enterprise: EnterpriseRecord) => boolean,
): Generator<Holding> {
  for (const [number, enterprise] of segment.enterprises.entries()) {
    if (segment.live[number] === 0 || !lets(enterprise)) continue
    const digest = (part: number) =>
      segment.digests.subarray(number * 8 + part, number * 8 + part + 2).join('-')
    yield {
      enterprise,
      digests: {
        enterprise: digest(0),
        riskPoints: digest(2),
        hazards: digest(4),
        zones: digest(6),
      },
      hazards: () => heldHazards(segment, number),
    }
  }
}

function heldHazards({ hazards }: Segment, number: number): HeldHazard[] {
  const rows = hazards.rows.subarray(hazards.starts[number], hazards.starts[number + 1])
  return Array.from(rows, (row) => {
    const end = hazards.stateStart[row + 1] as number
    const isFresh = end === hazards.stateStart[row]
    const state = isFresh ? 'REPORTED' : HAZARD_STATES[hazards.state[end - 1] as number]
    const isArchived = hazards.archivedAt[row] !== Infinity
    return {
      id: idAt(hazards.ids, row),
      hazardLevel: ((hazards.flags[row] as number) & MAJOR) === 0 ? 'general' : 'major',
      open: !isArchived && state !== undefined && isOpenState(state),
    }
  })
}
