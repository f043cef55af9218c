import type { PlanSymbol } from '#domain/plan.ts'
import type { RiskCardSource } from '#domain/risk-card.ts'
import type { RiskPointKind } from '#domain/risk-point.ts'
import type { Scope } from '#domain/scope.ts'
import { listControlMeasures } from '#server/store/control-measure.ts'
import { listPersons } from '#server/store/person.ts'
import { listPlanRevisions } from '#server/store/plan-revision.ts'
import { findPlan, listPlans } from '#server/store/plan.ts'
import { listRiskEvents } from '#server/store/risk-event.ts'
import { listRiskPoints } from '#server/store/risk-point.ts'
import type { Reader } from '#server/store/transact.ts'
import { listZones } from '#server/store/zone.ts'

/** A risk point as its two cards need it. */
export interface CardPoint extends RiskCardSource {
  readonly id: string
  readonly number: string
  readonly name: string
  readonly kind: RiskPointKind
  readonly planId: string | null
  readonly zone: string | null
  readonly department: string | null
  readonly person: string | null
  readonly phone: string | null
}

/** A sheet that cards point at: what equipment is drawn on it, and what its printed code opens. */
export interface CardPlan {
  readonly id: string
  readonly name: string
  readonly publishedNumber: number | null
  readonly publishedUrl: string | null
  readonly equipment: readonly { readonly kind: PlanSymbol['kind']; readonly count: number }[]
}

/** Symbols of equipment and places that an emergency card names. */
const EQUIPMENT: ReadonlySet<PlanSymbol['kind']> = new Set([
  'extinguisher',
  'hydrant',
  'emergency-supplies',
  'eyewash',
  'muster-point',
  'exit',
])

/**
 * What the cards (告知卡、应急处置卡) of an enterprise are made from, worst risks first; names and
 * phones only where the scope shows them.
 */
export async function describeCards(
  reader: Reader,
  enterpriseId: string,
  { personalData }: Pick<Scope, 'personalData'>,
  publicUrl: string,
): Promise<{ readonly points: readonly CardPoint[]; readonly plans: readonly CardPlan[] }> {
  const points = await listRiskPoints(reader, { enterpriseId })
  const ids = points.map(({ id }) => id)
  const events = Map.groupBy(await listRiskEvents(reader, ids), (event) => event.riskPointId)
  const measures = Map.groupBy(
    await listControlMeasures(reader, ids),
    (measure) => measure.riskPointId,
  )
  const roster = personalData ? await listPersons(reader, enterpriseId) : []
  const persons = new Map(roster.map((person) => [person.id, person]))
  const zones = new Map((await listZones(reader, enterpriseId)).map(({ id, name }) => [id, name]))
  const plans = await Promise.all(
    (await listPlans(reader, enterpriseId)).map(({ id }) => describePlan(reader, id, publicUrl)),
  )
  return {
    plans: plans.flatMap((plan) => plan ?? []),
    points: points
      .map((point) => {
        const person = point.personId === null ? undefined : persons.get(point.personId)
        return {
          id: point.id,
          number: point.number,
          name: point.name,
          kind: point.kind,
          planId: point.planId,
          zone: point.zoneId === null ? null : (zones.get(point.zoneId) ?? null),
          department: point.department,
          person: person?.name ?? null,
          phone: person?.phone ?? null,
          level: point.level,
          events: events.get(point.id) ?? [],
          measures: measures.get(point.id) ?? [],
        }
      })
      .sort(
        (one, other) =>
          (one.level.inherent ?? 5) - (other.level.inherent ?? 5) ||
          one.number.localeCompare(other.number),
      ),
  }
}

async function describePlan(
  reader: Reader,
  id: string,
  publicUrl: string,
): Promise<CardPlan | null> {
  const plan = await findPlan(reader, id)
  if (plan === null) return null
  const [newest] = await listPlanRevisions(reader, id)
  const drawn = plan.symbols.filter(({ kind }) => EQUIPMENT.has(kind))
  const kinds = Map.groupBy(drawn, ({ kind }) => kind)
  return {
    id,
    name: plan.name,
    publishedNumber: newest?.number ?? null,
    publishedUrl: newest === undefined ? null : `${publicUrl}/c/${newest.token}`,
    equipment: [...kinds].map(([kind, symbols]) => ({ kind, count: symbols.length })),
  }
}
