import { effectiveCurrent } from '#domain/grading.ts'
import { findAccidentCategory } from '#domain/norms/accident-categories.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import { RISK_LEVELS } from '#domain/risk-level.ts'
import { drawCard } from './public-card-drawing.ts'
import type { PublishedPlan, PublishedRiskPoint } from './publish-plan.ts'

/** One major or considerable risk point as a stranger at the gate may read it. */
export interface PublicRisk {
  readonly number: string
  readonly name: string
  readonly place: string
  readonly inherent: RiskLevel | null
  readonly current: RiskLevel | null
  readonly accidents: string
  readonly measures: readonly string[]
  readonly emergency: readonly string[]
}

/** What a printed code shows to everybody (公示卡): built field by field, so that nothing else gets out. */
export interface PublicCard {
  readonly enterprise: string
  readonly plan: string
  readonly revision: number
  readonly publishedAt: Date
  readonly sample: boolean
  readonly counts: readonly {
    readonly level: RiskLevel | null
    readonly zones: number
    readonly riskPoints: number
  }[]
  readonly risks: readonly PublicRisk[]
  /** An SVG of the plan in a frame of its own, without any coordinate of the earth. */
  readonly drawing: string
}

/** Mobile and landline numbers, however they are broken up. */
const PHONE =
  /(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}|\(?0\d{2,3}\)?[-\s]?\d{7,8}|(?<!\d)\d{7,8}(?!\d)/g
/** Degrees with four decimals or more, alone or in a pair. */
const COORDINATE = /(?<!\d)\d{2,3}\.\d{4,}/g

/**
 * The public card of a published plan (公示卡); persons, phones and coordinates are left out, also of
 * what people wrote into names and measures.
 */
export function publicCard(
  { plan, enterprise, riskPoints }: PublishedPlan,
  published: {
    readonly number: number
    readonly publishedAt: Date
    readonly sample: boolean
    /** Names of the roster, which free text may mention. */
    readonly names: readonly string[]
  },
): PublicCard {
  const names = [...published.names, ...riskPoints.flatMap(({ personName }) => personName ?? [])]
    .map((name) => name.trim())
    .filter((name) => name.length > 1)
    .sort((a, b) => b.length - a.length)
  const open = (text: string) => withoutPersons(text, names)
  const worst = riskPoints.filter(({ level }) => level.inherent !== null && level.inherent <= 2)
  const numbers = new Map(riskPoints.map(({ id, number }) => [id, number]))
  return {
    enterprise: open(enterprise.name),
    plan: open(plan.name),
    revision: published.number,
    publishedAt: published.publishedAt,
    sample: published.sample,
    counts: countLevels({ plan, riskPoints }),
    risks: worst
      .sort(
        (a, b) =>
          (a.level.inherent ?? 5) - (b.level.inherent ?? 5) || a.number.localeCompare(b.number),
      )
      .map((point) => publicRisk(point, open)),
    drawing: drawCard(plan, (id) => shortNumber(numbers.get(id) ?? ''), open),
  }
}

function publicRisk(point: PublishedRiskPoint, open: (text: string) => string): PublicRisk {
  const texts = (isEmergency: boolean) =>
    point.measures
      .filter(({ category }) => (category === 'EMG') === isEmergency)
      .map(({ text }) => open(text))
  const accidents = point.events.map(({ accident }) => findAccidentCategory(accident)?.name ?? '')
  return {
    number: shortNumber(point.number),
    name: open(point.name),
    place: open(point.zoneName ?? ''),
    inherent: point.level.inherent,
    current: effectiveCurrent(point.level),
    accidents: [...new Set(accidents)].filter((name) => name !== '').join('、'),
    measures: texts(false).slice(0, 4),
    emergency: texts(true).slice(0, 4),
  }
}

function countLevels({ plan, riskPoints }: Pick<PublishedPlan, 'plan' | 'riskPoints'>) {
  const levels = [...RISK_LEVELS.map(({ level }) => level), null]
  return levels.map((level) => ({
    level,
    zones: plan.zones.filter((zone) => zone.level.inherent === level).length,
    riskPoints: riskPoints.filter((point) => point.level.inherent === level).length,
  }))
}

/** The part of a number that differs within a plant. */
function shortNumber(number: string): string {
  return number.split('-').at(-1) ?? number
}

function withoutPersons(text: string, names: readonly string[]): string {
  const masked = text.replace(PHONE, '（电话略）').replace(COORDINATE, '（略）')
  return names.reduce((said, name) => said.replaceAll(name, '责任人'), masked)
}
