import { fitGeoreference } from '#domain/georeference.ts'
import type { ControlPoint, Georeference } from '#domain/georeference.ts'
import { localPlane } from '#domain/local-plane.ts'
import type { Position } from '#domain/position.ts'
import { boxOf } from './layout/site-extent.ts'
import type { Site } from './layout/site.ts'
import type { Random } from './random.ts'

/**
 * Lay a drawn site on the ground (图纸配准) as a surveyor would: the fence corners measured, each some
 * decimetres off.
 * Shape: site in metres, its middle on the earth, bearing of its y axis → a similarity
 * Units: degrees clockwise from north
 */
export function georeferenceSite(
  site: Site,
  middle: Position,
  bearingDegrees: number,
  random: Random,
): Georeference {
  const plane = localPlane(middle)
  const { width, depth } = boxOf(site)
  const angle = (-bearingDegrees * Math.PI) / 180
  const spread = random.between(0.04, 0.2)
  const controlPoints = (site.fence.coordinates[0] ?? [])
    .slice(0, -1)
    .slice(0, 6)
    .map(([x = 0, y = 0]): ControlPoint => {
      const u = x - width / 2
      const v = y - depth / 2
      const [lng, lat] = plane.toPosition([
        u * Math.cos(angle) - v * Math.sin(angle) + random.gaussian(0, spread),
        u * Math.sin(angle) + v * Math.cos(angle) + random.gaussian(0, spread),
      ])
      return { plan: [x, y], lngLat: [Math.round(lng * 1e8) / 1e8, Math.round(lat * 1e8) / 1e8] }
    })
  const fitted = fitGeoreference('similarity', controlPoints)
  if (!fitted.ok) throw new RangeError(fitted.issues[0]?.message ?? 'the site lies nowhere')
  return fitted.value
}
