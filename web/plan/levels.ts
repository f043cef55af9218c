import { effectiveCurrent } from '#domain/grading.ts'
import type { PlanDocument } from '#domain/plan.ts'
import { worstLevelPair, type LevelPair } from '#domain/risk-level.ts'
import type { DraftRiskPoint, PlanDraft } from './draft.ts'

/** Which of the two levels colours the plan: 固有 without controls, 现有 with them. */
export type Basis = 'inherent' | 'current'

/** Levels of risk points by id, as the server last told them. */
export type PointLevels = ReadonlyMap<string, LevelPair>

export const UNASSESSED: LevelPair = { inherent: null, current: null }

/** The levels of risk points (风险点等级) a plan document carries. */
export function pointLevelsOf(document: PlanDocument): PointLevels {
  return new Map(document.riskPoints.map(({ id, level }) => [id, level]))
}

/** The levels of one risk point; a current level that was never assessed counts as the inherent. */
export function levelOfPoint(levels: PointLevels, id: string): LevelPair {
  const level = levels.get(id) ?? UNASSESSED
  return { inherent: level.inherent, current: effectiveCurrent(level) }
}

/** The risk points of every zone (区域内风险点), by zone id. */
export function pointsByZone(draft: PlanDraft): ReadonlyMap<string, readonly DraftRiskPoint[]> {
  const byZone = new Map<string, DraftRiskPoint[]>()
  for (const point of draft.riskPoints) {
    if (point.zoneId === null) continue
    const list = byZone.get(point.zoneId)
    if (list === undefined) byZone.set(point.zoneId, [point])
    else list.push(point)
  }
  return byZone
}

/**
 * The levels of every zone (区域等级) by the worst of the points that lie in it now (就高不就低).
 * Shape: draft and point levels → a pair for each zone id; both null where nothing is assessed
 */
export function zoneLevels(draft: PlanDraft, levels: PointLevels): ReadonlyMap<string, LevelPair> {
  const byZone = pointsByZone(draft)
  return new Map(
    draft.zones.map(({ id }) => [
      id,
      worstLevelPair((byZone.get(id) ?? []).map((point) => levelOfPoint(levels, point.id))),
    ]),
  )
}

/** The levels of the whole plan (图纸等级): the worst of all its points. */
export function planLevel(draft: PlanDraft, levels: PointLevels): LevelPair {
  return worstLevelPair(draft.riskPoints.map(({ id }) => levelOfPoint(levels, id)))
}
