import { assess } from '#domain/assess/assess.ts'
import type { Assessed, AssessmentMethod } from '#domain/assess/why.ts'
import { factorsOf } from '#domain/norms/factors.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import type { EventTemplate, RiskProfile } from './catalogue/catalogue.ts'
import type { Random } from './random.ts'

type ScoringMethod = Exclude<AssessmentMethod, 'DIRECT'>

/** One assessment as it is stored: method, what went in, what came out. */
export interface Score {
  readonly method: AssessmentMethod
  readonly params: Readonly<Record<string, number | string>>
  readonly assessed: Assessed
}

/** How an event was graded over time; `earlier` is the current level before a later review. */
export interface EventScores {
  readonly inherent: Score
  readonly current: Score
  readonly earlier: Score | null
}

/** Which current level events of a profile tend to have. */
const CURRENT_LEVELS: Readonly<
  Record<RiskProfile, readonly (readonly [level: RiskLevel, weight: number])[]>
> = {
  extreme: [
    [1, 52],
    [2, 30],
    [3, 20],
    [4, 4],
  ],
  high: [
    [1, 9],
    [2, 25],
    [3, 44],
    [4, 22],
  ],
  mid: [
    [2, 5],
    [3, 37],
    [4, 58],
  ],
  low: [
    [3, 8],
    [4, 92],
  ],
}

/** How a plant is run: nothing above yellow, nothing red, as it comes, or one to show what red looks like. */
export type Leaning = 'orderly' | 'calm' | 'plain' | 'showcase'

const LEANINGS: Readonly<Record<Leaning, Partial<Record<RiskLevel, number>>>> = {
  orderly: { 1: 0, 2: 0 },
  calm: { 1: 0, 2: 0.7 },
  plain: { 1: 1 },
  showcase: { 1: 2.6 },
}

const LIKELIHOOD: Readonly<Record<ScoringMethod, { symbol: string; values: readonly number[] }>> = {
  LEC: { symbol: 'L', values: valuesOf('LEC', 'L') },
  LS: { symbol: 'L', values: valuesOf('LS', 'L') },
  MES: { symbol: 'M', values: valuesOf('MES', 'M') },
}

function valuesOf(method: ScoringMethod, parameter: string): number[] {
  return factorsOf(method, parameter)
    .map(({ value }) => value)
    .toSorted((a, b) => a - b)
}

const scores = new Map<string, Score>()

/** Each set of inputs is assessed once, so a million points share some hundred answers. */
function score(method: AssessmentMethod, params: Record<string, number | string>): Score {
  const key = `${method} ${JSON.stringify(params)}`
  const known = scores.get(key)
  if (known !== undefined) return known
  const result = assess({ method, params })
  if (!result.ok) throw new RangeError(`${key}: ${result.issues[0]?.message ?? 'refused'}`)
  const made = { method, params, assessed: result.value }
  scores.set(key, made)
  return made
}

/** The fixed factors of an event by method: how bad, how often exposed. */
function fixedFactors(method: ScoringMethod, event: EventTemplate): Record<string, number>[] {
  switch (method) {
    case 'LEC':
      return event.consequences.map((consequence) => ({ E: event.exposure, C: consequence }))
    case 'LS':
      return event.consequences.map((consequence) => ({ S: lsSeverity(consequence) }))
    case 'MES':
      return event.consequences.map((consequence) => ({
        E: event.exposure,
        S: mesSeverity(consequence),
      }))
  }
}

function lsSeverity(consequence: number): number {
  return consequence >= 15 ? 5 : consequence >= 7 ? 4 : 2
}

function mesSeverity(consequence: number): number {
  return consequence >= 40 ? 10 : consequence >= 15 ? 8 : consequence >= 7 ? 4 : 2
}

/** One way to score an event, with the scores of the next higher likelihoods. */
interface Option {
  readonly score: Score
  /** The score one, two… steps of likelihood up; the last once there is no higher one. */
  readonly raised: readonly Score[]
}

/** The most steps a likelihood is raised by. */
const MOST_STEPS = 2

function optionsOf(method: ScoringMethod, event: EventTemplate): Option[] {
  const { symbol, values } = LIKELIHOOD[method]
  return fixedFactors(method, event).flatMap((fixed) => {
    const scored = values.map((value) => score(method, { [symbol]: value, ...fixed }))
    return scored.map((own, step) => ({
      score: own,
      raised: Array.from(
        { length: MOST_STEPS + 1 },
        (_, steps) => scored[Math.min(values.length - 1, step + steps)] ?? own,
      ),
    }))
  })
}

const nearestKept = new WeakMap<EventTemplate, Map<string, readonly Option[]>>()

/** The inputs that come nearest to a level, worked out once for each event of the catalogue. */
function nearestOptions(
  method: ScoringMethod,
  event: EventTemplate,
  target: RiskLevel,
): readonly Option[] {
  const kept = nearestKept.get(event) ?? new Map<string, readonly Option[]>()
  nearestKept.set(event, kept)
  const key = `${method} ${target}`
  const known = kept.get(key)
  if (known !== undefined) return known
  const options = optionsOf(method, event)
  const distance = ({ score: { assessed } }: Option): number =>
    // A calm plant may not end up red because no other inputs come nearer.
    Math.abs(assessed.level - target) + (assessed.level < target ? 0.5 : 0)
  const nearest = Math.min(...options.map(distance))
  const best = options.filter((option) => distance(option) === nearest)
  kept.set(key, best)
  return best
}

const STEP_WEIGHTS = [
  [0, 2],
  [1, 6],
  [2, 2],
] as const

/**
 * Grade an event: pick a current level its profile allows, find inputs that give it, and take the
 * inherent likelihood one or two steps higher, so that controls never make it worse.
 */
export function gradeEvent(
  event: EventTemplate,
  method: ScoringMethod,
  leaning: Leaning,
  random: Random,
): EventScores {
  const target = random.weighted(
    CURRENT_LEVELS[event.profile].map(([level, weight]) => [
      level,
      weight * (LEANINGS[leaning][level] ?? 1),
    ]),
  )
  const { score: current, raised } = random.pick(nearestOptions(method, event, target))
  const raise = (steps: number): Score => raised[steps] ?? current
  const steps = random.weighted(STEP_WEIGHTS)
  const isDirect = event.profile === 'extreme' && random.chance(0.22)
  return {
    inherent: isDirect
      ? score('DIRECT', { rule: event.consequences.includes(100) ? 'MAJOR_HAZARD' : 'CROWD10' })
      : raise(steps),
    current,
    earlier: steps > 0 && random.chance(0.16) ? raise(1) : null,
  }
}
