import { readPosition } from '#domain/geometry/read-vertices.ts'
import type { PlanDocument } from '#domain/plan.ts'
import { success } from '#domain/result.ts'
import type { Issue, Result } from '#domain/result.ts'
import type { RiskPointKind } from '#domain/risk-point.ts'
import { zoneFinder } from '#domain/zone-membership.ts'
import type { Enterprise } from '#domain/enterprise.ts'
import { newId } from '#server/store/identifier.ts'
import { findPlan } from '#server/store/plan.ts'
import { insertRiskEvents } from '#server/store/risk-event.ts'
import { insertRiskPoints, listRiskPoints } from '#server/store/risk-point.ts'
import type { Reader, Tx } from '#server/store/transact.ts'
import { absent, stale } from '#server/store/version.ts'
import type { Written } from '#server/store/version.ts'
import { placeOnEarth } from './plan-on-earth.ts'
import { threeDigits } from './risk-point-number.ts'
import { savePlan } from './save-plan.ts'

/** What may happen at an adopted point, as its plant confirmed it; not yet graded. */
export interface AdoptedEvent {
  readonly name: string
  readonly accident: string
  readonly hazardFactor: string | null
  readonly consequence: string | null
}

/** A risk point the plant says it has, and where it stands on the sheet. */
export interface AdoptedPoint {
  /** Made by the client, so that a draft keeps its ids. */
  readonly id: string
  readonly number: string | null
  readonly name: string
  readonly kind: RiskPointKind
  readonly position: unknown
  readonly events: readonly AdoptedEvent[]
}

/**
 * Enter risk points with their events and put them on a plan (风险点上图), all or none.
 * Shape: each lies in the zone its place gives it, and takes that zone's department
 * Errors: duplicate_id, already_taken for a number in use, those of readPosition and placeOnEarth
 */
export async function adoptRiskPoints(
  tx: Tx,
  planId: string,
  expectedVersion: number,
  adopted: readonly AdoptedPoint[],
  enterprise: Pick<Enterprise, 'id' | 'position' | 'sample'>,
): Promise<Result<Written<PlanDocument> | null>> {
  const plan = await findPlan(tx, planId)
  if (plan === null) return success(absent(tx))
  if (plan.version !== expectedVersion) return success(stale(tx, plan))
  const read = await readPoints(tx, plan, adopted)
  if (!read.ok) return read
  const input = {
    ...plan,
    riskPoints: [
      ...plan.riskPoints,
      ...read.value.map(({ id, zoneId, place }) => ({ id, zoneId, position: place })),
    ],
  }
  const onEarth = placeOnEarth(input)
  if (!onEarth.ok) return onEarth
  await insertRiskPoints(
    tx,
    read.value.map(({ id, number, name, kind, department }) => ({
      id,
      enterpriseId: enterprise.id,
      planId: null,
      zoneId: null,
      number,
      name,
      kind,
      department,
      personId: null,
      planPosition: null,
      position: enterprise.position,
      approximate: true,
      sample: enterprise.sample,
      createdAt: tx.at,
    })),
  )
  await insertRiskEvents(
    tx,
    read.value.flatMap(({ id, events }) =>
      events.map((event) => ({
        id: newId(),
        riskPointId: id,
        unit: null,
        ...event,
        sample: enterprise.sample,
      })),
    ),
  )
  return savePlan(tx, planId, expectedVersion, input, onEarth.value)
}

interface ReadPoint extends Omit<AdoptedPoint, 'number' | 'position'> {
  readonly number: string
  readonly place: readonly [number, number]
  readonly zoneId: string | null
  readonly department: string | null
}

/** Find each point its number, its place and its zone. */
async function readPoints(
  reader: Reader,
  plan: PlanDocument,
  adopted: readonly AdoptedPoint[],
): Promise<Result<ReadPoint[]>> {
  const issues: Issue[] = []
  const ids = new Set<string>()
  const known = await listRiskPoints(reader, { enterpriseId: plan.enterpriseId })
  const numbers = new Set(known.map(({ number }) => number))
  const zoneOf = zoneFinder(plan.zones)
  const read: ReadPoint[] = []
  for (const [index, point] of adopted.entries()) {
    const path = `points[${index}]`
    if (ids.has(point.id))
      issues.push({
        path: `${path}.id`,
        code: 'duplicate_id',
        message: '编号重复，请为每个风险点使用不同的编号',
      })
    ids.add(point.id)
    const number = point.number ?? nextNumber(numbers)
    if (numbers.has(number))
      issues.push({
        path: `${path}.number`,
        code: 'already_taken',
        message: `编号 ${number} 已用于本企业另一个风险点，请换一个`,
      })
    numbers.add(number)
    const place = readPosition(point.position, `${path}.position`, 'plane')
    if (!place.ok) issues.push(...place.issues)
    else {
      const zone = zoneOf(place.value)
      const department = zone?.department ?? null
      read.push({ ...point, number, place: place.value, zoneId: zone?.id ?? null, department })
    }
  }
  return issues.length > 0 ? { ok: false, issues } : success(read)
}

function nextNumber(taken: ReadonlySet<string>): string {
  let next = taken.size + 1
  while (taken.has(threeDigits(next))) next += 1
  return threeDigits(next)
}
