/**
 * Enterprises as objects that read their columns when they are asked (惰性企业), for who lists them or asks
 * a rule of the domain about one.
 *
 * An object of four fields, with its id and its name once somebody asked for them, as who sorts a
 * million rows by them does. Those of a moment are made when they are first asked for and kept as
 * long as it, so that one and the same stands for all rows of an enterprise; those that are asked
 * about once go with the question.
 */
import type { EnterpriseSize } from '#domain/enterprise.ts'
import type { EnterpriseAt, EnterpriseRecord, LevelAt } from '#domain/facts.ts'
import type { Position } from '#domain/position.ts'
import type { LevelPair } from '#domain/risk-level.ts'
import { SIZES } from './enterprise-columns.ts'
import { idAt } from './id-column.ts'
import { levelPairOf, NO_TEXT } from './segment.ts'
import type { Segment } from './segment.ts'
import type { OwnersAt, SegmentAt } from './segment-at.ts'
import { textAt } from './text-column.ts'

/** An enterprise read from its columns (惰性企业); nothing is copied until it is asked for. */
export class ColumnEnterprise implements EnterpriseRecord {
  readonly #segment: Segment
  readonly #number: number
  #id: string | undefined
  #name: string | undefined

  constructor(segment: Segment, number: number) {
    this.#segment = segment
    this.#number = number
  }

  get id(): string {
    return (this.#id ??= idAt(this.#segment.enterprises.ids, this.#number))
  }

  get name(): string {
    return (this.#name ??= textAt(this.#segment.enterprises.name, this.#number) ?? '')
  }

  get uscc(): string | null {
    return textAt(this.#segment.enterprises.uscc, this.#number)
  }

  get county(): string | null {
    return this.#code(this.#segment.enterprises.county)
  }

  get township(): string | null {
    return this.#code(this.#segment.enterprises.township)
  }

  get village(): string | null {
    return this.#code(this.#segment.enterprises.village)
  }

  get sector(): string {
    return this.#code(this.#segment.enterprises.sector) ?? ''
  }

  get industry(): string | null {
    return this.#code(this.#segment.enterprises.industry)
  }

  get size(): EnterpriseSize {
    return SIZES[this.#segment.enterprises.size[this.#number] as number] as EnterpriseSize
  }

  get flags(): readonly string[] {
    const { enterprises, lists } = this.#segment
    return lists[enterprises.flags[this.#number] as number] ?? []
  }

  get position(): Position | null {
    const { lng, lat } = this.#segment.enterprises
    const own = lng[this.#number] as number
    return Number.isNaN(own) ? null : [own, lat[this.#number] as number]
  }

  get levels(): readonly LevelAt[] {
    const { levelStart, levelAt, levelPair } = this.#segment.enterprises
    const start = levelStart[this.#number] as number
    const at = levelAt.subarray(start, levelStart[this.#number + 1])
    return Array.from(at, (time, entry) => ({
      at: new Date(time),
      level: levelPairOf(levelPair[start + entry] as number),
    }))
  }

  get lastSelfCheckAt(): Date | null {
    const time = this.#segment.enterprises.lastSelfCheckAt[this.#number] as number
    return Number.isNaN(time) ? null : new Date(time)
  }

  get createdAt(): Date {
    return new Date(this.#segment.enterprises.createdAt[this.#number] as number)
  }

  get archivedAt(): Date | null {
    const time = this.#segment.enterprises.archivedAt[this.#number] as number
    return time === Infinity ? null : new Date(time)
  }

  #code(column: Uint32Array): string | null {
    const number = column[this.#number] as number
    return number === NO_TEXT ? null : (this.#segment.texts[number] ?? null)
  }
}

/** The same at a moment (某时点的企业). */
class ColumnEnterpriseAt extends ColumnEnterprise implements EnterpriseAt {
  readonly #pair: number

  constructor(segment: Segment, number: number, pair: number) {
    super(segment, number)
    this.#pair = pair
  }

  get level(): LevelPair {
    return levelPairOf(this.#pair)
  }
}

/** By the enterprises of a moment, those somebody asked for, by their numbers. */
const asked = new WeakMap<OwnersAt, (EnterpriseAt | undefined)[]>()

/**
 * An enterprise as it was at a moment (某时点的企业), by its number; null where it was not there.
 * Shape: the same object each time
 */
export function enterpriseOf({ segment, owners }: SegmentAt, number: number): EnterpriseAt | null {
  if (owners.there[number] !== 1) return null
  let known = asked.get(owners)
  if (known === undefined) {
    known = []
    asked.set(owners, known)
  }
  return (known[number] ??= new ColumnEnterpriseAt(segment, number, owners.pair[number] as number))
}
