/**
 * Enterprises (企业) gathered in columns, in the order of coming. What they take as columns, in room
 * that doubles and is cut when the segment is sealed.
 */
import type { EnterpriseRecord } from '#domain/facts.ts'
import { lastHeardTime } from '#domain/situation-figures.ts'
import { SIZES } from '../columns/enterprise-columns.ts'
import type { EnterpriseColumns } from '../columns/enterprise-columns.ts'
import { NO_TEXT, pairNumber } from '../columns/segment.ts'
import { float64s, uint32s, uint8s } from '../growing.ts'
import { IdBuilder } from './id-builder.ts'
import type { ListTable } from './list-table.ts'
import { TextBuilder } from './text-builder.ts'
import type { TextTable } from './text-table.ts'

const CODES = ['county', 'township', 'village', 'sector', 'industry'] as const

/** Gathers enterprises (企业) in columns, in the order of coming. */
export class EnterpriseBuilder {
  readonly #texts: TextTable
  readonly #lists: ListTable
  readonly #ids = new IdBuilder()
  readonly #name = new TextBuilder()
  readonly #uscc = new TextBuilder()
  readonly #codes = {
    county: uint32s(),
    township: uint32s(),
    village: uint32s(),
    sector: uint32s(),
    industry: uint32s(),
  }
  readonly #flags = uint32s()
  readonly #size = uint8s()
  readonly #lng = float64s()
  readonly #lat = float64s()
  readonly #createdAt = float64s()
  readonly #archivedAt = float64s()
  readonly #lastSelfCheckAt = float64s()
  readonly #lastHeardAt = float64s()
  readonly #levelStart = uint32s()
  readonly #levelAt = float64s()
  readonly #levelPair = uint8s()

  constructor(texts: TextTable, lists: ListTable) {
    this.#texts = texts
    this.#lists = lists
  }

  get count(): number {
    return this.#size.length
  }

  /** Where rows of an enterprise without a place count; NaN where it has none itself. */
  lngOf(number: number): number {
    return this.#lng.at(number)
  }

  latOf(number: number): number {
    return this.#lat.at(number)
  }

  add(record: EnterpriseRecord): void {
    this.#ids.add(record.id)
    this.#name.add(record.name)
    this.#uscc.add(record.uscc)
    for (const code of CODES) {
      const text = record[code]
      this.#codes[code].push(text === null ? NO_TEXT : this.#texts.numberOf(text))
    }
    this.#flags.push(this.#lists.numberOf(record.flags))
    this.#size.push(SIZES.indexOf(record.size))
    this.#lng.push(record.position?.[0] ?? Number.NaN)
    this.#lat.push(record.position?.[1] ?? Number.NaN)
    this.#createdAt.push(record.createdAt.getTime())
    this.#archivedAt.push(record.archivedAt?.getTime() ?? Infinity)
    this.#lastSelfCheckAt.push(record.lastSelfCheckAt?.getTime() ?? Number.NaN)
    this.#lastHeardAt.push(lastHeardTime(record))
    this.#levelStart.push(this.#levelAt.length)
    for (const { at, level } of record.levels) {
      this.#levelAt.push(at.getTime())
      this.#levelPair.push(pairNumber(level))
    }
  }

  seal(): EnterpriseColumns {
    const { county, township, village, sector, industry } = this.#codes
    this.#levelStart.push(this.#levelAt.length)
    return {
      count: this.count,
      ids: this.#ids.seal(),
      name: this.#name.seal(),
      uscc: this.#uscc.seal(),
      county: county.cut(),
      township: township.cut(),
      village: village.cut(),
      sector: sector.cut(),
      industry: industry.cut(),
      flags: this.#flags.cut(),
      size: this.#size.cut(),
      lng: this.#lng.cut(),
      lat: this.#lat.cut(),
      createdAt: this.#createdAt.cut(),
      archivedAt: this.#archivedAt.cut(),
      lastSelfCheckAt: this.#lastSelfCheckAt.cut(),
      lastHeardAt: this.#lastHeardAt.cut(),
      levelStart: this.#levelStart.cut(),
      levelAt: this.#levelAt.cut(),
      levelPair: this.#levelPair.cut(),
    }
  }
}
