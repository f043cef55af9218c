import type { Why } from '#domain/assess/why.ts'
import { shanghaiDay } from '#domain/day.ts'
import { findAccidentCategory } from '#domain/norms/accident-categories.ts'
import { controlTier } from '#domain/norms/risk-codes.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import type {
  AssessmentSummary,
  MeasureCategory,
  RiskEvent,
  RiskPoint,
  RiskPointKind,
} from '#domain/risk-point.ts'
import type { Scope } from '#domain/scope.ts'
import { listControlMeasures } from '#server/store/control-measure.ts'
import { findEnterprises } from '#server/store/enterprise.ts'
import { findPersons } from '#server/store/person.ts'
import { listRiskEvents } from '#server/store/risk-event.ts'
import type { Reader } from '#server/store/transact.ts'
import { listZoneDuties } from '#server/store/zone.ts'

/** An assessment as a list shows it. */
export interface ListedGrade {
  readonly method: string
  /** As in `L=3 E=6 C=15 D=270`. */
  readonly values: string
  readonly level: RiskLevel
}

/** One row of the list of risks and their control (安全风险分级管控清单): one event of a risk point. */
export interface RiskControl {
  readonly id: string
  readonly riskPointId: string
  readonly planId: string | null
  readonly enterpriseName: string
  readonly number: string
  readonly name: string
  readonly kind: RiskPointKind
  /** Zone and sheet; null for a point that lies on none. */
  readonly place: string | null
  readonly unit: string | null
  /** What is dangerous (危险源) and what may happen. */
  readonly hazardFactor: string | null
  readonly event: string | null
  readonly accident: string | null
  readonly accidentName: string | null
  readonly inherent: ListedGrade | null
  readonly current: ListedGrade | null
  /** Where control was not assessed, the inherent level stands. */
  readonly level: RiskLevel | null
  readonly controlTier: string | null
  readonly measures: { readonly category: MeasureCategory; readonly text: string }[]
  readonly department: string | null
  readonly person: string | null
  readonly phone: string | null
  /** YYYY-MM-DD, Asia/Shanghai. */
  readonly assessedOn: string | null
  readonly sample: boolean
}

/**
 * The rows (安全风险分级管控清单) of these risk points, in their order: one an event, one for a point
 * without events, so that none is missing. Names and phones only where the scope shows them.
 */
export async function readRiskControls(
  reader: Reader,
  points: readonly RiskPoint[],
  { personalData }: Pick<Scope, 'personalData'>,
): Promise<RiskControl[]> {
  const ids = points.map(({ id }) => id)
  const enterpriseIds = [...new Set(points.map(({ enterpriseId }) => enterpriseId))]
  const zones = new Map((await listZoneDuties(reader, enterpriseIds)).map((one) => [one.id, one]))
  const zoneOf = (point: RiskPoint) => (point.zoneId === null ? undefined : zones.get(point.zoneId))
  const personIdOf = (point: RiskPoint) => point.personId ?? zoneOf(point)?.personId ?? null
  const personIds = [...new Set(points.flatMap((point) => personIdOf(point) ?? []))]
  const persons = new Map((await findPersons(reader, personIds)).map((one) => [one.id, one]))
  const enterprises = new Map(
    (await findEnterprises(reader, enterpriseIds)).map(({ id, name }) => [id, name]),
  )
  const events = Map.groupBy(await listRiskEvents(reader, ids), (event) => event.riskPointId)
  const measures = Map.groupBy(await listControlMeasures(reader, ids), (one) => one.riskPointId)

  return points.flatMap((point) => {
    const zone = zoneOf(point)
    const person = persons.get(personIdOf(point) ?? '') ?? null
    const own = events.get(point.id) ?? [null]
    return own.map((event): RiskControl => {
      const level = event?.current?.level ?? event?.inherent?.level ?? null
      return {
        id: event?.id ?? point.id,
        riskPointId: point.id,
        planId: point.planId,
        enterpriseName: enterprises.get(point.enterpriseId) ?? '',
        number: point.number,
        name: point.name,
        kind: point.kind,
        place: zone === undefined ? null : `${zone.name} · ${zone.planName}`,
        unit: event?.unit ?? null,
        hazardFactor: event?.hazardFactor ?? null,
        event: event?.name ?? null,
        accident: event?.accident ?? null,
        accidentName:
          event === null ? null : (findAccidentCategory(event.accident)?.name ?? event.accident),
        inherent: listedGrade(event?.inherent ?? null),
        current: listedGrade(event?.current ?? null),
        level,
        controlTier: controlTier(level),
        measures: (measures.get(point.id) ?? [])
          .filter(({ eventId }) => eventId === null || eventId === event?.id)
          .map(({ category, text }) => ({ category, text })),
        department: point.department ?? zone?.department ?? person?.department ?? null,
        person: personalData ? (person?.name ?? null) : null,
        phone: personalData ? (person?.phone ?? null) : null,
        assessedOn: assessedOn(event),
        sample: point.sample,
      }
    })
  })
}

function listedGrade(summary: AssessmentSummary | null): ListedGrade | null {
  if (summary === null) return null
  return { method: summary.why.method, values: valuesOf(summary), level: summary.level }
}

/** The numbers somebody would enter to get the same level again. */
function valuesOf({ why, value }: AssessmentSummary): string {
  if (why.method === 'DIRECT') return why.inputs.map(({ text }) => text).join('；')
  const inputs = why.inputs.map((input) => `${input.symbol}=${input.value}`)
  return [...inputs, ...(value === null ? [] : [`${resultSymbol(why)}=${value}`])].join(' ')
}

/** `D` of `D = 3 × 6 × 40 = 720`. */
function resultSymbol({ formula }: Why): string {
  return formula.split('=')[0]?.trim() ?? ''
}

/** The later of the two: when the row was last judged. */
function assessedOn(event: RiskEvent | null): string | null {
  const times = [event?.inherent?.at, event?.current?.at].flatMap((at) => at?.getTime() ?? [])
  return times.length === 0 ? null : shanghaiDay(new Date(Math.max(...times)))
}
