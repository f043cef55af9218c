/**
 * The four risk levels (风险等级): order, names, roman and letter codes, colour names.
 *
 * A level is a fact and its colour a drawing: no hex value lives here. 1 is the worst.
 * Source: 安委办〔2016〕11号 four-colour practice; names and order seen in public implementations [V].
 */

export type RiskLevel = 1 | 2 | 3 | 4

export interface RiskLevelFacts {
  readonly level: RiskLevel
  readonly code: 'major' | 'considerable' | 'general' | 'low'
  readonly nameZh: string
  readonly nameEn: string
  /** The colour's name; values are in the palette. */
  readonly colour: 'red' | 'orange' | 'yellow' | 'blue'
  readonly colourZh: string
  readonly roman: string
  /** Readable without colour, on screen and in print. */
  readonly letter: 'A' | 'B' | 'C' | 'D'
}

export const RISK_LEVELS: readonly [
  RiskLevelFacts,
  RiskLevelFacts,
  RiskLevelFacts,
  RiskLevelFacts,
] = [
  {
    level: 1,
    code: 'major',
    nameZh: '重大风险',
    nameEn: 'Major',
    colour: 'red',
    colourZh: '红',
    roman: 'Ⅰ',
    letter: 'A',
  },
  {
    level: 2,
    code: 'considerable',
    nameZh: '较大风险',
    nameEn: 'Considerable',
    colour: 'orange',
    colourZh: '橙',
    roman: 'Ⅱ',
    letter: 'B',
  },
  {
    level: 3,
    code: 'general',
    nameZh: '一般风险',
    nameEn: 'General',
    colour: 'yellow',
    colourZh: '黄',
    roman: 'Ⅲ',
    letter: 'C',
  },
  {
    level: 4,
    code: 'low',
    nameZh: '低风险',
    nameEn: 'Low',
    colour: 'blue',
    colourZh: '蓝',
    roman: 'Ⅳ',
    letter: 'D',
  },
]

/** The facts of one level. */
export function riskLevelFacts(level: RiskLevel): RiskLevelFacts {
  return RISK_LEVELS[(level - 1) as 0 | 1 | 2 | 3]
}

/** Tell whether a number is one of the four levels. */
export function isRiskLevel(value: unknown): value is RiskLevel {
  return value === 1 || value === 2 || value === 3 || value === 4
}

/**
 * The worst level of what is inside (就高不就低).
 * Shape: any number of levels, null for unassessed → the smallest, or null when none is assessed
 */
export function worstLevel(levels: Iterable<RiskLevel | null>): RiskLevel | null {
  let worst: RiskLevel | null = null
  for (const level of levels) if (level !== null && (worst === null || level < worst)) worst = level
  return worst
}

/** Inherent (固有) and current (现有) levels, kept apart; null is unassessed. */
export interface LevelPair {
  readonly inherent: RiskLevel | null
  readonly current: RiskLevel | null
}

/** The pair of worst levels of what is inside, inherent and current apart. */
export function worstLevelPair(pairs: readonly LevelPair[]): LevelPair {
  return {
    inherent: worstLevel(pairs.map((pair) => pair.inherent)),
    current: worstLevel(pairs.map((pair) => pair.current)),
  }
}
