import type { EnterpriseRecord, HazardRecord, RiskPointRecord } from '#domain/facts.ts'
import type { MultiPolygon, Polygon } from 'geojson'
import { newFingerprint, noteInteger, noteNumber, noteText } from '../columns/fingerprint.ts'
import { HazardBuilder } from './hazard-builder.ts'
import { OwnerDigests } from './owner-digests.ts'
import { PointBuilder } from './point-builder.ts'
import { hazardValues, pointValues } from './row-values.ts'
import type { HazardValues, PointValues } from './row-values.ts'
import { DIGEST_PARTS, NO_ROW, pairNumber } from '../columns/segment.ts'
import type { Segment } from '../columns/segment.ts'
import { ListTable, TextTable } from './text-table.ts'
import { ZoneBuilder } from './zone-builder.ts'
import type { ZoneRecord } from '../columns/zone-columns.ts'

let segments = 0

/** Tells segments of this process apart. */
export function nextSegmentId(): number {
  segments += 1
  return segments
}

/**
 * Makes a segment (列存段) of whole enterprises: each enterprise first, then its points, then its hazards.
 *
 * Takes as much room again as the columns while it seals them, column by column.
 */
export class SegmentBuilder {
  readonly #enterprises: EnterpriseRecord[] = []
  readonly #numbers = new Map<string, number>()
  readonly #digests = new OwnerDigests()
  readonly #texts = new TextTable()
  readonly #lists = new ListTable()
  readonly #points = new PointBuilder(this.#digests, this.#texts, this.#lists)
  readonly #hazards = new HazardBuilder(this.#digests, this.#texts)
  readonly #zones = new ZoneBuilder()
  /** Rows of the points of the enterprises that are being added, for their hazards. */
  #pointRows = new Map<string, number>()

  /** Risk points and hazards so far. */
  get rows(): number {
    return this.#points.placed.count + this.#hazards.placed.count
  }

  get enterprises(): number {
    return this.#enterprises.length
  }

  /**
   * Add an enterprise without its rows yet; its points' ids are known until `forgetPoints`.
   * Shape: → its number
   */
  addEnterprise(record: EnterpriseRecord, zones: readonly ZoneRecord[]): number {
    const number = this.#enterprises.length
    this.#numbers.set(record.id, number)
    this.#enterprises.push(record)
    this.#digests.begin()
    this.#zones.beginEnterprise()
    const instants = [record.createdAt, record.archivedAt, record.lastSelfCheckAt]
    for (const at of [...instants, ...record.levels.map((level) => level.at)])
      if (at !== null) this.#digests.settle(number, at.getTime())
    const mark = newFingerprint()
    noteText(mark, JSON.stringify(record))
    this.#digests.note(number, DIGEST_PARTS.enterprise, mark)
    for (const zone of zones) this.#addZone(number, zone)
    return number
  }

  /** Add a risk point; one of an enterprise that was not added is passed over. */
  addPoint(record: RiskPointRecord): void {
    const number = this.#numbers.get(record.enterpriseId)
    if (number === undefined) return
    this.putPoint(number, pointValues(record, this.listNumber(record.accidents)))
  }

  /** The number of a list of accident categories. */
  listNumber(accidents: readonly string[]): number {
    return this.#lists.numberOf(accidents)
  }

  /** Add a risk point of an enterprise by its number. */
  putPoint(owner: number, point: PointValues): void {
    this.#pointRows.set(point.id, this.#points.placed.count)
    if (Number.isNaN(point.lng)) {
      const place = this.#enterprises[owner]?.position ?? NOWHERE
      this.#points.add(owner, point, place[0], place[1])
    } else this.#points.add(owner, point, point.lng, point.lat)
  }

  /** Add a hazard; one of an enterprise that was not added is passed over. */
  addHazard(record: HazardRecord): void {
    const number = this.#numbers.get(record.enterpriseId)
    if (number !== undefined) this.putHazard(number, hazardValues(record))
  }

  /** Add a hazard of an enterprise by its number; without a place it lies at its point's, or the enterprise's. */
  putHazard(owner: number, hazard: HazardValues): void {
    const { riskPointId } = hazard
    const point = riskPointId === null ? undefined : this.#pointRows.get(riskPointId)
    const row = point ?? NO_ROW
    if (!Number.isNaN(hazard.lng))
      return this.#hazards.add(owner, hazard, row, hazard.lng, hazard.lat)
    if (point !== undefined) {
      const { placed } = this.#points
      return this.#hazards.add(owner, hazard, row, placed.lngOf(point), placed.latOf(point))
    }
    const place = this.#enterprises[owner]?.position ?? NOWHERE
    this.#hazards.add(owner, hazard, row, place[0], place[1])
  }

  /** All rows of the enterprises added so far are in: their points' ids need not be known any more. */
  forgetPoints(): void {
    this.#pointRows = new Map()
  }

  /** The segment, its rows along the curve. The builder is used up. */
  seal(): Segment {
    const enterprises = this.#enterprises.length
    const points = this.#points.seal(enterprises)
    const rowOfPoint = new Uint32Array(points.order.length)
    for (let row = 0; row < rowOfPoint.length; row += 1)
      rowOfPoint[points.order[row] as number] = row
    return {
      id: nextSegmentId(),
      enterprises: this.#enterprises,
      zones: this.#zones.seal(),
      live: new Uint8Array(enterprises).fill(1),
      digests: this.#digests.digests(),
      settledAt: this.#digests.settledAt(),
      points: points.columns,
      hazards: this.#hazards.seal(enterprises, rowOfPoint),
      texts: this.#texts.texts(),
      accidentLists: this.#lists.lists(),
    }
  }

  #addZone(owner: number, { id, planId, kind, name, level, geometry }: ZoneRecord): void {
    const text = this.#texts.numberOf(name)
    this.#zones.add(id, text, pairNumber(level), geometry)
    const mark = newFingerprint()
    for (const own of [id, planId, kind]) noteText(mark, own)
    noteInteger(mark, this.#texts.markOf(text))
    noteInteger(mark, pairNumber(level))
    noteOutline(mark, geometry)
    this.#digests.note(owner, DIGEST_PARTS.zones, mark)
  }
}

const NOWHERE = [Number.NaN, Number.NaN] as const

function noteOutline(
  mark: ReturnType<typeof newFingerprint>,
  geometry: Polygon | MultiPolygon,
): void {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  for (const rings of polygons) {
    noteInteger(mark, rings.length)
    for (const ring of rings) {
      noteInteger(mark, ring.length)
      for (const [lng = Number.NaN, lat = Number.NaN] of ring) {
        noteNumber(mark, lng)
        noteNumber(mark, lat)
      }
    }
  }
}
