import { newFingerprint, noteInteger, noteNumber, noteText } from '../columns/fingerprint.ts'
import { float64s, int32s, uint32s, uint8s } from './growing.ts'
import { packId } from '../columns/id-column.ts'
import { noteId, notePlace } from './owner-digests.ts'
import type { OwnerDigests } from './owner-digests.ts'
import { pick, pickRuns, PlacedBuilder } from './placed-builder.ts'
import type { HazardValues } from './row-values.ts'
import { DIGEST_PARTS, MAJOR, NEVER_DUE, NO_DAY, NO_ROW, OWN_PLACE } from '../columns/segment.ts'
import type { HazardColumns } from '../columns/segment.ts'
import type { TextTable } from './text-table.ts'

/** Gathers hazards (隐患) in columns. */
export class HazardBuilder {
  readonly placed = new PlacedBuilder()
  readonly #digests: OwnerDigests
  readonly #texts: TextTable
  readonly #pointWords = new Uint32Array(4)
  readonly #point = uint32s()
  readonly #description = uint32s()
  readonly #department = uint32s()
  readonly #checkMode = uint32s()
  readonly #accident = uint32s()
  readonly #flags = uint8s()
  readonly #foundAt = float64s()
  readonly #archivedAt = float64s()
  readonly #stateStart = uint32s()
  readonly #stateAt = float64s()
  readonly #state = uint8s()
  readonly #deadlineStart = uint32s()
  readonly #deadlineAt = float64s()
  readonly #deadline = int32s()
  readonly #earliestDeadline = int32s()

  constructor(digests: OwnerDigests, texts: TextTable) {
    this.#digests = digests
    this.#texts = texts
  }

  /** Add a hazard of enterprise number `owner`, at a point's row or NO_ROW, that counts at a place. */
  add(owner: number, hazard: HazardValues, point: number, lng: number, lat: number): void {
    const words = this.placed.add(owner, hazard.id, lng, lat)
    const texts = this.#texts
    const flags = (hazard.isMajor ? MAJOR : 0) | (Number.isNaN(hazard.lng) ? 0 : OWN_PLACE)
    const description = texts.numberOf(hazard.description)
    const department = texts.numberOrNone(hazard.department)
    const checkMode = texts.numberOf(hazard.checkMode)
    const accident = texts.numberOrNone(hazard.accident)
    this.#point.push(point)
    this.#description.push(description)
    this.#department.push(department)
    this.#checkMode.push(checkMode)
    this.#accident.push(accident)
    this.#flags.push(flags)
    this.#foundAt.push(hazard.foundAt)
    this.#archivedAt.push(hazard.archivedAt)
    this.#digests.settle(owner, hazard.foundAt)
    this.#digests.settle(owner, hazard.archivedAt)
    const mark = newFingerprint()
    noteId(mark, words, hazard.id)
    this.#notePoint(mark, hazard.riskPointId)
    noteInteger(mark, flags)
    noteInteger(mark, texts.markOf(description))
    noteInteger(mark, texts.markOf(department))
    noteInteger(mark, texts.markOf(checkMode))
    noteInteger(mark, texts.markOf(accident))
    noteNumber(mark, hazard.foundAt)
    noteNumber(mark, hazard.archivedAt)
    notePlace(mark, hazard.lng, hazard.lat)
    this.#addStates(owner, hazard, mark)
    this.#addDeadlines(owner, hazard, mark)
    this.#digests.note(owner, DIGEST_PARTS.hazards, mark)
  }

  #notePoint(mark: ReturnType<typeof newFingerprint>, id: string | null): void {
    if (id === null) return noteText(mark, '')
    noteId(mark, packId(this.#pointWords, id) ? this.#pointWords : null, id)
  }

  #addStates(owner: number, hazard: HazardValues, mark: ReturnType<typeof newFingerprint>): void {
    this.#stateStart.push(this.#stateAt.length)
    for (let entry = 0; entry < hazard.stateAt.length; entry += 1) {
      const at = hazard.stateAt[entry] as number
      const state = hazard.state[entry] as number
      this.#stateAt.push(at)
      this.#state.push(state)
      this.#digests.settle(owner, at)
      noteNumber(mark, at)
      noteInteger(mark, state)
    }
  }

  #addDeadlines(
    owner: number,
    hazard: HazardValues,
    mark: ReturnType<typeof newFingerprint>,
  ): void {
    this.#deadlineStart.push(this.#deadlineAt.length)
    let earliest = NEVER_DUE
    for (let entry = 0; entry < hazard.deadlineAt.length; entry += 1) {
      const at = hazard.deadlineAt[entry] as number
      const day = hazard.deadline[entry] as number
      if (day !== NO_DAY && day < earliest) earliest = day
      this.#deadlineAt.push(at)
      this.#deadline.push(day)
      this.#digests.settle(owner, at)
      noteNumber(mark, at)
      noteInteger(mark, day)
    }
    this.#earliestDeadline.push(earliest)
  }

  /** Shape: `rowOfPoint` the row of each point by its number in the order of coming */
  seal(enterprises: number, rowOfPoint: Uint32Array): HazardColumns {
    this.#stateStart.push(this.#stateAt.length)
    this.#deadlineStart.push(this.#deadlineAt.length)
    const { columns, order } = this.placed.seal(enterprises)
    const states = pickRuns(order, this.#stateStart.values())
    const deadlines = pickRuns(order, this.#deadlineStart.values())
    const point = pick(order, this.#point.values())
    for (let row = 0; row < point.length; row += 1) {
      const from = point[row] as number
      if (from !== NO_ROW) point[row] = rowOfPoint[from] as number
    }
    return {
      ...columns,
      point,
      description: pick(order, this.#description.values()),
      department: pick(order, this.#department.values()),
      checkMode: pick(order, this.#checkMode.values()),
      accident: pick(order, this.#accident.values()),
      flags: pick(order, this.#flags.values()),
      foundAt: pick(order, this.#foundAt.values()),
      archivedAt: pick(order, this.#archivedAt.values()),
      stateStart: states.starts,
      stateAt: pick(states.entries, this.#stateAt.values()),
      state: pick(states.entries, this.#state.values()),
      deadlineStart: deadlines.starts,
      deadlineAt: pick(deadlines.entries, this.#deadlineAt.values()),
      deadline: pick(deadlines.entries, this.#deadline.values()),
      earliestDeadline: pick(order, this.#earliestDeadline.values()),
    }
  }
}
