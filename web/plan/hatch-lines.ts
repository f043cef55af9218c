import type { RiskLevel } from '#domain/risk-level.ts'
import { hatchKind, type HatchKind } from '#web/map/hatch.ts'

/** A hatch of the map as strokes in a tile of 7 by 7 that repeats without seams. */
export interface HatchLines {
  readonly paths: readonly string[]
  readonly strokeWidth: number
}

const LINES: Readonly<Record<HatchKind, HatchLines>> = {
  rising: { paths: ['M-1 1 1-1', 'M0 7 7 0', 'M6 8 8 6'], strokeWidth: 1 },
  falling: { paths: ['M-1 6 1 8', 'M0 0 7 7', 'M6-1 8 1'], strokeWidth: 1 },
  level: { paths: ['M0 3.5h7'], strokeWidth: 1 },
  dots: { paths: ['M1.75 1.75h0.01', 'M5.25 5.25h0.01'], strokeWidth: 1.7 },
  cross: { paths: ['M0 7 7 0', 'M0 0 7 7'], strokeWidth: 0.5 },
}

/** The hatch (填充图案) of a level as strokes, for screens and paper drawn as SVG. */
export function hatchLines(level: RiskLevel | null): HatchLines {
  return LINES[hatchKind(level)]
}
