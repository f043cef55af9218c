/**
 * An enterprise with all its rows, as whoever follows changes holds it (企业持有): whole or not at all,
 * so that one nobody changed is the same object and need not be looked into.
 *
 * One object of three fields an enterprise, made once a segment and kept as long as it; its digests,
 * four texts, and its hazards, an object each, are made when they are read. To tell what a scope holds
 * is a pass over the segment's enterprises.
 */
import type { EnterpriseRecord } from '#domain/facts.ts'
import { HAZARD_STATES, isOpenState } from '#domain/hazard.ts'
import type { HazardLevel } from '#domain/hazard.ts'
import { ColumnEnterprise } from './columns/column-enterprise.ts'
import { idAt } from './columns/id-column.ts'
import { DIGEST_PARTS, DIGEST_WORDS, MAJOR } from './columns/segment.ts'
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
  hazards(): readonly HeldHazard[]
}

/** Of each segment once. */
const holdingsIn = new WeakMap<Segment, readonly Holding[]>()

/**
 * What a segment holds of some enterprises.
 * Shape: 1 for each of them, by their numbers → in the order of the segment
 */
export function holdingsOf(segment: Segment, isIn: Uint8Array): Holding[] {
  let all = holdingsIn.get(segment)
  if (all === undefined) {
    all = Array.from(isIn, (_, number) => new SegmentHolding(segment, number))
    holdingsIn.set(segment, all)
  }
  return all.filter((_, number) => isIn[number] === 1)
}

/** Reads the segment when it is asked; an enterprise that was asked for is kept. */
class SegmentHolding implements Holding {
  readonly #segment: Segment
  readonly #number: number
  #enterprise: EnterpriseRecord | undefined

  constructor(segment: Segment, number: number) {
    this.#segment = segment
    this.#number = number
  }

  get enterprise(): EnterpriseRecord {
    return (this.#enterprise ??= new ColumnEnterprise(this.#segment, this.#number))
  }

  get digests(): Holding['digests'] {
    return {
      enterprise: this.#digest(DIGEST_PARTS.enterprise),
      riskPoints: this.#digest(DIGEST_PARTS.points),
      hazards: this.#digest(DIGEST_PARTS.hazards),
      zones: this.#digest(DIGEST_PARTS.zones),
    }
  }

  hazards(): readonly HeldHazard[] {
    return heldHazards(this.#segment, this.#number)
  }

  #digest(part: number): string {
    const at = this.#number * DIGEST_WORDS + part
    return this.#segment.digests.subarray(at, at + 2).join('-')
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
