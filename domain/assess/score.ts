import type { CutoffBand, CutoffSet } from '../norms/cutoff-sets.ts'
import { factorTable, type Factor, type ScoringMethod } from '../norms/factors.ts'
import { failure, success, type Result } from '../result.ts'
import type { Assessed, WhyInput } from './why.ts'

/** A factor of the product: what the formula prints and what is multiplied. */
export interface Term {
  readonly value: number
  readonly printed: string
}

/** What a method found in its parameters, ready to be multiplied and graded. */
export interface Score {
  readonly method: ScoringMethod
  readonly inputs: readonly WhyInput[]
  readonly terms: readonly Term[]
}

// Table values have at most one decimal; three of them scaled stay far below 2^53.
const scale = 1000

/** The product without binary rounding: 0.2 × 1 × 100 is 20, and falls on the side 20 belongs to. */
function exactProduct(values: readonly number[]): number {
  const scaled = values.reduce((product, value) => product * Math.round(value * scale), 1)
  return scaled / scale ** values.length
}

function isWithin(value: number, band: CutoffBand): boolean {
  if (band.from === null) return true
  return band.inclusive ? value >= band.from : value > band.from
}

/** `160 ≤ 240 < 320`; at either end of the set only the one bound there is. */
function comparison(value: number, band: CutoffBand, above: CutoffBand | undefined): string {
  const upper = above?.from == null ? '' : ` ${above.inclusive ? '<' : '≤'} ${above.from}`
  if (band.from === null) return `${value}${upper}`
  if (upper === '') return `${value} ${band.inclusive ? '≥' : '>'} ${band.from}`
  return `${band.from} ${band.inclusive ? '≤' : '<'} ${value}${upper}`
}

/** An input as the reader sees it, in the words of the table. */
export function inputOf(symbol: string, factor: Factor): WhyInput {
  return { symbol, value: factor.value, text: factor.name }
}

/**
 * Multiply the factors of a method and grade the product (评分定级) by a set of cut-offs.
 * Shape: factors taken from the method's table → value, level and the reasons for them
 * Errors: `cutoff_set_of_other_method`
 */
export function grade(score: Score, cutoffSet: CutoffSet): Result<Assessed> {
  const { method, inputs, terms } = score
  if (cutoffSet.method !== method) {
    return failure(
      'cutoffSet',
      'cutoff_set_of_other_method',
      `分级界值 ${cutoffSet.code} 属于 ${cutoffSet.method} 法，不能用于 ${method} 法；请改选 ${method} 法的界值`,
    )
  }
  const value = exactProduct(terms.map((term) => term.value))
  const index = cutoffSet.bands.findIndex((band) => isWithin(value, band))
  const band = cutoffSet.bands[index]
  if (band === undefined) throw new RangeError(`${cutoffSet.code} has no band for ${value}`)
  const product = terms.map((term) => term.printed).join(' × ')
  return success({
    method,
    value,
    level: band.level,
    band: band.name,
    why: {
      method,
      inputs,
      formula: `${factorTable(method).result} = ${product} = ${value}`,
      comparison: comparison(value, band, cutoffSet.bands[index - 1]),
      cutoffSet: cutoffSet.code,
      edition: cutoffSet.edition,
      source: cutoffSet.source,
      mark: cutoffSet.mark,
    },
  })
}
