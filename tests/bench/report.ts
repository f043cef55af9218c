/** How many rows a figure was measured over. */
export interface CountySize {
  readonly enterprises: number
  readonly riskPoints: number
  readonly hazards: number
}

type Values = number | Readonly<Record<string, number>>

/** What is wanted of a figure: limits by the names of its values, or one limit for a single value. */
export type Goal = { readonly atMost: Values } | { readonly atLeast: number }

/** One measured figure. */
export interface Figure {
  readonly name: string
  readonly value: Values
  readonly unit: string
  /** Null where a figure only stands beside another. */
  readonly goal: Goal | null
}

export type Report = (figure: Figure) => void

/** Print each figure as one JSON line, with the size of the county it was measured over. */
export function createReport(at: CountySize): Report {
  return ({ name, value, unit, goal }) => {
    const shown = typeof value === 'number' ? round(value) : mapValues(value, round)
    const ok = goal === null ? null : isReached(value, goal)
    console.log(JSON.stringify({ name, value: shown, unit, goal: textOf(goal), ok, at }))
  }
}

function isReached(value: Values, goal: Goal): boolean {
  if ('atLeast' in goal) return Object.values(named(value)).every((own) => own >= goal.atLeast)
  const values = named(value)
  return Object.entries(named(goal.atMost)).every(
    ([name, limit]) => (values[name] ?? Infinity) <= limit,
  )
}

function textOf(goal: Goal | null): string | null {
  if (goal === null) return null
  if ('atLeast' in goal) return `>= ${goal.atLeast}`
  const limits = Object.entries(named(goal.atMost))
  return limits.map(([name, limit]) => `${name} <= ${limit}`.trim()).join(', ')
}

/** A single value goes by no name. */
function named(values: Values): Readonly<Record<string, number>> {
  return typeof values === 'number' ? { '': values } : values
}

function mapValues(
  values: Readonly<Record<string, number>>,
  change: (value: number) => number,
): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]))
}

/** Three significant digits: no run is more exact than that. */
function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))
}
