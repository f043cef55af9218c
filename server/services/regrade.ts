import { gradeRiskPoint, gradeZone } from '#domain/grading.ts'
import type { Graded, GradedEvent } from '#domain/grading.ts'
import { worstLevelPair } from '#domain/risk-level.ts'
import type { LevelPair } from '#domain/risk-level.ts'
import type { RiskEvent, RiskPoint } from '#domain/risk-point.ts'
import { writeLevel, writeZoneLevel } from '#server/store/level.ts'
import { listRiskEvents } from '#server/store/risk-event.ts'
import { listRiskPoints } from '#server/store/risk-point.ts'
import type { Reader, Tx } from '#server/store/transact.ts'
import { listZones } from '#server/store/zone.ts'

/** The levels that one assessment leads to, from the point up (逐级上报). */
export interface LevelChain {
  readonly riskPoint: LevelPair
  /** Null for a point that lies in no zone of a plan in use. */
  readonly zone: { readonly id: string; readonly level: LevelPair } | null
  readonly enterprise: LevelPair
}

interface GradedPoint {
  readonly point: RiskPoint
  readonly grade: Graded
}

/**
 * Bring every level of an enterprise up to date (逐级上报): points by their events, zones by their
 * points, an emptied zone included, and the enterprise by all of them.
 */
export async function regradeEnterprise(tx: Tx, enterpriseId: string): Promise<void> {
  const graded = await gradePoints(tx, await listRiskPoints(tx, { enterpriseId }))
  for (const { point, grade } of graded) await writePointLevel(tx, point, grade)
  const inside = Map.groupBy(graded, ({ point }) => point.zoneId)
  for (const { id } of await listZones(tx, enterpriseId)) {
    const grades = (inside.get(id) ?? []).map(({ grade }) => grade)
    await writeZoneLevel(tx, id, gradeZone(grades))
  }
  await writeLevel(tx, 'enterprise', enterpriseId, pairOf(graded))
}

/**
 * Bring up to date what one risk point's events decide (逐级上报): itself, its zone, its enterprise.
 * Shape: → the levels as they now are, whether or not they changed
 */
export async function regradeRiskPoint(
  tx: Tx,
  { id, enterpriseId, zoneId }: Pick<RiskPoint, 'id' | 'enterpriseId' | 'zoneId'>,
): Promise<LevelChain> {
  const all = await listRiskPoints(tx, { enterpriseId })
  const near = all.filter((point) =>
    zoneId === null ? point.id === id : point.zoneId === zoneId || point.id === id,
  )
  const graded = await gradePoints(tx, near)
  for (const { point, grade } of graded) await writePointLevel(tx, point, grade)
  const zones = zoneId === null ? [] : await listZones(tx, enterpriseId)
  const zone = zones.find((candidate) => candidate.id === zoneId) ?? null
  const zoneGrade = gradeZone(graded.map(({ grade }) => grade))
  if (zone !== null) await writeZoneLevel(tx, zone.id, zoneGrade)
  const changed = new Map(graded.map(({ point, grade }) => [point.id, grade]))
  const enterprise = worstLevelPair(all.map((point) => changed.get(point.id) ?? point.level))
  await writeLevel(tx, 'enterprise', enterpriseId, enterprise)
  return {
    riskPoint: levelOf(changed.get(id) ?? { inherent: null, current: null }),
    zone: zone === null ? null : { id: zone.id, level: levelOf(zoneGrade) },
    enterprise,
  }
}

/** Risk events as grading takes them (风险事件定级). */
export function gradedEvents(events: readonly RiskEvent[]): GradedEvent[] {
  return events.map((event) => ({
    eventId: event.id,
    eventName: event.name,
    levels: { inherent: event.inherent?.level ?? null, current: event.current?.level ?? null },
    inherentWhy: event.inherent?.why ?? null,
    currentWhy: event.current?.why ?? null,
  }))
}

async function gradePoints(reader: Reader, points: readonly RiskPoint[]): Promise<GradedPoint[]> {
  const ids = points.map(({ id }) => id)
  const events = Map.groupBy(await listRiskEvents(reader, ids), ({ riskPointId }) => riskPointId)
  return points.map((point) => ({
    point,
    grade: gradeRiskPoint(gradedEvents(events.get(point.id) ?? []), point),
  }))
}

/** Most points keep their level: asking the row already read spares a query for each. */
async function writePointLevel(tx: Tx, point: RiskPoint, grade: Graded): Promise<void> {
  const { inherent, current } = point.level
  if (inherent === grade.inherent && current === grade.current) return
  await writeLevel(tx, 'risk-point', point.id, levelOf(grade))
}

function pairOf(graded: readonly GradedPoint[]): LevelPair {
  return worstLevelPair(graded.map(({ grade }) => grade))
}

function levelOf({ inherent, current }: LevelPair): LevelPair {
  return { inherent, current }
}
