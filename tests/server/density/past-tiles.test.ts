import { VectorTile } from '@mapbox/vector-tile'
import fc from 'fast-check'
import { PbfReader } from 'pbf'
import { describe, expect, it } from 'vitest'
import { addDays } from '#domain/day.ts'
import { momentAsOf } from '#domain/facts.ts'
import type { FactRecords } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import { HAZARD_STATES } from '#domain/hazard.ts'
import { levelByBasis } from '#domain/match.ts'
import type { Position } from '#domain/position.ts'
import type { LevelPair, RiskLevel } from '#domain/risk-level.ts'
import { selectFacts } from '#domain/select.ts'
import type { Selection } from '#domain/select.ts'
import { lngLatToTileFraction } from '#domain/tile.ts'
import { CELL_ZOOMS } from '#server/density/tiles/cell-counts.ts'
import { POINT_NOUNS } from '#server/density/tiles/tile-rows.ts'
import type { PointNoun } from '#server/density/tiles/tile-rows.ts'
import { SINGLES_FROM_ZOOM, vectorTile } from '#server/density/tiles/vector-tile.ts'
import { selectColumns } from './column-records.ts'
import { enterpriseRecord, hazardRecord, riskPointRecord, scopeFor } from './records.ts'

/** Tiles of any day, decoded, against the plainest reading of the same records on that day. */

const FIRST_DAY = '2026-01-01'
const NOW = new Date('2026-06-01T04:00:00Z')
const SCOPE = scopeFor({ regions: ['410622'] })

const day = fc.integer({ min: 0, max: 200 }).map((days) => addDays(FIRST_DAY, days))
const instant = fc
  .integer({ min: 0, max: 200 * 24 })
  .map((hours) => new Date(Date.parse(`${FIRST_DAY}T00:00:00Z`) + hours * 3_600_000))
const level = fc.constantFrom<RiskLevel | null>(null, 1, 2, 3, 4)
const ascending = <T extends { at: Date }>(entries: T[]): T[] =>
  entries.sort((a, b) => a.at.getTime() - b.at.getTime())
const levels = fc
  .array(fc.record({ at: instant, level: fc.record({ inherent: level, current: level }) }), {
    maxLength: 3,
  })
  .map(ascending)
const position = fc.oneof(
  fc.constant(null),
  fc.constantFrom<Position>([114.2, 35.6], [114.257_812_5, 35.6]),
  fc.tuple(
    fc.double({ min: 114, max: 114.4, noNaN: true }),
    fc.double({ min: 35.4, max: 35.8, noNaN: true }),
  ),
)
/** Most rows are still in use. */
const archivedAt = fc.oneof(
  { arbitrary: fc.constant(null), weight: 3 },
  { arbitrary: instant, weight: 1 },
)
const lasting = { createdAt: instant, archivedAt }
const OWNERS = 5

const records: fc.Arbitrary<FactRecords> = fc
  .record({
    enterprises: fc.array(
      fc.record({
        position,
        levels,
        county: fc.constantFrom('410622', '410622', '410622', '410621'),
        ...lasting,
      }),
      { minLength: OWNERS, maxLength: OWNERS },
    ),
    points: fc.array(
      fc.record({
        owner: fc.nat(OWNERS - 1),
        position,
        approximate: fc.boolean(),
        levels,
        ...lasting,
      }),
      { minLength: 8, maxLength: 25 },
    ),
    hazards: fc.array(
      fc.record({
        owner: fc.nat(OWNERS - 1),
        at: fc.option(fc.nat(20)),
        position,
        hazardLevel: fc.constantFrom('general' as const, 'major' as const),
        foundAt: instant,
        states: fc
          .array(fc.record({ at: instant, state: fc.constantFrom(...HAZARD_STATES) }), {
            maxLength: 3,
          })
          .map(ascending),
        deadlines: fc
          .array(fc.record({ at: instant, day: fc.option(day) }), { maxLength: 2 })
          .map(ascending),
        archivedAt,
      }),
      { minLength: 8, maxLength: 25 },
    ),
  })
  .map(({ enterprises, points, hazards }) => {
    const riskPoints = points.map(({ owner, ...given }, index) =>
      riskPointRecord({ ...given, id: `p${index}`, enterpriseId: `e${owner}` }),
    )
    return {
      enterprises: enterprises.map(({ county, ...given }, index) =>
        enterpriseRecord({ ...given, id: `e${index}`, county, township: `${county}101` }),
      ),
      riskPoints,
      hazards: hazards.map(({ owner, at, ...given }, index) => {
        const own = riskPoints.filter(({ enterpriseId }) => enterpriseId === `e${owner}`)
        return hazardRecord({
          ...given,
          id: `h${index}`,
          enterpriseId: `e${owner}`,
          riskPointId: at === null ? null : (own[at % Math.max(1, own.length)]?.id ?? null),
        })
      }),
    }
  })

interface Shown {
  readonly position: Position
  readonly level: RiskLevel | null
  /** As a single point tells it, but for its level. */
  readonly properties: Readonly<Record<string, unknown>>
}

/** The rows of a noun that have a place, as a tile should show them one by one. */
function rowsOf(selection: Selection, noun: PointNoun, basis: Filter['basis']): Shown[] {
  const levelOf = (pair: LevelPair | undefined) =>
    pair === undefined ? null : levelByBasis(pair, basis)
  const rows = {
    enterprises: selection.enterprises.map((row) => ({
      position: row.position,
      level: levelOf(row.level),
      properties: { id: row.id, enterprise: row.id, name: row.name },
    })),
    'risk-points': [...selection.riskPoints].map((row) => ({
      position: row.position ?? row.enterprise.position,
      level: levelOf(row.level),
      properties: {
        id: row.id,
        enterprise: row.enterpriseId,
        ...(row.approximate || row.position === null ? { approximate: true } : {}),
      },
    })),
    hazards: [...selection.hazards].map((row) => ({
      position: row.position,
      level: levelOf(row.riskPoint?.level),
      properties: {
        id: row.id,
        enterprise: row.enterprise.id,
        hazardLevel: row.hazardLevel,
        major: row.hazardLevel === 'major',
        overdue: row.overdue,
      },
    })),
  }[noun]
  return rows.flatMap(({ position: at, ...row }) => (at === null ? [] : [{ ...row, position: at }]))
}

const cellAt = (at: Position, zoom: number) => lngLatToTileFraction(at, zoom).map(Math.floor)

/** What all tiles of a zoom that hold a row tell, each as text, in no order. */
function expected(rows: readonly Shown[], noun: PointNoun, z: number): string[] {
  if (z >= SINGLES_FROM_ZOOM[noun])
    return rows
      .map(({ position: at, level: own, properties }) => {
        const place = lngLatToTileFraction(at, z).map((n) => Math.floor((n % 1) * 4096))
        return told({ ...properties, ...(own === null ? {} : { level: own }) }, place)
      })
      .sort()
  const cells = new Map<string, Shown[]>()
  for (const row of rows) {
    const key = cellAt(row.position, z + CELL_ZOOMS).join()
    cells.set(key, [...(cells.get(key) ?? []), row])
  }
  return [...cells.values()]
    .map((cell) => {
      const of = (wanted: RiskLevel | null) => cell.filter((row) => row.level === wanted).length
      const having = (key: string) => cell.filter(({ properties }) => properties[key] === true)
      return told({
        count: cell.length,
        ...{ level1: of(1), level2: of(2), level3: of(3), level4: of(4), levelNone: of(null) },
        ...(noun === 'hazards'
          ? { major: having('major').length, overdue: having('overdue').length }
          : {}),
      })
    })
    .sort()
}

const told = (properties: Readonly<Record<string, unknown>>, place: readonly number[] = []) =>
  JSON.stringify([Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1)), place])

function decoded(bytes: Uint8Array | null, noun: PointNoun, isSingle: boolean): string[] {
  if (bytes === null) return []
  const layer = new VectorTile(new PbfReader(bytes)).layers[noun]
  return Array.from({ length: layer?.length ?? 0 }, (_, index) => {
    const feature = layer?.feature(index)
    const [[point] = []] = feature?.loadGeometry() ?? []
    const place = isSingle && point !== undefined ? [point.x, point.y] : []
    return told(feature?.properties ?? {}, place)
  })
}

describe('vector tiles of a day', () => {
  it.each(POINT_NOUNS)('show of %s what there was at its end, singly and in cells', (noun) => {
    const asked = fc.record({
      asOf: fc.option(day, { freq: 5 }),
      basis: fc.constantFrom('current' as const, 'inherent' as const),
      z: fc.integer({ min: 0, max: 16 }),
    })
    let shown = 0
    fc.assert(
      fc.property(records, asked, (all, { asOf, basis, z }) => {
        const filter: Filter = { ...EMPTY_FILTER, asOf, basis }
        const moment = momentAsOf(asOf, NOW)
        const rows = rowsOf(selectFacts(all, filter, SCOPE, moment), noun, basis)
        const selection = selectColumns(all, filter, SCOPE, moment)
        const tiles = new Set(
          // All rows there ever were: a row that was not there yet must be in no tile.
          [...all.enterprises, ...all.riskPoints, ...all.hazards].flatMap(({ position: at }) =>
            at === null ? [] : [cellAt(at, z).join()],
          ),
        )
        const found = [...tiles].flatMap((tile) => {
          const [x = 0, y = 0] = tile.split(',').map(Number)
          const bytes = vectorTile({ selection }, z, x, y, { noun, basis, scope: SCOPE })
          return decoded(bytes, noun, z >= SINGLES_FROM_ZOOM[noun])
        })
        expect(found.sort()).toEqual(expected(rows, noun, z))
        shown += rows.length
      }),
      { numRuns: 250 },
    )
    expect(shown).toBeGreaterThan(250)
  })
})
