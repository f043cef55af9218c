import type { Segment } from '#server/density/columns/segment.ts'
import { SegmentSeries } from '#server/density/loading/segment-series.ts'
import type { PlantRows } from './sample-plants.ts'

/** Plants made segments of, one after the other (逐企业成段), as when a store is loaded. */
export interface PlantSegments {
  /** Shape: → the segment that is full with this plant */
  add(plant: PlantRows): Segment | null
  /** What is left. */
  end(): Segment | null
}

/** Make segments of plants (逐企业成段). Shape: `firstShare` the first one's part of a full one */
export function plantSegments(firstShare = 1): PlantSegments {
  const series = new SegmentSeries(undefined, firstShare)
  return {
    add({ enterprise, riskPoints, hazards }) {
      const { builder } = series
      builder.addEnterprise(enterprise, [])
      for (const point of riskPoints) builder.addPoint(point)
      for (const hazard of hazards) builder.addHazard(hazard)
      builder.forgetPoints()
      return series.isFull ? series.take() : null
    },
    end: () => (series.isEmpty ? null : series.take()),
  }
}
