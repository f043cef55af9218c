/**
 * Enterprises read straight from SQLite's rows into a builder (原始装载): no object is made of a row,
 * only the list of values it comes as, which makes a row ten times as quick as a record.
 *
 * One enterprise's rows are held at a time. Timelines and outlines are read from their text digit
 * by digit; lists of accident categories once each, and kept while the segment is gathered.
 */
import type { RiskLevel } from '#domain/risk-level.ts'
import { toTime } from '#server/store/column.ts'
import type { PastLevel } from '#server/store/level-columns.ts'
import type { RawHazard, RawPoint, RawRows, RawZone } from '#server/store/raw-rows.ts'
import { Outline } from './outline.ts'
import { newHazardValues, newPointValues, newZoneValues } from './row-values.ts'
import { pairNumber } from '../columns/segment.ts'
import type { SegmentBuilder } from './segment-builder.ts'
import { takeTimeline } from './timeline-scan.ts'

/**
 * Reads enterprises with all their rows straight into a builder (原始装载).
 *
 * Makes the segment that `loadEnterprises` makes of the same rows.
 */
export class RawLoader {
  readonly #rows: RawRows
  readonly #builder: SegmentBuilder
  /** One object of each kind serves all rows in turn. */
  readonly #point = newPointValues()
  readonly #hazard = newHazardValues()
  readonly #zone = newZoneValues()
  readonly #outline = new Outline()
  readonly #lists = new Map<string, number>()
  /** What `createdAt` of the point was read from. */
  #createdAt = ''

  constructor(rows: RawRows, builder: SegmentBuilder) {
    this.#rows = rows
    this.#builder = builder
  }

  /** Read some enterprises; an unknown id is left out. */
  load(enterpriseIds: readonly string[]): void {
    this.#rows.together(() => {
      for (const id of enterpriseIds) this.#loadOne(id)
    })
  }

  #loadOne(id: string): void {
    const record = this.#rows.enterprise(id)
    if (record === null) return
    const owner = this.#builder.addEnterprise(record, [])
    if (record.archivedAt === null)
      for (const zone of this.#rows.zones(id).sort(byId)) this.#putZone(owner, zone)
    for (const point of this.#rows.points(id)) this.#putPoint(owner, point)
    for (const hazard of this.#rows.hazards(id)) this.#putHazard(owner, hazard)
    this.#builder.forgetPoints()
  }

  #putZone(owner: number, row: RawZone): void {
    const [id, planId, name, kind, inherent, current, geometry] = row
    const zone = this.#zone
    zone.id = id
    zone.planId = planId
    zone.name = name
    zone.kind = kind
    zone.pair = pairOf(inherent, current)
    this.#outline.readText(geometry)
    this.#builder.putZone(owner, zone, this.#outline)
  }

  #putPoint(owner: number, row: RawPoint): void {
    const [id, name, lng, lat, approximate, accidents, createdAt, archivedAt] = row
    const [, , , , , , , , inherent, current, leveledAt, pastLevels] = row
    const point = this.#point
    point.id = id
    point.name = name
    point.lng = lat === null ? Number.NaN : (lng ?? Number.NaN)
    point.lat = lng === null ? Number.NaN : (lat ?? Number.NaN)
    point.approximate = approximate === 1
    point.accidents = this.#listOf(accidents)
    // Most points of an enterprise were made at one moment, and most were graded then.
    if (createdAt !== this.#createdAt) {
      this.#createdAt = createdAt
      point.createdAt = toTime(createdAt)
    }
    point.archivedAt = archivedAt === null ? Infinity : toTime(archivedAt)
    if (pastLevels !== null) this.#putLevels(pastLevels)
    if (leveledAt !== null)
      this.#builder.putLevel(
        leveledAt === createdAt ? point.createdAt : toTime(leveledAt),
        pairOf(inherent, current),
      )
    this.#builder.putPoint(owner, point)
  }

  #putLevels(text: string): void {
    for (const [at, inherent, current] of JSON.parse(text) as PastLevel[])
      this.#builder.putLevel(toTime(at), pairOf(inherent, current))
  }

  #putHazard(owner: number, row: RawHazard): void {
    const [id, riskPointId, description, hazardLevel, checkMode, accident, department] = row
    const [, , , , , , , lng, lat, foundAt, archivedAt, timeline] = row
    const hazard = this.#hazard
    hazard.id = id
    hazard.riskPointId = riskPointId
    hazard.description = description
    hazard.isMajor = hazardLevel === 'major'
    hazard.checkMode = checkMode
    hazard.accident = accident
    hazard.department = department
    hazard.lng = lat === null ? Number.NaN : (lng ?? Number.NaN)
    hazard.lat = lng === null ? Number.NaN : (lat ?? Number.NaN)
    hazard.foundAt = toTime(foundAt)
    hazard.archivedAt = archivedAt === null ? Infinity : toTime(archivedAt)
    takeTimeline(timeline, this.#builder)
    this.#builder.putHazard(owner, hazard)
  }

  #listOf(text: string): number {
    let number = this.#lists.get(text)
    if (number === undefined) {
      number = this.#builder.listNumber(JSON.parse(text) as string[])
      this.#lists.set(text, number)
    }
    return number
  }
}

function pairOf(inherent: number | null, current: number | null): number {
  return pairNumber({
    inherent: inherent as RiskLevel | null,
    current: current as RiskLevel | null,
  })
}

function byId([a]: RawZone, [b]: RawZone): number {
  return a < b ? -1 : 1
}
