import type { Box } from './shapes.ts'
import type { Site } from './site.ts'

/** The smallest upright box round the fence of a site. Units: metres */
export function boxOf({ fence }: Pick<Site, 'fence'>): Box {
  const ring = fence.coordinates[0] ?? []
  const xs = ring.map(([x = 0]) => x)
  const ys = ring.map(([, y = 0]) => y)
  const [x, y] = [Math.min(...xs), Math.min(...ys)]
  return { x, y, width: Math.max(...xs) - x, depth: Math.max(...ys) - y }
}

/** Half the diagonal of a site: a circle of this radius round its middle holds all of it. */
export function radiusOf(site: Pick<Site, 'fence'>): number {
  const { width, depth } = boxOf(site)
  return Math.hypot(width, depth) / 2
}
