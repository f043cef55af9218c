import type { CountySize } from './report.ts'

/** What is measured by `bench`, with `--long` also, and with `--huge` also. */
export const SIZES = {
  plain: { enterprises: 1_000, riskPoints: 100_000, hazards: 20_000 },
  long: { enterprises: 10_000, riskPoints: 1_000_000, hazards: 200_000 },
  huge: { enterprises: 100_000, riskPoints: 10_000_000, hazards: 2_000_000 },
} as const satisfies Record<string, CountySize>

export type SizeName = keyof typeof SIZES

/** Tell whether a word names a size. */
export function isSizeName(word: string | undefined): word is SizeName {
  return word !== undefined && Object.hasOwn(SIZES, word)
}
