import type { TileAddress } from '../county-tiles.ts'
import type { Spread } from '../timing.ts'
import { quantile } from '../timing.ts'

/** How long one tile took. Units: milliseconds */
export interface TileTime {
  readonly tile: TileAddress
  readonly milliseconds: number
}

/** A zoom of one tile says nothing about the hundredth worst: its tile is computed so many times. */
const TIMES_A_ZOOM = 20

/**
 * Compute tiles one after another (逐瓦片计时), those of zooms with few of them again and again: nothing
 * that is measured here keeps its answers.
 * Errors: when a tile that holds rows comes out empty
 */
export function timesOf(
  tiles: readonly TileAddress[],
  make: (tile: TileAddress) => unknown,
): TileTime[] {
  const times: TileTime[] = []
  for (const own of Map.groupBy(tiles, ([z]) => z).values())
    for (let turn = 0; turn < Math.max(own.length, TIMES_A_ZOOM); turn += 1) {
      const tile = own[turn % own.length] as TileAddress
      const start = performance.now()
      const made = make(tile)
      const milliseconds = performance.now() - start
      if (made === null) throw new Error(`tile ${tile.join('/')} is empty`)
      times.push({ tile, milliseconds })
    }
  return times
}

/**
 * How the times of tiles are spread (耗时分布), each zoom counting alike: there are thousands of tiles of
 * zoom 16 and one of zoom 6, but who zooms in passes all of them. Errors: RangeError without any
 */
export function spreadOverZooms(times: readonly TileTime[]): Spread {
  const tiles = new Map<number, number>()
  for (const { tile } of times) tiles.set(tile[0], (tiles.get(tile[0]) ?? 0) + 1)
  const weighed = times
    .map(({ tile, milliseconds }) => ({ milliseconds, weight: 1 / (tiles.get(tile[0]) ?? 1) }))
    .sort((a, b) => a.milliseconds - b.milliseconds)
  const reached = (part: number) => {
    let sum = 0
    for (const { milliseconds, weight } of weighed) {
      sum += weight
      if (sum >= part * tiles.size - 1e-9) return milliseconds
    }
    throw new RangeError('nothing was measured')
  }
  return { p50: reached(0.5), p99: reached(0.99), max: reached(1), count: times.length }
}

/** The middle time of each zoom. */
export function middleByZoom(times: readonly TileTime[]): Record<string, number> {
  const zooms = Map.groupBy(times, ({ tile }) => tile[0])
  return Object.fromEntries(
    [...zooms]
      .sort(([a], [b]) => a - b)
      .map(([zoom, own]) => [
        `z${zoom}`,
        quantile(
          own.map(({ milliseconds }) => milliseconds),
          0.5,
        ),
      ]),
  )
}
