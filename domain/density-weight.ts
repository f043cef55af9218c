import type { HazardLevel } from './hazard.ts'
import { densityWeight } from './norms/density-weights.ts'
import type { RiskLevel } from './risk-level.ts'

const hazardWeights: Readonly<Record<HazardLevel, number>> = {
  general: densityWeight('hazard-general'),
  major: densityWeight('hazard-major'),
}
const overdueFactor = densityWeight('overdue-factor')

const riskPointWeights: Readonly<Record<RiskLevel, number>> = {
  1: densityWeight('risk-point-1'),
  2: densityWeight('risk-point-2'),
  3: densityWeight('risk-point-3'),
  4: densityWeight('risk-point-4'),
}
const unassessedWeight = densityWeight('risk-point-unassessed')

/**
 * What an unclosed hazard (未闭环隐患) weighs in the density field.
 * Units: weighted hazards; one general hazard in time is 1
 * Source: data/codes/density-weights.json [D]
 */
export function hazardWeight(hazard: {
  readonly hazardLevel: HazardLevel
  readonly overdue: boolean
}): number {
  return hazardWeights[hazard.hazardLevel] * (hazard.overdue ? overdueFactor : 1)
}

/**
 * What a risk point (风险点) weighs in the density field; an unassessed one adds nothing.
 * Units: weighted risk points; one low-risk point is 1
 * Source: data/codes/density-weights.json [D]
 */
export function riskPointWeight(level: RiskLevel | null): number {
  return level === null ? unassessedWeight : riskPointWeights[level]
}
