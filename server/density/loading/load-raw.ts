/**
 * Enterprises read straight from SQLite's rows into a builder (原始装载): no object is made of a row,
 * only the list of values it comes as, which makes a row ten times as quick as a record.
 *
 * One enterprise's rows are held at a time, and the levels over time only of points that ever
 * changed theirs. Timelines and outlines are read from their text digit by digit; lists of accident
 * categories once each, and kept while the segment is gathered.
 */
import type { LevelAt } from '#domain/facts.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import { toTime } from '#server/store/column.ts'
import type { RawHazard, RawLevel, RawPoint, RawRows, RawZone } from '#server/store/raw-rows.ts'
import { Outline } from './outline.ts'
import { newHazardValues, newPointValues, newZoneValues } from './row-values.ts'
import { pairNumber } from '../columns/segment.ts'
import type { SegmentBuilder } from './segment-builder.ts'
import { takeTimeline } from './timeline-scan.ts'

/** Levels of one subject over time. */
interface History {
  /** Epoch milliseconds, ascending. */
  readonly at: number[]
  readonly pair: number[]
}

const NEVER: History = { at: [], pair: [] }

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
    const record = this.#rows.enterprise(id, () => levelsOf(this.#rows.levels(id, [id])))
    if (record === null) return
    const owner = this.#builder.addEnterprise(record, [])
    if (record.archivedAt === null)
      for (const zone of this.#rows.zones(id).sort(byId)) this.#putZone(owner, zone)
    const points = this.#rows.points(id)
    const changed: string[] = []
    for (const [point, , , , , , , , , , , entries] of points) if (entries > 1) changed.push(point)
    const histories =
      changed.length === 0 ? NO_HISTORIES : historiesOf(this.#rows.levels(id, changed))
    for (const point of points) this.#putPoint(owner, point, histories)
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

  #putPoint(owner: number, row: RawPoint, histories: ReadonlyMap<string, History>): void {
    const [id, name, lng, lat, approximate, accidents, createdAt, archivedAt] = row
    const [, , , , , , , , inherent, current, leveledAt, entries] = row
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
    if (leveledAt !== null && entries > 1) this.#putLevels(histories.get(id) ?? NEVER)
    else if (leveledAt !== null)
      this.#builder.putLevel(
        leveledAt === createdAt ? point.createdAt : toTime(leveledAt),
        pairOf(inherent, current),
      )
    this.#builder.putPoint(owner, point)
  }

  #putLevels({ at, pair }: History): void {
    for (let entry = 0; entry < at.length; entry += 1)
      this.#builder.putLevel(at[entry] as number, pair[entry] as number)
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

const NO_HISTORIES: ReadonlyMap<string, History> = new Map()

function historiesOf(rows: readonly RawLevel[]): ReadonlyMap<string, History> {
  const histories = new Map<string, History>()
  for (const [subject, text, inherent, current] of rows) {
    let history = histories.get(subject)
    if (history === undefined) {
      history = { at: [], pair: [] }
      histories.set(subject, history)
    }
    const at = toTime(text)
    let place = history.at.length
    while (place > 0 && (history.at[place - 1] as number) > at) place -= 1
    history.at.splice(place, 0, at)
    history.pair.splice(place, 0, pairOf(inherent, current))
  }
  return histories
}

function levelsOf(rows: readonly RawLevel[]): LevelAt[] {
  return rows
    .map(([, at, inherent, current]) => ({
      at: new Date(at),
      level: { inherent: inherent as RiskLevel | null, current: current as RiskLevel | null },
    }))
    .sort((a, b) => a.at.getTime() - b.at.getTime())
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
