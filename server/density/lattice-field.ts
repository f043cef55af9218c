import { kernelReachMeters, kernelValue } from '#domain/kernel.ts'
import { metersPerDegree } from '#domain/position.ts'
import type { Position } from '#domain/position.ts'
import { tileBounds } from '#domain/tile.ts'
import type { FieldValues } from './field.ts'
import { createNodeLattice } from './node-lattice.ts'
import type { NodeRow } from './node-lattice.ts'
import { createPace } from './pace.ts'
import { firstBeyond } from './point-grid.ts'
import type { PointGrid } from './point-grid.ts'
import { pixelLattice } from './spread.ts'
import type { PixelLattice } from './spread.ts'

const SHIFTS_DEGREES = [-360, 0, 360]
const PLACES_PER_LOOK = 16

/**
 * The Gaussian field of many points (核密度场), by a lattice of nodes instead of by each point.
 *
 * A Gaussian is a product of its row and its column: the nodes of one parallel make one profile
 * from west to east, which each row of pixels then takes its part of. That costs by the size of
 * the tile and not by the number of points. The Gaussian is cut along rows and columns, which is
 * nowhere nearer than where it is cut round.
 * Units: bandwidth in ground metres, densities in 1/km², within 0.04 % of the field's height of the
 *   sum over the points
 */
export function createLatticeField(grid: PointGrid, bandwidthMeters: number): FieldValues {
  const { rows, stepLat, stepLng } = createNodeLattice(grid, bandwidthMeters)
  const reach = kernelReachMeters('gaussian', bandwidthMeters) / bandwidthMeters
  const height = kernelValue('gaussian', 0, bandwidthMeters)
  const bandwidthLat = bandwidthMeters / metersPerDegree(0).lat

  function* rowsWithin(south: number, north: number): Generator<NodeRow> {
    const first = Math.ceil(south / stepLat - reach * (bandwidthLat / stepLat))
    const last = Math.floor(north / stepLat + reach * (bandwidthLat / stepLat))
    for (let number = first; number <= last; number += 1) {
      const row = rows.get(number)
      if (row !== undefined) yield row
    }
  }

  function valueAt([lng, lat]: Position): number {
    let sum = 0
    for (const row of rowsWithin(lat, lat)) {
      const north = (lat - row.lat) / bandwidthLat
      const perBandwidth = row.metersPerLng / bandwidthMeters
      let profile = 0
      eachNear(row, lng, lng, reach / perBandwidth, (nodeLng, weight) => {
        const east = (lng - nodeLng) * perBandwidth
        profile += weight * Math.exp(-0.5 * east * east)
      })
      sum += profile * Math.exp(-0.5 * north * north)
    }
    return Math.max(0, height * sum)
  }

  async function tile(z: number, x: number, y: number, size: number): Promise<Float64Array | null> {
    const [west, south, east, north] = tileBounds(z, x, y)
    const lattice = pixelLattice(z, x, y, size)
    const values = new Float64Array(size * size)
    const profile = new Float64Array(size)
    const pace = createPace()
    let isEmpty = true
    for (const row of rowsWithin(south, north)) {
      await pace()
      const perBandwidth = row.metersPerLng / bandwidthMeters
      profile.fill(0)
      const taken = eachNear(row, west, east, reach / perBandwidth, (nodeLng, weight) => {
        const start = (lattice.firstLng - nodeLng) * perBandwidth
        addToProfile(profile, weight * height, start, lattice.stepLng * perBandwidth, reach)
      })
      if (taken === 0) continue
      isEmpty = false
      addToRows(values, profile, lattice, (lat) => (lat - row.lat) / bandwidthLat, reach)
    }
    if (isEmpty) return null
    // The outer parts of a shared-out point are below 0: where the Gaussian is cut they can show.
    for (let pixel = 0; pixel < values.length; pixel += 1)
      if ((values[pixel] as number) < 0) values[pixel] = 0
    return values
  }

  async function peak(): Promise<number> {
    const pace = createPace()
    const nodes = new Map<string, Position>()
    for (let index = 0; index < grid.count; index += 1) {
      const column = Math.round((grid.lng[index] as number) / stepLng)
      const row = Math.round((grid.lat[index] as number) / stepLat)
      nodes.set(`${column} ${row}`, [column * stepLng, row * stepLat])
    }
    let greatest = 0
    let count = 0
    for (const node of nodes.values()) {
      if (count++ % PLACES_PER_LOOK === 0) await pace()
      greatest = Math.max(greatest, valueAt(node))
    }
    return greatest
  }
  return { valueAt, tile, peak }
}

/** Take the nodes of a row that reach between two longitudes, round the world; how many they are. */
function eachNear(
  row: NodeRow,
  west: number,
  east: number,
  reachLng: number,
  take: (nodeLng: number, weight: number) => void,
): number {
  let taken = 0
  for (const shiftDegrees of SHIFTS_DEGREES) {
    const start = firstBeyond(row.lng, west - reachLng - shiftDegrees, 0, row.lng.length)
    for (let node = start; node < row.lng.length; node += 1) {
      const nodeLng = (row.lng[node] as number) + shiftDegrees
      if (nodeLng > east + reachLng) break
      take(nodeLng, row.weight[node] as number)
      taken += 1
    }
  }
  return taken
}

/** Add a node's Gaussian to a profile: each column is the one before it times a falling ratio. */
function addToProfile(
  profile: Float64Array,
  weight: number,
  start: number,
  step: number,
  reach: number,
): void {
  const first = Math.max(0, Math.ceil((-reach - start) / step))
  const last = Math.min(profile.length - 1, Math.floor((reach - start) / step))
  const east = start + first * step
  let value = weight * Math.exp(-0.5 * east * east)
  let ratio = Math.exp(-step * (east + 0.5 * step))
  const falling = Math.exp(-step * step)
  for (let column = first; column <= last; column += 1) {
    profile[column] = (profile[column] as number) + value
    value *= ratio
    ratio *= falling
  }
}

function addToRows(
  values: Float64Array,
  profile: Float64Array,
  { size, lats }: PixelLattice,
  northOf: (lat: number) => number,
  reach: number,
): void {
  for (let row = 0; row < size; row += 1) {
    const north = northOf(lats[row] as number)
    if (!(Math.abs(north) <= reach)) continue
    const part = Math.exp(-0.5 * north * north)
    let pixel = row * size
    for (let column = 0; column < size; column += 1, pixel += 1)
      values[pixel] = (values[pixel] as number) + part * (profile[column] as number)
  }
}
