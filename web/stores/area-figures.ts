import type { MultiPolygon, Polygon } from 'geojson'
import { polygonCentroid } from '#domain/geometry/measure.ts'
import { pointTest } from '#domain/geometry/point-test.ts'
import {
  readCountsWithin,
  readNearestEnterprises,
  type AreaCounts,
  type NearEnterprise,
} from '#web/api/areas.ts'

/** An area with what is in it and what stands about its middle (区域统计). */
export interface AreaFigures {
  readonly counts: AreaCounts
  readonly nearest: readonly (NearEnterprise & { readonly isWithin: boolean })[]
}

const NEAREST = 8

/** Ask for an area's figures under a filter. Errors: those of readCountsWithin */
export async function readAreaFigures(
  area: Polygon | MultiPolygon,
  filterText: string,
  signal: AbortSignal,
): Promise<AreaFigures> {
  const [counts, near] = await Promise.all([
    readCountsWithin(area, filterText, signal),
    readNearestEnterprises(polygonCentroid(area), NEAREST, filterText, signal),
  ])
  const isWithin = pointTest(area)
  const nearest = near.map((one) => ({ ...one, isWithin: isWithin(...one.position) }))
  return { counts, nearest }
}
