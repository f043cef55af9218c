/**
 * Which of its two levels a pair means (等级口径), as tables, so that no row asks it of the domain. Two
 * tables of 25 bytes, once for the process.
 */
import type { LevelBasis } from '#domain/filter-keys.ts'
import { levelByBasis } from '#domain/match.ts'
import { LEVEL_PAIRS } from './segment.ts'

/** The level that a basis means, by the number of a pair of levels; 0 is unassessed. */
export const LEVEL_NUMBERS: Readonly<Record<LevelBasis, Uint8Array>> = {
  current: Uint8Array.from(LEVEL_PAIRS, (pair) => levelByBasis(pair, 'current') ?? 0),
  inherent: Uint8Array.from(LEVEL_PAIRS, (pair) => levelByBasis(pair, 'inherent') ?? 0),
}
