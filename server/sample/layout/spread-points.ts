import type { Polygon } from 'geojson'
import type { Random } from '../random.ts'
import { distanceToRing, ringHolds } from './shapes.ts'
import type { PlanPoint } from './shapes.ts'

/**
 * Spread points over an area as machines stand in a hall: rows and columns, a little out of line.
 * Shape: n points inside the ring, none on its edge
 */
export function spreadPoints(area: Polygon, count: number, random: Random): PlanPoint[] {
  const ring = area.coordinates[0] ?? []
  const xs = ring.map(([x = 0]) => x)
  const ys = ring.map(([, y = 0]) => y)
  const left = Math.min(...xs)
  const bottom = Math.min(...ys)
  const width = Math.max(...xs) - left
  const depth = Math.max(...ys) - bottom
  const clearance = Math.min(2, Math.min(width, depth) * 0.12)
  for (let wanted = count; ; wanted = Math.ceil(wanted * 1.4) + 1) {
    const columns = Math.max(1, Math.round(Math.sqrt((wanted * width) / depth)))
    const rows = Math.max(1, Math.ceil(wanted / columns))
    const places: PlanPoint[] = []
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const x = left + ((column + 0.5 + random.between(-0.18, 0.18)) * width) / columns
        const y = bottom + ((row + 0.5 + random.between(-0.18, 0.18)) * depth) / rows
        const at: PlanPoint = [Math.round(x * 100) / 100, Math.round(y * 100) / 100]
        if (ringHolds(ring, at) && distanceToRing(ring, at) > clearance * 0.5) places.push(at)
      }
    }
    if (places.length >= count) return random.shuffle(places).slice(0, count)
  }
}
