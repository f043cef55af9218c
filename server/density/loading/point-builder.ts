/**
 * Risk points (风险点) gathered in rows, and made columns of. 96 bytes a point and 12 an entry of its
 * levels, until the segment is sealed; what a point says is one run of 18 words, of which its
 * fingerprint is taken without a second reading.
 */
import { newFingerprint, noteText, noteWords } from '../columns/fingerprint.ts'
import { HistoryBuilder } from './history-builder.ts'
import type { OwnerDigests } from './owner-digests.ts'
import { PlacedBuilder, ROW } from './placed-builder.ts'
import type { PointValues } from './row-values.ts'
import { APPROXIMATE, DIGEST_PARTS, OWN_PLACE } from '../columns/segment.ts'
import type { PointColumns } from '../columns/segment.ts'
import type { ListTable } from './list-table.ts'
import type { TextTable } from './text-table.ts'

/** A risk point's own words of a row: two fingerprints, where its own end, and two numbers. */
const NAME_MARK = ROW.own
const LIST_MARK = ROW.own + 2
const SAID = ROW.own + 4
const NAME = SAID
const ACCIDENTS = SAID + 1
const STRIDE = SAID + 2

/** Gathers risk points (风险点) in rows, and makes columns of them. */
export class PointBuilder {
  readonly placed = new PlacedBuilder(STRIDE)
  /** Pairs of levels over time; those of a point are added before it. */
  readonly levels = new HistoryBuilder()
  readonly #digests: OwnerDigests
  readonly #texts: TextTable
  readonly #lists: ListTable

  constructor(digests: OwnerDigests, texts: TextTable, lists: ListTable) {
    this.#digests = digests
    this.#texts = texts
    this.#lists = lists
  }

  /** Add a point of enterprise number `owner`, with its own place if it has one. Shape: → its first word */
  add(owner: number, point: PointValues): number {
    const { placed, levels } = this
    const row = placed.count
    const { createdAt, archivedAt } = point
    const base = placed.add(owner, point.id)
    const { words, doubles } = placed
    const isOwnPlace = !Number.isNaN(point.lng)
    const name = this.#texts.numberOf(point.name)
    words[base + ROW.entry] = levels.begin
    words[base + ROW.flags] = (point.approximate ? APPROXIMATE : 0) | (isOwnPlace ? OWN_PLACE : 0)
    words[base + ROW.entries] = levels.entries
    doubles[(base + ROW.beginsAt) >>> 1] = createdAt
    doubles[(base + ROW.archivedAt) >>> 1] = archivedAt
    words[base + NAME] = name
    words[base + ACCIDENTS] = point.accidents
    this.#texts.writeMark(name, words, base + NAME_MARK)
    this.#lists.writeMark(point.accidents, words, base + LIST_MARK)
    if (isOwnPlace) placed.place(base, point.lng, point.lat)
    this.#digests.settle(owner, levels.lastInstant(createdAt))
    this.#digests.settle(owner, archivedAt)
    const mark = newFingerprint()
    noteWords(mark, words, base + ROW.id, base + SAID)
    if (placed.otherIdOf(row) !== undefined) noteText(mark, point.id)
    levels.endRow(mark)
    this.#digests.note(owner, DIGEST_PARTS.points, mark)
    return base
  }

  /** Shape: → the columns, and which row of the order of coming each of theirs is */
  seal(enterprises: number): { readonly columns: PointColumns; readonly order: Uint32Array } {
    const { placed } = this
    const { count } = placed
    const name = new Uint32Array(count)
    const accidents = new Uint32Array(count)
    const flags = new Uint8Array(count)
    const createdAt = new Float64Array(count)
    const archivedAt = new Float64Array(count)
    const levels = this.levels.seal(placed, ROW, new Uint8Array(this.levels.length))
    const { columns, order } = placed.seal(enterprises, (order, from, to) => {
      const { words, doubles } = placed
      for (let row = from; row < to; row += 1) {
        const base = (order[row] as number) * STRIDE
        name[row] = words[base + NAME] as number
        accidents[row] = words[base + ACCIDENTS] as number
        flags[row] = words[base + ROW.flags] as number
        createdAt[row] = doubles[(base + ROW.beginsAt) >>> 1] as number
        archivedAt[row] = doubles[(base + ROW.archivedAt) >>> 1] as number
      }
      levels.take(order, from, to)
    })
    return {
      order,
      columns: {
        ...columns,
        ...{ name, accidents, flags, createdAt, archivedAt },
        levelStart: levels.columns.starts,
        levelAt: levels.columns.at,
        levelPair: levels.columns.values,
      },
    }
  }
}
