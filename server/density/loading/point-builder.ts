import { newFingerprint, noteInteger, noteNumber } from '../columns/fingerprint.ts'
import { float64s, uint32s, uint8s } from './growing.ts'
import { noteId, notePlace } from './owner-digests.ts'
import type { OwnerDigests } from './owner-digests.ts'
import { pick, pickRuns, PlacedBuilder } from './placed-builder.ts'
import type { PointValues } from './row-values.ts'
import { APPROXIMATE, DIGEST_PARTS, OWN_PLACE } from '../columns/segment.ts'
import type { PointColumns } from '../columns/segment.ts'
import type { ListTable, TextTable } from './text-table.ts'

/** Gathers risk points (风险点) in columns. */
export class PointBuilder {
  readonly placed = new PlacedBuilder()
  readonly #digests: OwnerDigests
  readonly #texts: TextTable
  readonly #lists: ListTable
  readonly #name = uint32s()
  readonly #accidents = uint32s()
  readonly #flags = uint8s()
  readonly #createdAt = float64s()
  readonly #archivedAt = float64s()
  readonly #levelStart = uint32s()
  readonly #levelAt = float64s()
  readonly #levelPair = uint8s()

  constructor(digests: OwnerDigests, texts: TextTable, lists: ListTable) {
    this.#digests = digests
    this.#texts = texts
    this.#lists = lists
  }

  /** Add a point that counts at a place of its own or of its enterprise's, number `owner`. */
  add(owner: number, point: PointValues, lng: number, lat: number): void {
    const words = this.placed.add(owner, point.id, lng, lat)
    const { accidents, createdAt, archivedAt, levelAt, levelPair } = point
    const isOwnPlace = !Number.isNaN(point.lng)
    const flags = (point.approximate ? APPROXIMATE : 0) | (isOwnPlace ? OWN_PLACE : 0)
    const name = this.#texts.numberOf(point.name)
    this.#name.push(name)
    this.#accidents.push(accidents)
    this.#flags.push(flags)
    this.#createdAt.push(createdAt)
    this.#archivedAt.push(archivedAt)
    this.#levelStart.push(this.#levelAt.length)
    this.#digests.settle(owner, createdAt)
    this.#digests.settle(owner, archivedAt)
    const mark = newFingerprint()
    noteId(mark, words, point.id)
    noteInteger(mark, flags)
    noteInteger(mark, this.#texts.markOf(name))
    noteInteger(mark, this.#lists.markOf(accidents))
    noteNumber(mark, createdAt)
    noteNumber(mark, archivedAt)
    notePlace(mark, point.lng, point.lat)
    for (let entry = 0; entry < levelAt.length; entry += 1) {
      const at = levelAt[entry] as number
      const pair = levelPair[entry] as number
      this.#levelAt.push(at)
      this.#levelPair.push(pair)
      this.#digests.settle(owner, at)
      noteNumber(mark, at)
      noteInteger(mark, pair)
    }
    this.#digests.note(owner, DIGEST_PARTS.points, mark)
  }

  /** Shape: → the columns, and which row of the order of coming each of theirs is */
  seal(enterprises: number): { readonly columns: PointColumns; readonly order: Uint32Array } {
    this.#levelStart.push(this.#levelAt.length)
    const { columns, order } = this.placed.seal(enterprises)
    const levels = pickRuns(order, this.#levelStart.values())
    return {
      order,
      columns: {
        ...columns,
        name: pick(order, this.#name.values()),
        accidents: pick(order, this.#accidents.values()),
        flags: pick(order, this.#flags.values()),
        createdAt: pick(order, this.#createdAt.values()),
        archivedAt: pick(order, this.#archivedAt.values()),
        levelStart: levels.starts,
        levelAt: pick(levels.entries, this.#levelAt.values()),
        levelPair: pick(levels.entries, this.#levelPair.values()),
      },
    }
  }
}
