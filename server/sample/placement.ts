import type { PlanePoint } from '#domain/local-plane.ts'
import type { SampleCounty } from './county.ts'
import type { Siting } from './kinds.ts'
import type { Random } from './random.ts'

const CELL_METERS = 400

/** Cluster middles by longitude and latitude; invented, like everything of the sample. */
const PARKS = [
  [114.168, 35.652],
  [114.128, 35.562],
  [114.176, 35.66],
] as const
const HILLS = [
  [114.075, 35.72],
  [114.1, 35.69],
  [114.09, 35.66],
] as const
/** A trunk road from north to south. */
const ROAD = [
  [114.214, 35.755],
  [114.21, 35.7],
  [114.2, 35.65],
  [114.185, 35.6],
  [114.16, 35.55],
  [114.14, 35.525],
] as const
const TOWN = [
  [114.199, 35.607],
  [114.214, 35.613],
] as const
const SEATS: readonly (readonly [code: string, weight: number])[] = [
  ['410622001', 3],
  ['410622002', 4],
  ['410622003', 3],
  ['410622004', 2],
  ['410622101', 4],
  ['410622102', 4],
  ['410622103', 4],
  ['410622104', 3],
  ['410622202', 1],
]

/** Where a plant stands: its middle in metres, in which township. */
export interface Placed {
  readonly at: PlanePoint
  readonly township: string
}

/** Finds places for plants one after another; plants do not overlap while there is room. */
export interface Placement {
  place(siting: Siting, radiusMeters: number, random: Random, township?: string): Placed
}

/**
 * Place plants by a grid of what is taken, so that the ten-thousandth costs as little as the first.
 * Shape: `crowding` ≤ 1 shrinks the room each plant keeps for itself when the county gets full
 */
export function createPlacement(county: SampleCounty, crowding: number): Placement {
  const taken = new Map<string, { readonly at: PlanePoint; readonly radius: number }[]>()
  const key = (x: number, y: number): string => `${x}:${y}`
  let largest = 0

  function isFree([x, y]: PlanePoint, radius: number): boolean {
    const reach = Math.ceil((radius + largest) / CELL_METERS)
    const column = Math.floor(x / CELL_METERS)
    const row = Math.floor(y / CELL_METERS)
    for (let i = column - reach; i <= column + reach; i++)
      for (let j = row - reach; j <= row + reach; j++)
        for (const other of taken.get(key(i, j)) ?? [])
          if (Math.hypot(other.at[0] - x, other.at[1] - y) < radius + other.radius) return false
    return true
  }

  function take(at: PlanePoint, radius: number): void {
    const cell = key(Math.floor(at[0] / CELL_METERS), Math.floor(at[1] / CELL_METERS))
    const list = taken.get(cell)
    if (list === undefined) taken.set(cell, [{ at, radius }])
    else list.push({ at, radius })
    largest = Math.max(largest, radius)
  }

  function ownerOf(at: PlanePoint, radius: number): string | null {
    const owner = county.townshipAt(at)
    if (owner === null) return null
    for (let step = 0; step < 12; step++) {
      const angle = (step / 12) * 2 * Math.PI
      const edge: PlanePoint = [at[0] + radius * Math.cos(angle), at[1] + radius * Math.sin(angle)]
      if (county.townshipAt(edge) !== owner) return null
    }
    return owner
  }

  return {
    place(siting, radiusMeters, random, wanted) {
      const kept = (radiusMeters + 12) * crowding
      let fallback: Placed | null = null
      for (let attempt = 0; attempt < 400; attempt++) {
        const spread = 1 + attempt / 40
        const at =
          wanted === undefined
            ? candidate(county, attempt < 250 ? siting : 'village', spread, random)
            : around(county.seatOf(wanted), 900 * spread, random)
        const township = ownerOf(at, radiusMeters * 1.04)
        if (township === null || (wanted !== undefined && township !== wanted)) continue
        fallback = { at, township }
        // Once the county is full, standing close is better than never ending.
        if (!isFree(at, kept) && attempt < 399 && !(crowding < 1 && attempt > 60)) continue
        take(at, kept)
        return { at, township }
      }
      if (fallback === null) throw new RangeError(`no place of ${radiusMeters} m radius was found`)
      take(fallback.at, kept)
      return fallback
    },
  }
}

function around([x, y]: PlanePoint, spread: number, random: Random): PlanePoint {
  return [random.gaussian(x, spread), random.gaussian(y, spread)]
}

function candidate(
  county: SampleCounty,
  siting: Siting,
  spread: number,
  random: Random,
): PlanePoint {
  const ground = (place: readonly [number, number]): PlanePoint => county.plane.toMeters(place)
  switch (siting) {
    case 'park':
      return around(ground(random.pick(PARKS)), 750 * spread, random)
    case 'hills':
      return around(ground(random.pick(HILLS)), 900 * spread, random)
    case 'town':
      return around(ground(random.pick(TOWN)), 900 * spread, random)
    case 'seat':
      return around(county.seatOf(random.weighted(SEATS)), 1_300 * spread, random)
    case 'village':
      return around(random.pick(county.villages).at, 350 * spread, random)
    case 'road': {
      const along = random.between(0, ROAD.length - 1.001)
      const from = ground(ROAD[Math.floor(along)] ?? ROAD[0])
      const to = ground(ROAD[Math.floor(along) + 1] ?? ROAD[0])
      const share = along % 1
      const aside = random.pick([-1, 1]) * random.between(70, 170 * spread)
      return [from[0] + (to[0] - from[0]) * share + aside, from[1] + (to[1] - from[1]) * share]
    }
  }
}
