import { bbox } from '@turf/turf'
import type { CountyExtent } from '#domain/position.ts'
import { findRegion } from '#server/store/region.ts'
import type { Reader } from '#server/store/transact.ts'

/**
 * What positions of a county (县域) are checked against.
 * Shape: 6-digit code → name and box; null without a county or where its boundary is not known
 */
export async function findCountyExtent(
  reader: Reader,
  county: string | null,
): Promise<CountyExtent | null> {
  const region = county === null ? null : await findRegion(reader, county)
  if (region === null || region.geometry === null) return null
  const [west, south, east, north] = bbox(region.geometry)
  return { name: region.name, bbox: [west, south, east, north] }
}
