import { booleanPointInPolygon } from '@turf/turf'
import { toWgs84, type CrsName } from '#domain/crs.ts'
import { diagnosePosition, distanceMeters, type Position } from '#domain/position.ts'
import { epsgTable } from '#server/services/epsg-table.ts'
import { readPair } from './coordinates.ts'
import type { Pace } from './pace.ts'
import type { Place } from './place.ts'
import type { RowReader } from './row-reader.ts'

/** Points looked at and drawn; enough to see where a file lies. */
const MOST_POINTS = 2_000

/** The systems whose difference of some hundred metres no single pair shows. */
const ALIKE: readonly CrsName[] = ['wgs84', 'gcj02', 'bd09']

/** Where a file's rows would lie, and what speaks for or against the chosen system. */
export interface PositionInspection {
  readonly withPosition: number
  /** Rows whose position was looked at: all, or evenly chosen ones of a long file. */
  readonly looked: number
  readonly points: readonly Position[]
  readonly inside: number
  readonly outside: number
  readonly refused: number
  /** The usual mistakes seen, the most frequent first. */
  readonly hints: readonly {
    readonly code: string
    readonly message: string
    readonly count: number
  }[]
  readonly candidates: readonly DatumCandidate[]
}

/** How a coordinate system would do (候选坐标系). */
export interface DatumCandidate {
  readonly crs: CrsName
  readonly inside: number
  /** How many rows are of enterprises whose place is known already. */
  readonly compared: number
  /** The middle one of their distances from there; null where none is known. */
  readonly medianMeters: number | null
}

/** Convert the positions of a file as an import would, without taking anything (坐标预览). */
export async function inspectPositions(
  rows: readonly RowReader[],
  wanted: {
    readonly crs: CrsName
    readonly place: Place
    /** Where the enterprise of a row is known to be. */
    readonly knownPosition: (row: RowReader) => Position | null
    readonly pace: Pace
  },
): Promise<PositionInspection> {
  const { crs, place, knownPosition, pace } = wanted
  const placed = rows.filter((row) => row.hasPosition())
  const step = Math.max(1, Math.ceil(placed.length / MOST_POINTS))
  const looked = placed.filter((_, index) => index % step === 0)
  const points: Position[] = []
  const hints = new Map<string, { code: string; message: string; count: number }>()
  const tallies = new Map(
    [...new Set([...ALIKE, crs])].map((name) => [name, { inside: 0, distances: [] as number[] }]),
  )
  let inside = 0
  let refused = 0
  for (const row of looked) {
    await pace.rest()
    const pair = readPair(row.positionCells())
    if (!pair.ok || pair.value === null) {
      refused += 1
      continue
    }
    const known = knownPosition(row)
    for (const [name, tally] of tallies) {
      const converted = toWgs84([...pair.value], name, epsgTable)
      if (name === crs) {
        const checked = converted.ok
          ? diagnosePosition(...converted.value, place.extent)
          : converted
        if (!checked.ok) {
          const [{ code, message } = { code: '', message: '' }] = checked.issues
          const hint = hints.get(code) ?? { code, message, count: 0 }
          hints.set(code, { ...hint, count: hint.count + 1 })
          refused += 1
        }
      }
      if (!converted.ok) continue
      const isInside = lies(converted.value, place)
      if (isInside) tally.inside += 1
      if (known !== null) tally.distances.push(distanceMeters(known, converted.value))
      if (name === crs) {
        points.push(converted.value)
        if (isInside) inside += 1
      }
    }
  }
  return {
    withPosition: placed.length,
    looked: looked.length,
    points,
    inside,
    outside: points.length - inside,
    refused,
    hints: [...hints.values()].sort((a, b) => b.count - a.count),
    candidates: [...tallies].map(([name, tally]) => ({
      crs: name,
      inside: tally.inside,
      compared: tally.distances.length,
      medianMeters: median(tally.distances),
    })),
  }
}

function lies(position: Position, { county }: Place): boolean {
  const geometry = county?.geometry ?? null
  return geometry === null || booleanPointInPolygon([...position], geometry)
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0)
}
