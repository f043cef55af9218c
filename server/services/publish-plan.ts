import { randomBytes } from 'node:crypto'
import type { Enterprise } from '#domain/enterprise.ts'
import type { PlanDocument } from '#domain/plan.ts'
import type { MeasureCategory, RiskEvent, RiskPointKind } from '#domain/risk-point.ts'
import type { LevelPair } from '#domain/risk-level.ts'
import { listControlMeasures } from '#server/store/control-measure.ts'
import { newId } from '#server/store/identifier.ts'
import { listPersons } from '#server/store/person.ts'
import { insertPlanRevision } from '#server/store/plan-revision.ts'
import type { PlanRevision } from '#server/store/plan-revision.ts'
import { listRiskEvents } from '#server/store/risk-event.ts'
import { listRiskPoints } from '#server/store/risk-point.ts'
import type { Reader, Tx } from '#server/store/transact.ts'

/** What a published plan holds for ever: the sheet and all that its board, list and cards say. */
export interface PublishedPlan {
  readonly plan: PlanDocument
  readonly enterprise: { readonly id: string; readonly name: string }
  readonly riskPoints: readonly PublishedRiskPoint[]
  /** The roster by name as it was that day; absent from what was published before it was kept. */
  readonly people?: readonly { readonly id: string; readonly name: string }[]
}

/** A risk point as its notice card tells it; the person by name only, never by phone. */
export interface PublishedRiskPoint {
  readonly id: string
  readonly number: string
  readonly name: string
  readonly kind: RiskPointKind
  readonly zoneName: string | null
  readonly department: string | null
  readonly personName: string | null
  readonly level: LevelPair
  readonly events: readonly Omit<RiskEvent, 'riskPointId' | 'sample'>[]
  readonly measures: readonly { readonly category: MeasureCategory; readonly text: string }[]
}

/** 128 bits: a printed code opens one plan and none can be guessed. */
function newCardToken(): string {
  return randomBytes(16).toString('base64url')
}

/** Publish a plan (发布图纸) as it stands: a copy that later edits do not reach. */
export async function publishPlan(
  tx: Tx,
  plan: PlanDocument,
  enterprise: Pick<Enterprise, 'id' | 'name'>,
  publishedBy: string,
): Promise<PlanRevision<PublishedPlan>> {
  return insertPlanRevision<PublishedPlan>(tx, {
    id: newId(),
    planId: plan.id,
    enterpriseId: enterprise.id,
    token: newCardToken(),
    publishedBy,
    document: {
      plan,
      enterprise: { id: enterprise.id, name: enterprise.name },
      riskPoints: await describePoints(tx, plan),
      people: (await listPersons(tx, enterprise.id)).map(({ id, name }) => ({ id, name })),
    },
  })
}

/** Points in the plan's zones that were never drawn are risks of the place all the same. */
async function describePoints(reader: Reader, plan: PlanDocument): Promise<PublishedRiskPoint[]> {
  const { enterpriseId } = plan
  const points = await listRiskPoints(reader, { enterpriseId, planId: plan.id })
  const ids = points.map(({ id }) => id)
  const events = Map.groupBy(await listRiskEvents(reader, ids), (event) => event.riskPointId)
  const measures = Map.groupBy(
    await listControlMeasures(reader, ids),
    (measure) => measure.riskPointId,
  )
  const names = new Map((await listPersons(reader, enterpriseId)).map(({ id, name }) => [id, name]))
  const zones = new Map(plan.zones.map(({ id, name }) => [id, name]))
  return points.map((point) => ({
    id: point.id,
    number: point.number,
    name: point.name,
    kind: point.kind,
    zoneName: point.zoneId === null ? null : (zones.get(point.zoneId) ?? null),
    department: point.department,
    personName: point.personId === null ? null : (names.get(point.personId) ?? null),
    level: point.level,
    events: (events.get(point.id) ?? []).map(
      ({ riskPointId: _point, sample: _sample, ...rest }) => rest,
    ),
    measures: (measures.get(point.id) ?? []).map(({ category, text }) => ({ category, text })),
  }))
}
