import type { Finding } from './findings.ts'
import type { PlanDraft } from './draft.ts'

/** The five steps to a first plan (首张四色图五步), in order. */
export const GUIDE_STEPS = ['ground', 'points', 'grades', 'check', 'print'] as const
export type GuideStep = (typeof GUIDE_STEPS)[number]

/** An event as far as the steps ask: whether somebody confirmed its grades. */
export interface StepEvent {
  readonly riskPointId: string
  readonly inherent: object | null
  readonly current: object | null
}

/** Where a step stands, and the figure that says what is done or left. */
export interface StepState {
  readonly step: GuideStep
  readonly isDone: boolean
  /** Which words tell it. */
  readonly words: 'none' | 'unscaled' | 'unsaved' | 'left' | 'done'
  readonly count: number
}

/** Findings the steps ask to be mended; where the plant lies on the earth can follow at any time. */
export function guideFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ code }) => code !== 'georeference-missing')
}

/** Points on the plan of which nobody said what may happen there. */
export function pointsWithoutEvents(
  draft: PlanDraft,
  events: readonly StepEvent[],
): PlanDraft['riskPoints'] {
  const described = new Set(events.map(({ riskPointId }) => riskPointId))
  return draft.riskPoints.filter(({ id, isNew }) => !isNew && !described.has(id))
}

/** Whether both grades of an event were confirmed. */
export function isGraded(event: StepEvent): boolean {
  return event.inherent !== null && event.current !== null
}

/**
 * Where each of the five steps stands (五步进度), told from the plan itself and nothing else.
 * Shape: draft, its events, what the check found and how often it was published → five states
 */
export function guideStates(
  draft: PlanDraft,
  events: readonly StepEvent[],
  findings: readonly Finding[],
  published: number,
): readonly StepState[] {
  const { frame, zones, riskPoints } = draft
  const isScaled = frame.unit === 'meter' || frame.metersPerUnit !== null
  const unsaved = riskPoints.filter(({ isNew }) => isNew).length
  const left =
    events.filter((event) => !isGraded(event)).length + pointsWithoutEvents(draft, events).length
  const known = riskPoints.length - unsaved
  const open = guideFindings(findings).length
  const state = (
    step: GuideStep,
    words: StepState['words'],
    count: number,
    isDone = words === 'done',
  ): StepState => ({ step, words, count, isDone })
  return [
    isScaled
      ? zones.length === 0
        ? state('ground', 'none', 0)
        : state('ground', 'done', zones.length)
      : state('ground', 'unscaled', 0),
    unsaved > 0
      ? state('points', 'unsaved', unsaved)
      : known === 0
        ? state('points', 'none', 0)
        : state('points', 'done', known),
    known === 0
      ? state('grades', 'none', 0)
      : left > 0
        ? state('grades', 'left', left)
        : state('grades', 'done', events.length),
    known === 0
      ? state('check', 'none', 0)
      : open > 0
        ? state('check', 'left', open)
        : state('check', 'done', 0),
    published > 0 ? state('print', 'done', published) : state('print', 'none', 0),
  ]
}

/** The step to go on with (当前步骤): the first that is not done, the last when all are. */
export function nextStep(states: readonly StepState[]): GuideStep {
  return states.find(({ isDone }) => !isDone)?.step ?? 'print'
}
