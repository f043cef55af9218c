import type { Why } from './assess/why.ts'
import { failure, success, type Result } from './result.ts'
import { riskLevelFacts, type LevelPair, type RiskLevel } from './risk-level.ts'

/** A risk event (风险事件) with its two levels and the assessments that gave them. */
export interface GradedEvent {
  readonly eventId: string
  readonly eventName: string
  readonly levels: LevelPair
  readonly inherentWhy: Why | null
  readonly currentWhy: Why | null
}

/** What decided a level (定级原因): the first worst event, in the order given. */
export interface GradeReason {
  readonly level: RiskLevel
  readonly riskPointId: string
  readonly riskPointName: string
  readonly eventId: string
  readonly eventName: string
  /** Which of the event's assessments decided: a current level may rest on the inherent one. */
  readonly basis: 'inherent' | 'current'
  readonly why: Why | null
}

/** The two levels of a risk point, zone, plan or enterprise, and what decided each. */
export interface Graded extends LevelPair {
  readonly why: { readonly inherent: GradeReason | null; readonly current: GradeReason | null }
}

/**
 * The level that colours the current (现有) map.
 * Shape: an unassessed current level counts as the inherent one, since no control has been shown
 *   to work; null only when neither was assessed. The event itself keeps its null.
 */
export function effectiveCurrent(levels: LevelPair): RiskLevel | null {
  return levels.current ?? levels.inherent
}

function worstReason(reasons: Iterable<GradeReason | null>): GradeReason | null {
  let worst: GradeReason | null = null
  for (const reason of reasons) {
    if (reason !== null && (worst === null || reason.level < worst.level)) worst = reason
  }
  return worst
}

function gradedBy(inherent: GradeReason | null, current: GradeReason | null): Graded {
  return {
    inherent: inherent?.level ?? null,
    current: current?.level ?? null,
    why: { inherent, current },
  }
}

/** The worst of several grades (就高不就低), inherent and current apart. */
function worstOf(parts: readonly Graded[]): Graded {
  return gradedBy(
    worstReason(parts.map((part) => part.why.inherent)),
    worstReason(parts.map((part) => part.why.current)),
  )
}

/**
 * Grade a risk point (风险点) by the worst of its risk events (就高不就低).
 * Shape: events, and the point whose events they are → two levels, each with what decided it;
 *   null when no event is assessed. The current level goes by `effectiveCurrent`.
 * Source: 就高不就低, from event to enterprise, as public implementations do [V]
 */
export function gradeRiskPoint(
  events: readonly GradedEvent[],
  riskPoint: { readonly id: string; readonly name: string },
): Graded {
  const reason = (
    event: GradedEvent,
    level: RiskLevel | null,
    basis: GradeReason['basis'],
  ): GradeReason | null =>
    level === null
      ? null
      : {
          level,
          riskPointId: riskPoint.id,
          riskPointName: riskPoint.name,
          eventId: event.eventId,
          eventName: event.eventName,
          basis,
          why: basis === 'inherent' ? event.inherentWhy : event.currentWhy,
        }
  return gradedBy(
    worstReason(events.map((event) => reason(event, event.levels.inherent, 'inherent'))),
    worstReason(
      events.map((event) =>
        reason(
          event,
          effectiveCurrent(event.levels),
          event.levels.current === null ? 'inherent' : 'current',
        ),
      ),
    ),
  )
}

/** Grade a zone (区域) by the worst of its risk points (就高不就低). */
export function gradeZone(riskPoints: readonly Graded[]): Graded {
  return worstOf(riskPoints)
}

/** Grade a plan (图) by the worst of its zones and of the risk points that lie in none. */
export function gradePlan(parts: {
  readonly zones: readonly Graded[]
  readonly looseRiskPoints: readonly Graded[]
}): Graded {
  return worstOf([...parts.zones, ...parts.looseRiskPoints])
}

/** Grade an enterprise (企业) by the worst of its plans, and of points that are on no plan. */
export function gradeEnterprise(
  plans: readonly Graded[],
  unplacedRiskPoints: readonly Graded[] = [],
): Graded {
  return worstOf([...plans, ...unplacedRiskPoints])
}

/**
 * Check that controls do not make a risk worse: 现有风险 may not be worse than 固有风险.
 * Shape: passes while either is unassessed
 * Errors: `current_worse_than_inherent`
 * Source: check at saving, as public implementations do [V]
 */
export function currentNotWorse(
  inherent: RiskLevel | null,
  current: RiskLevel | null,
): Result<undefined> {
  if (inherent === null || current === null || current >= inherent) return success(undefined)
  return failure(
    'current',
    'current_worse_than_inherent',
    `现有风险（${riskLevelFacts(current).nameZh}）不能比固有风险（${riskLevelFacts(inherent).nameZh}）更严重；请核对现有风险的取值，或先重新评价固有风险`,
  )
}
