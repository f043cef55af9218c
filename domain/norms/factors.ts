import lecTable from '#data/codes/lec-factors.json' with { type: 'json' }
import lsTable from '#data/codes/ls-factors.json' with { type: 'json' }
import mesTable from '#data/codes/mes-factors.json' with { type: 'json' }
import type { NormItem, NormTable } from './table.ts'

export type ScoringMethod = 'LEC' | 'LS' | 'MES'

/** One value that a parameter of a method may take (取值), with what it means. */
export interface Factor extends NormItem {
  readonly parameter: string
  readonly value: number
  /** LEC, C: the wording of the DB37 tradition. */
  readonly alternative?: string
  /** LEC, E: the daily hours that stand for the value. */
  readonly dailyExposure?: string
  /** LS, S: the five views of one severity. */
  readonly aspects?: Readonly<Record<'law' | 'people' | 'loss' | 'downtime' | 'image', string>>
}

/** The values of all parameters of one method (评价方法取值表). */
export interface FactorTable extends NormTable<Factor> {
  readonly method: ScoringMethod
  /** Symbol of the product: D or R. */
  readonly result: string
  /** Parameters in the order of the formula. */
  readonly parameters: readonly NormItem[]
}

const tables: Readonly<Record<ScoringMethod, FactorTable>> = {
  LEC: lecTable as FactorTable,
  LS: lsTable as FactorTable,
  MES: mesTable as FactorTable,
}

/** The table of values of a scoring method (评价方法取值表). */
export function factorTable(method: ScoringMethod): FactorTable {
  return tables[method]
}

/** The values one parameter of a method may take (参数取值), as the table orders them. */
export function factorsOf(method: ScoringMethod, parameter: string): readonly Factor[] {
  return tables[method].items.filter((factor) => factor.parameter === parameter)
}
