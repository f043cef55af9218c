import { SegmentBuilder } from '#server/density/loading/segment-builder.ts'
import type { Segment } from '#server/density/columns/segment.ts'
import type { PlantRows } from './sample-plants.ts'

/** A segment is closed beyond this many rows, as when a store is loaded. */
const ROWS_A_SEGMENT = 400_000

/** Plants made segments of, one after the other (逐企业成段). */
export interface PlantSegments {
  /** Shape: → the segment that is full with this plant */
  add(plant: PlantRows): Segment | null
  /** What is left. */
  end(): Segment | null
}

/**
 * Make segments of plants (逐企业成段), as when a store is loaded.
 * Shape: `firstShare` the first one's part of a full one; each further one is twice the last, until full
 */
export function plantSegments(firstShare = 1): PlantSegments {
  let builder = new SegmentBuilder()
  let share = firstShare
  function seal(): Segment {
    const segment = builder.seal()
    builder = new SegmentBuilder()
    share = Math.min(1, share * 2)
    return segment
  }
  return {
    add({ enterprise, riskPoints, hazards }) {
      builder.addEnterprise(enterprise, [])
      for (const point of riskPoints) builder.addPoint(point)
      for (const hazard of hazards) builder.addHazard(hazard)
      builder.forgetPoints()
      return builder.rows < ROWS_A_SEGMENT * share ? null : seal()
    },
    end: () => (builder.enterprises === 0 ? null : seal()),
  }
}
