import type { RiskLevel } from './risk-level.ts'

/** Ground and text of a level where it is printed. */
export interface PrintColour {
  readonly ground: string
  readonly text: string
}

/**
 * The four risk colours in print (印刷四色), the one source of palette, workbooks and public cards.
 * Source: pure red, yellow and blue; orange 255,126,0 as of public warnings [K]. No norm gives hex.
 */
export const PRINT_COLOURS: Readonly<Record<RiskLevel, PrintColour>> = {
  1: { ground: '#ff0000', text: '#000000' },
  2: { ground: '#ff7e00', text: '#111827' },
  3: { ground: '#ffff00', text: '#111827' },
  4: { ground: '#0000ff', text: '#ffffff' },
}

/** What is not assessed is grey (未评价), never blue. */
export const PRINT_UNASSESSED: PrintColour = { ground: '#bfbfbf', text: '#111827' }

/** The print colour of a level, grey where there is none. */
export function printColour(level: RiskLevel | null): PrintColour {
  return level === null ? PRINT_UNASSESSED : PRINT_COLOURS[level]
}
