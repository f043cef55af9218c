import { readFileSync } from 'node:fs'
import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import type { Kernel } from '#domain/kernel.ts'
import { metersPerDegree } from '#domain/position.ts'
import type { Position } from '#domain/position.ts'
import { lngLatToTileFraction, pixelCenterLngLat, tileFractionToLngLat } from '#domain/tile.ts'
import { densityEncoding, encodeDensities } from '#server/density/field/density-encoding.ts'
import type { Field } from '#server/density/lattice/field.ts'
import { latticeOf } from '#server/density/lattice/weighted-lattice.ts'
import type { WeightedPoint } from '#server/density/lattice/weighted-lattice.ts'

/** The pixels of all tiles together must hold the sum of the weights (质量守恒), wherever points stand. */

const KERNELS: readonly Kernel[] = ['gaussian', 'quartic']
const SIZE = 128
/** A bandwidth of some pixels, so that a sum over their centres is the integral. */
const ZOOMS: readonly (readonly [z: number, bandwidthMeters: number])[] = [
  [7, 5000],
  [9, 3000],
  [10, 1500],
  [12, 800],
]

/** Weighted rows on all tiles that the field reaches, and on each tile. */
async function massOn(field: Field, z: number, isEncoded = false) {
  const [west, south, east, north] = field.bounds ?? [0, 0, 0, 0]
  const [left = 0, top = 0] = lngLatToTileFraction([west, north], z).map(Math.floor)
  const [right = 0, bottom = 0] = lngLatToTileFraction([east, south], z).map(Math.floor)
  const tiles: number[] = []
  for (let x = left; x <= right; x += 1)
    for (let y = top; y <= bottom; y += 1) {
      const values = await field.tile(z, x, y, SIZE)
      if (values !== null)
        tiles.push(massOf(isEncoded ? throughBytes(values, field) : values, z, x, y))
    }
  return { tiles, whole: tiles.reduce((sum, mass) => sum + mass, 0) }
}

/** As a client reads them out of a picture. */
function throughBytes(values: Float64Array, { bandwidthMeters }: Field): Float64Array {
  const { redFactor, greenFactor, blueFactor, baseShift } = densityEncoding(bandwidthMeters)
  const bytes = encodeDensities(values, bandwidthMeters)
  return Float64Array.from(values, (_, pixel) => {
    const [red = 0, green = 0, blue = 0] = bytes.subarray(3 * pixel, 3 * pixel + 3)
    return red * redFactor + green * greenFactor + blue * blueFactor - baseShift
  })
}

function massOf(values: Float64Array, z: number, x: number, y: number): number {
  let sum = 0
  for (let row = 0; row < SIZE; row += 1) {
    const [, lat] = pixelCenterLngLat(z, x, y, 0, row, SIZE)
    // Mercator keeps angles: a pixel is as tall on the ground as it is wide.
    const sideKm = (metersPerDegree(lat).lng * 360) / (2 ** z * SIZE) / 1000
    for (let column = 0; column < SIZE; column += 1)
      sum += (values[row * SIZE + column] as number) * sideKm ** 2
  }
  return sum
}

const weighted = (positions: readonly Position[]): WeightedPoint[] =>
  positions.map((position, index) => ({ position, weight: [1, 10, 1.5, 15][index % 4] ?? 1 }))
const totalOf = (points: readonly WeightedPoint[]) =>
  points.reduce((sum, { weight }) => sum + weight, 0)

/** Places on a corner of four tiles, on the edges that meet there, and a little beside them. */
function aboutCorner(z: number): Position[] {
  const [x = 0, y = 0] = lngLatToTileFraction([114.2, 35.6], z).map(Math.round)
  const near = [-1e-3, -1e-9, 0, 1e-9, 1e-3]
  return near.flatMap((east) => near.map((south) => tileFractionToLngLat([x + east, y + south], z)))
}

function countyBorder(): Position[] {
  const { features } = JSON.parse(
    readFileSync('data/qixian-county.geojson', 'utf8'),
  ) as FeatureCollection<Polygon | MultiPolygon>
  const rings = features.flatMap(({ geometry }) =>
    geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat(),
  )
  return rings.flat().flatMap(([lng = 0, lat = 0]): Position[] => [[lng, lat]])
}

const TOLERANCE = 0.003

describe.each(KERNELS)('all mass is on the tiles of the %s kernel', (kernel) => {
  it.each(ZOOMS)('of points on edges and corners of tiles, zoom %i', async (z, bandwidthMeters) => {
    const points = weighted(aboutCorner(z))
    const field = latticeOf(points, { kernel, bandwidthMeters }).field()
    const { tiles, whole } = await massOn(field, z)
    expect(Math.abs(whole / totalOf(points) - 1)).toBeLessThan(TOLERANCE)
    // A corner's mass is on four tiles alike: what one takes none of its neighbours has as well.
    expect(tiles.length).toBeGreaterThanOrEqual(4)
    for (const mass of [...tiles].sort((a, b) => b - a).slice(0, 4))
      expect(mass / whole).toBeGreaterThan(0.15)
  })

  it.each(ZOOMS)('of points on the county’s border, zoom %i', async (z, bandwidthMeters) => {
    const border = countyBorder()
    const points = weighted(border.filter((_, index) => index % 3 === 0))
    expect(points.length).toBeGreaterThan(50)
    const field = latticeOf(points, { kernel, bandwidthMeters }).field()
    const { whole } = await massOn(field, z)
    expect(Math.abs(whole / totalOf(points) - 1)).toBeLessThan(TOLERANCE)
  })

  it.each(ZOOMS)('of ten thousand points on one place, zoom %i', async (z, bandwidthMeters) => {
    const points = weighted(Array.from({ length: 10_000 }, () => [114.2, 35.6] as const))
    const lattice = latticeOf(points, { kernel, bandwidthMeters })
    expect(lattice.totalWeight).toBe(totalOf(points))
    const field = lattice.field()
    expect(Math.abs((await massOn(field, z)).whole / totalOf(points) - 1)).toBeLessThan(TOLERANCE)
    for (const { position, weight } of points) lattice.remove(position[0], position[1], weight)
    expect(lattice.field().bounds).toBeNull()
  })

  it('in the bytes of the pictures too', async () => {
    const points = weighted([...aboutCorner(10), ...countyBorder()])
    const field = latticeOf(points, { kernel, bandwidthMeters: 1500 }).field()
    const { whole } = await massOn(field, 10, true)
    expect(Math.abs(whole / totalOf(points) - 1)).toBeLessThan(TOLERANCE)
  })
})
