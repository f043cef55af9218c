import { effectiveCurrent } from './grading.ts'
import { accidentSigns, findAccidentCategory } from './norms/accident-categories.ts'
import { cautionsFor, stepsInOrder } from './norms/emergency-steps.ts'
import type { LevelPair, RiskLevel } from './risk-level.ts'
import type { MeasureCategory } from './risk-point.ts'

/** What the cards of a risk point are made from: the point with its events and measures. */
export interface RiskCardSource {
  readonly level: LevelPair
  readonly events: readonly {
    readonly name: string
    readonly hazardFactor: string | null
    readonly accident: string
    readonly consequence: string | null
  }[]
  readonly measures: readonly { readonly category: MeasureCategory; readonly text: string }[]
}

export type SafetySignKind = 'warning' | 'prohibition' | 'mandatory' | 'information'

/** A safety sign (安全标志) by its kind and the name that stands under it. */
export interface SafetySign {
  readonly kind: SafetySignKind
  readonly name: string
}

/** A notice card (岗位安全风险告知卡): what a person at the place must know before starting. */
export interface NoticeCard {
  readonly inherent: RiskLevel | null
  readonly current: RiskLevel | null
  readonly factors: readonly string[]
  readonly accidents: readonly string[]
  readonly precautions: readonly string[]
  readonly protection: readonly string[]
  readonly emergency: readonly string[]
  readonly signs: readonly SafetySign[]
}

/** An emergency card (岗位应急处置卡): what to do when it happens. */
export interface ResponseCard {
  readonly scenarios: readonly { readonly accident: string; readonly event: string }[]
  /** First to last; what the plant itself wrote stands under the step it belongs to. */
  readonly steps: readonly {
    readonly name: string
    readonly text: string
    readonly own: readonly string[]
  }[]
  readonly protection: readonly string[]
  readonly cautions: readonly string[]
}

/** Signs are posted in this order. Source: GB 2894-2025, 警告 禁止 指令 提示 [V] */
const SIGN_KINDS: readonly SafetySignKind[] = ['warning', 'prohibition', 'mandatory', 'information']
const MOST_SIGNS_A_KIND = 2

/** The notice card (告知卡) of a risk point; a re-grade or another measure changes it. */
export function noticeCard({ level, events, measures }: RiskCardSource): NoticeCard {
  const of = (...categories: MeasureCategory[]) =>
    once(measures.filter(({ category }) => categories.includes(category)).map(({ text }) => text))
  return {
    inherent: level.inherent,
    current: effectiveCurrent(level),
    factors: once(events.map(({ name, hazardFactor }) => hazardFactor ?? name)),
    accidents: accidentNames(events),
    precautions: of('ENG', 'MGT', 'EDU'),
    protection: of('PPE'),
    emergency: of('EMG'),
    signs: signsFor(events.map(({ accident }) => accident)),
  }
}

/** The emergency card (应急处置卡) of a risk point: the common steps, with the plant's own measures. */
export function responseCard({ events, measures }: RiskCardSource): ResponseCard {
  const own = once(measures.filter(({ category }) => category === 'EMG').map(({ text }) => text))
  return {
    scenarios: events.map(({ name, accident }) => ({
      accident: findAccidentCategory(accident)?.name ?? accident,
      event: name,
    })),
    steps: stepsInOrder().map(({ code, name, text }) => ({
      name,
      text,
      own: code === 'CONTROL' ? own : [],
    })),
    protection: once(measures.filter(({ category }) => category === 'PPE').map(({ text }) => text)),
    cautions: cautionsFor(events.map(({ accident }) => accident)),
  }
}

/**
 * Safety signs (安全标志) for classes of accident: by kind in posting order, at most two of each.
 * Source: suggested pairing, table accident-signs
 */
export function signsFor(accidents: readonly string[]): readonly SafetySign[] {
  const suggested = accidents.flatMap((code) => accidentSigns(code) ?? [])
  return SIGN_KINDS.flatMap((kind) =>
    once(suggested.flatMap((signs) => signs[kind]))
      .slice(0, MOST_SIGNS_A_KIND)
      .map((name) => ({ kind, name })),
  )
}

function accidentNames(events: RiskCardSource['events']): readonly string[] {
  return once(events.map(({ accident }) => findAccidentCategory(accident)?.name ?? accident))
}

function once(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)]
}
