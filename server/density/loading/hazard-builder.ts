/**
 * Hazards (隐患) gathered in rows, and made columns of. 152 bytes a hazard and 12 an entry of its
 * states and deadlines, until the segment is sealed; what a hazard says is one run of 28 words, of
 * which its fingerprint is taken, texts by their own fingerprints.
 */
import { newFingerprint, noteText, noteWords } from '../columns/fingerprint.ts'
import type { Fingerprint } from '../columns/fingerprint.ts'
import { ID_WORDS, packId } from '../columns/id-column.ts'
import { HistoryBuilder } from './history-builder.ts'
import type { OwnerDigests } from './owner-digests.ts'
import { PlacedBuilder, ROW } from './placed-builder.ts'
import type { RowById } from './row-by-id.ts'
import type { HazardValues } from './row-values.ts'
import { DIGEST_PARTS, MAJOR, NEVER_DUE, NO_DAY, NO_ROW, OWN_PLACE } from '../columns/segment.ts'
import type { HazardColumns } from '../columns/segment.ts'
import { FewTexts } from './text-table.ts'
import type { TextTable } from './text-table.ts'

/** A hazard's own words of a row: its risk point's id, fingerprints of texts, where its own end, numbers. */
const POINT_ID = ROW.own
const HAS_POINT = POINT_ID + ID_WORDS
const DEADLINES = HAS_POINT + 1
const MARKS = DEADLINES + 1
const SAID = MARKS + 8
const TEXTS = SAID
const POINT = TEXTS + 4
const DEADLINE = POINT + 1
const STRIDE = DEADLINE + 1

/** Gathers hazards (隐患) in rows, and makes columns of them. */
export class HazardBuilder {
  readonly placed = new PlacedBuilder(STRIDE)
  /** States and deadlines over time; those of a hazard are added before it. */
  readonly states = new HistoryBuilder()
  readonly deadlines = new HistoryBuilder()
  readonly #digests: OwnerDigests
  readonly #texts: TextTable
  readonly #departments: FewTexts
  readonly #checkModes: FewTexts
  readonly #accidents: FewTexts
  readonly #points: RowById

  constructor(digests: OwnerDigests, texts: TextTable, points: RowById) {
    this.#digests = digests
    this.#texts = texts
    this.#departments = new FewTexts(texts)
    this.#checkModes = new FewTexts(texts)
    this.#accidents = new FewTexts(texts)
    this.#points = points
  }

  /** Add a hazard of enterprise number `owner`, with its own place if it has one. Shape: → its first word */
  add(owner: number, hazard: HazardValues): number {
    const { placed, states, deadlines } = this
    const { foundAt, archivedAt } = hazard
    const row = placed.count
    const base = placed.add(owner, hazard.id)
    const { words, doubles } = placed
    const isOwnPlace = !Number.isNaN(hazard.lng)
    words[base + ROW.entry] = states.begin
    words[base + ROW.flags] = (hazard.isMajor ? MAJOR : 0) | (isOwnPlace ? OWN_PLACE : 0)
    words[base + ROW.entries] = states.entries
    doubles[(base + ROW.beginsAt) >>> 1] = foundAt
    doubles[(base + ROW.archivedAt) >>> 1] = archivedAt
    words[base + DEADLINE] = deadlines.begin
    words[base + DEADLINES] = deadlines.entries
    this.#writeText(base, 0, this.#texts.numberOf(hazard.description))
    this.#writeText(base, 1, this.#departments.numberOrNone(hazard.department))
    this.#writeText(base, 2, this.#checkModes.numberOf(hazard.checkMode))
    this.#writeText(base, 3, this.#accidents.numberOrNone(hazard.accident))
    if (isOwnPlace) placed.place(base, hazard.lng, hazard.lat)
    this.#digests.settle(owner, states.lastInstant(deadlines.lastInstant(foundAt)))
    this.#digests.settle(owner, archivedAt)
    const mark = newFingerprint()
    words[base + POINT] = this.#writePoint(base, hazard.riskPointId, mark)
    noteWords(mark, words, base + ROW.id, base + SAID)
    if (placed.otherIdOf(row) !== undefined) noteText(mark, hazard.id)
    states.endRow(mark)
    deadlines.endRow(mark)
    this.#digests.note(owner, DIGEST_PARTS.hazards, mark)
    return base
  }

  /** The risk point's number in the order of coming, of the hazard that begins at a word; NO_ROW without. */
  pointOf(base: number): number {
    return this.placed.words[base + POINT] as number
  }

  /** Shape: `rowOfPoint` the row of each point by its number in the order of coming */
  seal(enterprises: number, rowOfPoint: Uint32Array): HazardColumns {
    const { placed } = this
    const { count } = placed
    const point = new Uint32Array(count)
    const description = new Uint32Array(count)
    const department = new Uint32Array(count)
    const checkMode = new Uint32Array(count)
    const accident = new Uint32Array(count)
    const flags = new Uint8Array(count)
    const foundAt = new Float64Array(count)
    const archivedAt = new Float64Array(count)
    const states = this.states.seal(placed, ROW, new Uint8Array(this.states.length))
    const deadlines = this.deadlines.seal(
      placed,
      { entry: DEADLINE, entries: DEADLINES },
      new Int32Array(this.deadlines.length),
    )
    const { columns } = placed.seal(enterprises, (order, from, to) => {
      const { words, doubles } = placed
      for (let row = from; row < to; row += 1) {
        const base = (order[row] as number) * STRIDE
        const number = words[base + POINT] as number
        point[row] = number === NO_ROW ? NO_ROW : (rowOfPoint[number] as number)
        description[row] = words[base + TEXTS] as number
        department[row] = words[base + TEXTS + 1] as number
        checkMode[row] = words[base + TEXTS + 2] as number
        accident[row] = words[base + TEXTS + 3] as number
        flags[row] = words[base + ROW.flags] as number
        foundAt[row] = doubles[(base + ROW.beginsAt) >>> 1] as number
        archivedAt[row] = doubles[(base + ROW.archivedAt) >>> 1] as number
      }
      states.take(order, from, to)
      deadlines.take(order, from, to)
    })
    return {
      ...columns,
      ...{ point, description, department, checkMode, accident, flags, foundAt, archivedAt },
      stateStart: states.columns.starts,
      stateAt: states.columns.at,
      state: states.columns.values,
      deadlineStart: deadlines.columns.starts,
      deadlineAt: deadlines.columns.at,
      deadline: deadlines.columns.values,
      earliestDeadline: earliestOf(deadlines.columns.starts, deadlines.columns.values),
    }
  }

  #writeText(base: number, place: number, number: number): void {
    const { words } = this.placed
    words[base + TEXTS + place] = number
    this.#texts.writeMark(number, words, base + MARKS + place * 2)
  }

  /** Shape: → the risk point's number in the order of coming, or NO_ROW */
  #writePoint(base: number, id: string | null, mark: Fingerprint): number {
    if (id === null) return NO_ROW
    const { words } = this.placed
    words[base + HAS_POINT] = 1
    if (packId(words, base + POINT_ID, id)) return this.#points.rowOf(words, base + POINT_ID)
    words.fill(0, base + POINT_ID, base + POINT_ID + ID_WORDS)
    noteText(mark, id)
    return this.#points.rowOfOther(id)
  }
}

/** The earliest day that each row was ever due by. */
function earliestOf(starts: Uint32Array, days: Int32Array): Int32Array {
  const earliest = new Int32Array(starts.length - 1).fill(NEVER_DUE)
  for (let row = 0; row < earliest.length; row += 1)
    for (let entry = starts[row] as number; entry < (starts[row + 1] as number); entry += 1) {
      const day = days[entry] as number
      if (day !== NO_DAY && day < (earliest[row] as number)) earliest[row] = day
    }
  return earliest
}
