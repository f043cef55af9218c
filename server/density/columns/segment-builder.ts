import type { EnterpriseRecord, HazardRecord, RiskPointRecord } from '#domain/facts.ts'
import type { Position } from '#domain/position.ts'
import type { TileZone } from '../zone-tile.ts'
import { dayNumber } from '#domain/day.ts'
import { finish, newFingerprint, noteInteger, noteNumber, noteText } from './fingerprint.ts'
import type { Fingerprint } from './fingerprint.ts'
import { float64s, int32s, uint32s, uint8s } from './growing.ts'
import { ID_WORDS, packId } from './id-column.ts'
import { pick, pickRuns, PlacedBuilder } from './placed-builder.ts'
import {
  APPROXIMATE,
  DIGEST_PARTS,
  DIGEST_WORDS,
  MAJOR,
  NEVER_DUE,
  NO_DAY,
  NO_ROW,
  NO_TEXT,
  OWN_PLACE,
  pairNumber,
  stateNumber,
} from './segment.ts'
import type { Segment } from './segment.ts'

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
  readonly #zones: (readonly TileZone[])[] = []
  readonly #numbers = new Map<string, number>()
  readonly #digests = uint32s()
  readonly #settledAt: number[] = []
  readonly #texts = new Map<string, number>()
  readonly #textMarks: number[] = []
  readonly #accidentLists = new Map<string, number>()
  readonly #lists: (readonly string[])[] = []
  readonly #words = new Uint32Array(ID_WORDS)
  /** Rows of the points of the enterprises that are being added, for their hazards. */
  #pointRows = new Map<string, number>()

  readonly #points = new PlacedBuilder()
  readonly #pointName = uint32s()
  readonly #pointAccidents = uint32s()
  readonly #pointFlags = uint8s()
  readonly #pointCreated = float64s()
  readonly #pointArchived = float64s()
  readonly #levelStart = uint32s()
  readonly #levelAt = float64s()
  readonly #levelPair = uint8s()

  readonly #hazards = new PlacedBuilder()
  readonly #hazardPoint = uint32s()
  readonly #description = uint32s()
  readonly #department = uint32s()
  readonly #checkMode = uint32s()
  readonly #accident = uint32s()
  readonly #hazardFlags = uint8s()
  readonly #foundAt = float64s()
  readonly #hazardArchived = float64s()
  readonly #stateStart = uint32s()
  readonly #stateAt = float64s()
  readonly #state = uint8s()
  readonly #deadlineStart = uint32s()
  readonly #deadlineAt = float64s()
  readonly #deadline = int32s()
  readonly #earliestDeadline = int32s()

  /** Risk points and hazards so far. */
  get rows(): number {
    return this.#points.count + this.#hazards.count
  }

  get enterprises(): number {
    return this.#enterprises.length
  }

  /** Add an enterprise without its rows yet; its points' ids are known until `forgetPoints`. */
  addEnterprise(record: EnterpriseRecord, zones: readonly TileZone[]): void {
    const number = this.#enterprises.length
    this.#numbers.set(record.id, number)
    this.#enterprises.push(record)
    this.#zones.push(zones)
    for (let word = 0; word < DIGEST_WORDS; word += 1) this.#digests.push(0)
    this.#settledAt.push(Number.NEGATIVE_INFINITY)
    this.#settle(number, record.createdAt, record.archivedAt, record.lastSelfCheckAt)
    for (const { at } of record.levels) this.#settle(number, at)
    this.#note(number, DIGEST_PARTS.enterprise, markOf(record))
    for (const zone of zones) this.#note(number, DIGEST_PARTS.zones, markOf(zone))
  }

  /** Add a risk point; one of an enterprise that was not added is passed over. */
  addPoint(record: RiskPointRecord): void {
    const number = this.#numbers.get(record.enterpriseId)
    if (number === undefined) return
    const own = record.position
    const row = this.#points.add(number, record.id, own ?? this.#placeOf(number))
    this.#pointRows.set(record.id, row)
    const flags = (record.approximate ? APPROXIMATE : 0) | (own === null ? 0 : OWN_PLACE)
    const name = this.#textOf(record.name)
    const accidents = this.#accidentsOf(record.accidents)
    const archived = record.archivedAt?.getTime() ?? Infinity
    this.#pointName.push(name)
    this.#pointAccidents.push(accidents)
    this.#pointFlags.push(flags)
    this.#pointCreated.push(record.createdAt.getTime())
    this.#pointArchived.push(archived)
    this.#levelStart.push(this.#levelAt.length)
    this.#settle(number, record.createdAt, record.archivedAt)
    const mark = newFingerprint()
    this.#noteId(mark, record.id)
    noteInteger(mark, flags)
    noteInteger(mark, this.#textMarks[name] as number)
    noteText(mark, record.accidents.join())
    noteNumber(mark, record.createdAt.getTime())
    noteNumber(mark, archived)
    notePlace(mark, own)
    for (const { at, level } of record.levels) {
      const pair = pairNumber(level)
      this.#levelAt.push(at.getTime())
      this.#levelPair.push(pair)
      this.#settle(number, at)
      noteNumber(mark, at.getTime())
      noteInteger(mark, pair)
    }
    this.#note(number, DIGEST_PARTS.points, mark)
  }

  /** Add a hazard; it lies at its own place, else at its point's, else at its enterprise's. */
  addHazard(record: HazardRecord): void {
    const number = this.#numbers.get(record.enterpriseId)
    if (number === undefined) return
    const own = record.position
    const known = record.riskPointId === null ? undefined : this.#pointRows.get(record.riskPointId)
    const place = own ?? (known === undefined ? this.#placeOf(number) : this.#points.placeOf(known))
    this.#hazards.add(number, record.id, place)
    const flags = (record.hazardLevel === 'major' ? MAJOR : 0) | (own === null ? 0 : OWN_PLACE)
    const archived = record.archivedAt?.getTime() ?? Infinity
    const description = this.#textOf(record.description)
    this.#hazardPoint.push(known ?? NO_ROW)
    this.#description.push(description)
    this.#department.push(this.#textOrNone(record.responsibleDepartment))
    this.#checkMode.push(this.#textOf(record.checkMode))
    this.#accident.push(this.#textOrNone(record.accident))
    this.#hazardFlags.push(flags)
    this.#foundAt.push(record.foundAt.getTime())
    this.#hazardArchived.push(archived)
    this.#stateStart.push(this.#stateAt.length)
    this.#deadlineStart.push(this.#deadlineAt.length)
    this.#settle(number, record.foundAt, record.archivedAt)
    const mark = newFingerprint()
    this.#noteId(mark, record.id)
    this.#noteId(mark, record.riskPointId ?? '')
    noteInteger(mark, flags)
    noteInteger(mark, this.#textMarks[description] as number)
    noteText(mark, record.responsibleDepartment ?? '')
    noteText(mark, record.checkMode)
    noteText(mark, record.accident ?? '')
    noteNumber(mark, record.foundAt.getTime())
    noteNumber(mark, archived)
    notePlace(mark, own)
    for (const { at, state } of record.states) {
      const value = stateNumber(state)
      this.#stateAt.push(at.getTime())
      this.#state.push(value)
      this.#settle(number, at)
      noteNumber(mark, at.getTime())
      noteInteger(mark, value)
    }
    let earliest = NEVER_DUE
    for (const { at, day } of record.deadlines) {
      const value = day === null ? NO_DAY : dayNumber(day)
      if (value !== NO_DAY && value < earliest) earliest = value
      this.#deadlineAt.push(at.getTime())
      this.#deadline.push(value)
      this.#settle(number, at)
      noteNumber(mark, at.getTime())
      noteInteger(mark, value)
    }
    this.#earliestDeadline.push(earliest)
    this.#note(number, DIGEST_PARTS.hazards, mark)
  }

  /** All rows of the enterprises added so far are in: their points' ids need not be known any more. */
  forgetPoints(): void {
    this.#pointRows = new Map()
  }

  /** The segment, its rows along the curve. The builder is used up. */
  seal(): Segment {
    const enterprises = this.#enterprises.length
    this.#levelStart.push(this.#levelAt.length)
    this.#stateStart.push(this.#stateAt.length)
    this.#deadlineStart.push(this.#deadlineAt.length)
    const points = this.#points.seal(enterprises)
    const rowOf = new Uint32Array(points.order.length)
    for (const [row, from] of points.order.entries()) rowOf[from] = row
    const levels = pickRuns(points.order, this.#levelStart.values())
    const hazards = this.#hazards.seal(enterprises)
    const states = pickRuns(hazards.order, this.#stateStart.values())
    const deadlines = pickRuns(hazards.order, this.#deadlineStart.values())
    const point = pick(hazards.order, this.#hazardPoint.values())
    for (const [row, from] of point.entries())
      if (from !== NO_ROW) point[row] = rowOf[from] as number
    return {
      id: nextSegmentId(),
      enterprises: this.#enterprises,
      zones: this.#zones,
      live: new Uint8Array(enterprises).fill(1),
      digests: this.#digests.values().slice(),
      settledAt: Float64Array.from(this.#settledAt),
      texts: [...this.#texts.keys()],
      accidentLists: this.#lists,
      points: {
        ...points.columns,
        name: pick(points.order, this.#pointName.values()),
        accidents: pick(points.order, this.#pointAccidents.values()),
        flags: pick(points.order, this.#pointFlags.values()),
        createdAt: pick(points.order, this.#pointCreated.values()),
        archivedAt: pick(points.order, this.#pointArchived.values()),
        levelStart: levels.starts,
        levelAt: pick(levels.entries, this.#levelAt.values()),
        levelPair: pick(levels.entries, this.#levelPair.values()),
      },
      hazards: {
        ...hazards.columns,
        point,
        description: pick(hazards.order, this.#description.values()),
        department: pick(hazards.order, this.#department.values()),
        checkMode: pick(hazards.order, this.#checkMode.values()),
        accident: pick(hazards.order, this.#accident.values()),
        flags: pick(hazards.order, this.#hazardFlags.values()),
        foundAt: pick(hazards.order, this.#foundAt.values()),
        archivedAt: pick(hazards.order, this.#hazardArchived.values()),
        stateStart: states.starts,
        stateAt: pick(states.entries, this.#stateAt.values()),
        state: pick(states.entries, this.#state.values()),
        deadlineStart: deadlines.starts,
        deadlineAt: pick(deadlines.entries, this.#deadlineAt.values()),
        deadline: pick(deadlines.entries, this.#deadline.values()),
        earliestDeadline: pick(hazards.order, this.#earliestDeadline.values()),
      },
    }
  }

  #placeOf(number: number): Position | null {
    return this.#enterprises[number]?.position ?? null
  }

  #settle(number: number, ...instants: readonly (Date | null)[]): void {
    for (const instant of instants) {
      const time = instant?.getTime() ?? Number.NEGATIVE_INFINITY
      if (time > (this.#settledAt[number] as number)) this.#settledAt[number] = time
    }
  }

  /** Add one row's fingerprint to its enterprise's: a sum, so that the order of rows is no matter. */
  #note(number: number, part: number, mark: Fingerprint): void {
    const words = this.#digests.values()
    const at = number * DIGEST_WORDS + part
    words[at] = (words[at] as number) + finish(mark.low)
    words[at + 1] = (words[at + 1] as number) + finish(mark.high)
  }

  #noteId(mark: Fingerprint, id: string): void {
    if (packId(this.#words, id)) for (const word of this.#words) noteInteger(mark, word)
    else noteText(mark, id)
  }

  #textOf(text: string): number {
    let number = this.#texts.get(text)
    if (number === undefined) {
      number = this.#texts.size
      this.#texts.set(text, number)
      const mark = newFingerprint()
      noteText(mark, text)
      this.#textMarks.push(finish(mark.low))
    }
    return number
  }

  #textOrNone(text: string | null): number {
    return text === null ? NO_TEXT : this.#textOf(text)
  }

  #accidentsOf(accidents: readonly string[]): number {
    const key = accidents.join()
    let number = this.#accidentLists.get(key)
    if (number === undefined) {
      number = this.#lists.length
      this.#accidentLists.set(key, number)
      this.#lists.push(accidents)
    }
    return number
  }
}

function markOf(record: object): Fingerprint {
  const mark = newFingerprint()
  noteText(mark, JSON.stringify(record))
  return mark
}

function notePlace(mark: Fingerprint, place: Position | null): void {
  noteNumber(mark, place === null ? Number.NaN : place[0])
  noteNumber(mark, place === null ? Number.NaN : place[1])
}
