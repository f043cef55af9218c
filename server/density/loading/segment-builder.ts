/**
 * A segment made of whole enterprises (列存段): each enterprise first, then its points, then its
 * hazards.
 *
 * 96 bytes a point and 152 a hazard while it gathers, besides their histories and texts; the
 * columns take their room beside that while they are made, and then it goes with what it gathered.
 */
import { dayNumber } from '#domain/day.ts'
import type { EnterpriseRecord, HazardRecord, RiskPointRecord } from '#domain/facts.ts'
import { DAY_LENGTH, dayAt } from '#server/store/column.ts'
import { newFingerprint, notePair, noteText, noteValue } from '../columns/fingerprint.ts'
import { EnterpriseBuilder } from './enterprise-builder.ts'
import { HazardBuilder } from './hazard-builder.ts'
import { noteOutline, Outline } from './outline.ts'
import { OwnerDigests } from './owner-digests.ts'
import { PointBuilder } from './point-builder.ts'
import { RowById } from './row-by-id.ts'
import { newHazardValues, newPointValues, readHazard, readPoint } from './row-values.ts'
import type { HazardValues, PointValues, ZoneValues } from './row-values.ts'
import { DIGEST_PARTS, NO_DAY, NO_ROW, pairNumber, stateNumber } from '../columns/segment.ts'
import type { Segment } from '../columns/segment.ts'
import { ListTable } from './list-table.ts'
import { TextTable } from './text-table.ts'
import { ZoneBuilder } from './zone-builder.ts'
import type { ZoneRecord } from '../columns/zone-columns.ts'

let segments = 0

/** Tells segments of this process apart. */
export function nextSegmentId(): number {
  segments += 1
  return segments
}

/** Makes a segment (列存段) of whole enterprises, in that order. */
export class SegmentBuilder {
  readonly #numbers = new Map<string, number>()
  /** The enterprise that came last, or whose row did, by its id. */
  #lastId = ''
  #lastNumber: number | undefined
  readonly #digests = new OwnerDigests()
  readonly #texts = new TextTable()
  readonly #lists = new ListTable()
  readonly #enterprises = new EnterpriseBuilder(this.#texts, this.#lists)
  readonly #points = new PointBuilder(this.#digests, this.#texts, this.#lists)
  /** Risk points of the enterprises that are being added, for their hazards. */
  readonly #pointById = new RowById(this.#points.placed)
  readonly #hazards = new HazardBuilder(this.#digests, this.#texts, this.#pointById)
  readonly #zones = new ZoneBuilder()
  /** One object of each kind serves all records in turn. */
  readonly #point = newPointValues()
  readonly #hazard = newHazardValues()
  readonly #outline = new Outline()

  /** Risk points and hazards so far. */
  get rows(): number {
    return this.#points.placed.count + this.#hazards.placed.count
  }

  get enterprises(): number {
    return this.#enterprises.count
  }

  /**
   * Add an enterprise without its rows yet; its points' ids are known until `forgetPoints`.
   * Shape: → its number
   */
  addEnterprise(record: EnterpriseRecord, zones: readonly ZoneRecord[]): number {
    const number = this.#enterprises.count
    this.#numbers.set(record.id, number)
    this.#lastId = record.id
    this.#lastNumber = number
    this.#enterprises.add(record)
    this.#digests.begin()
    this.#zones.beginEnterprise()
    for (const at of [record.createdAt, record.archivedAt, record.lastSelfCheckAt])
      if (at !== null) this.#digests.settle(number, at.getTime())
    for (const { at } of record.levels) this.#digests.settle(number, at.getTime())
    const mark = newFingerprint()
    noteValue(mark, record)
    this.#digests.note(number, DIGEST_PARTS.enterprise, mark)
    for (const { level, geometry, ...zone } of zones) {
      this.#outline.read(geometry)
      this.putZone(number, { ...zone, pair: pairNumber(level) }, this.#outline)
    }
    return number
  }

  /** Add a zone of the enterprise that was added last, by its number. */
  putZone(owner: number, zone: ZoneValues, outline: Outline): void {
    this.#zones.add(zone.id, this.#texts.numberOf(zone.name), zone.pair, outline)
    this.#noteZone(owner, zone, outline)
  }

  /** Add a risk point; one of an enterprise that was not added is passed over. */
  addPoint(record: RiskPointRecord): void {
    const number = this.#numberOf(record.enterpriseId)
    if (number === undefined) return
    for (const { at, level } of record.levels) this.putLevel(at.getTime(), pairNumber(level))
    readPoint(this.#point, record)
    this.#point.accidents = this.listNumber(record.accidents)
    this.putPoint(number, this.#point)
  }

  /** The number of an enterprise that was added: its rows come one after the other. */
  #numberOf(id: string): number | undefined {
    if (id !== this.#lastId) {
      this.#lastId = id
      this.#lastNumber = this.#numbers.get(id)
    }
    return this.#lastNumber
  }

  /** The number of a list of accident categories. */
  listNumber(accidents: readonly string[]): number {
    return this.#lists.numberOf(accidents)
  }

  /** Add a level that the risk point which comes next had, oldest first. Shape: the number of the pair */
  putLevel(at: number, pair: number): void {
    this.#points.levels.add(at, pair)
  }

  /** Add a risk point of an enterprise by its number. */
  putPoint(owner: number, point: PointValues): void {
    const base = this.#points.add(owner, point)
    if (!Number.isNaN(point.lng)) return
    const [lng, lat] = [this.#enterprises.lngOf(owner), this.#enterprises.latOf(owner)]
    this.#points.placed.place(base, lng, lat)
  }

  /** Add a hazard; one of an enterprise that was not added is passed over. */
  addHazard(record: HazardRecord): void {
    const number = this.#numberOf(record.enterpriseId)
    if (number === undefined) return
    for (const { at, state } of record.states) this.putState(at.getTime(), stateNumber(state))
    for (const { at, day } of record.deadlines)
      this.putDeadline(at.getTime(), day === null ? NO_DAY : dayOf(day))
    readHazard(this.#hazard, record)
    this.putHazard(number, this.#hazard)
  }

  /** Add a state that the hazard which comes next had, oldest first. */
  putState(at: number, state: number): void {
    this.#hazards.states.add(at, state)
  }

  /** Add a deadline that the hazard which comes next had, oldest first. Units: days since 1970-01-01 */
  putDeadline(at: number, day: number): void {
    this.#hazards.deadlines.add(at, day)
  }

  /** States and deadlines of the hazard that comes next are not so. */
  dropTimeline(): void {
    this.#hazards.states.drop()
    this.#hazards.deadlines.drop()
  }

  /** Add a hazard of an enterprise by its number; without a place it lies at its point's, or the enterprise's. */
  putHazard(owner: number, hazard: HazardValues): void {
    const base = this.#hazards.add(owner, hazard)
    if (!Number.isNaN(hazard.lng)) return
    const point = this.#hazards.pointOf(base)
    const { placed } = this.#hazards
    if (point !== NO_ROW) {
      const points = this.#points.placed
      return placed.place(base, points.lngOf(point), points.latOf(point))
    }
    placed.place(base, this.#enterprises.lngOf(owner), this.#enterprises.latOf(owner))
  }

  /** All rows of the enterprises added so far are in: their points' ids need not be known any more. */
  forgetPoints(): void {
    this.#pointById.forget()
  }

  /** The segment, its rows along the curve. The builder is used up. */
  seal(): Segment {
    const enterprises = this.#enterprises.count
    const points = this.#points.seal(enterprises)
    const rowOfPoint = new Uint32Array(points.order.length)
    for (let row = 0; row < rowOfPoint.length; row += 1)
      rowOfPoint[points.order[row] as number] = row
    return {
      id: nextSegmentId(),
      enterprises: this.#enterprises.seal(),
      zones: this.#zones.seal(),
      live: new Uint8Array(enterprises).fill(1),
      digests: this.#digests.digests(),
      settledAt: this.#digests.settledAt(),
      points: points.columns,
      hazards: this.#hazards.seal(enterprises, rowOfPoint),
      texts: this.#texts.texts(),
      lists: this.#lists.lists(),
    }
  }

  #noteZone(owner: number, { id, planId, kind, name, pair }: ZoneValues, outline: Outline): void {
    const mark = newFingerprint()
    for (const own of [id, planId, kind]) noteText(mark, own)
    noteText(mark, name)
    notePair(mark, pair, 0)
    noteOutline(mark, outline)
    this.#digests.note(owner, DIGEST_PARTS.zones, mark)
  }
}

/** The number of a day (日期), digit by digit where it has as many as a day has. */
function dayOf(text: string): number {
  const number = text.length === DAY_LENGTH ? dayAt(text, 0) : Number.NaN
  return Number.isNaN(number) ? dayNumber(text) : number
}
