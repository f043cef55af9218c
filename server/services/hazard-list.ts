import { shanghaiDay } from '#domain/day.ts'
import type { HazardAt } from '#domain/facts.ts'
import { effectiveDeadline } from '#domain/hazard-deadline.ts'
import { photosBeforeAfter } from '#domain/hazard-photos.ts'
import type { Hazard, HazardEvent } from '#domain/hazard.ts'
import type { Scope } from '#domain/scope.ts'
import { findEnterprises } from '#server/store/enterprise.ts'
import { findHazards, listEventsOfHazards } from '#server/store/hazard.ts'
import { findPersons } from '#server/store/person.ts'
import { findRiskPoints } from '#server/store/risk-point.ts'
import type { Reader } from '#server/store/transact.ts'

/** One row of the list of hazards and their treatment (隐患排查治理清单). Days are Asia/Shanghai's. */
export interface ListedHazard {
  readonly id: string
  readonly enterpriseName: string
  readonly number: string
  readonly foundOn: string
  readonly checkMode: string
  readonly inspectors: string | null
  readonly part: string | null
  readonly riskPoint: { readonly id: string; readonly number: string; readonly name: string } | null
  readonly description: string
  readonly category: string
  readonly hazardLevel: Hazard['hazardLevel']
  readonly ruleCode: string | null
  /** Ids of pictures taken when it was found, and after the work. */
  readonly photosBefore: string[]
  readonly photosAfter: string[]
  readonly measure: string | null
  readonly rectifier: string | null
  readonly department: string | null
  /** Units: yuan */
  readonly fundsYuan: number | null
  readonly deadline: string | null
  readonly interimMeasure: string | null
  /** When the work was handed in for acceptance; null while it lasts. */
  readonly completedOn: string | null
  readonly acceptor: string | null
  readonly acceptedOn: string | null
  readonly accepted: boolean | null
  readonly acceptanceNote: string | null
  readonly state: Hazard['state']
  readonly sample: boolean
}

/** The ids of hazards in the order they were found in (排查时间). */
export function idsByFound(hazards: Iterable<HazardAt>): string[] {
  return Array.from(hazards, ({ id, foundTime }) => ({ id, foundTime }))
    .sort((one, other) => one.foundTime - other.foundTime || (one.id < other.id ? -1 : 1))
    .map(({ id }) => id)
}

/** The rows (隐患排查治理清单) of these hazards, in their order; archived ones are left out. */
export async function readHazardList(
  reader: Reader,
  ids: readonly string[],
  { personalData }: Pick<Scope, 'personalData'>,
): Promise<ListedHazard[]> {
  const hazards = await findHazards(reader, ids)
  const distinct = (of: (hazard: Hazard) => string | null) => [
    ...new Set(hazards.flatMap((hazard) => of(hazard) ?? [])),
  ]
  const events = Map.groupBy(
    await listEventsOfHazards(
      reader,
      hazards.map(({ id }) => id),
    ),
    (event) => event.hazardId,
  )
  const enterprises = new Map(
    (
      await findEnterprises(
        reader,
        distinct(({ enterpriseId }) => enterpriseId),
      )
    ).map(({ id, name }) => [id, name]),
  )
  const points = new Map(
    (
      await findRiskPoints(
        reader,
        distinct(({ riskPointId }) => riskPointId),
      )
    ).map(({ id, number, name }) => [id, { id, number, name }]),
  )
  const personIds = hazards.flatMap(({ rectifierId, acceptorId }) => [
    ...(rectifierId === null ? [] : [rectifierId]),
    ...(acceptorId === null ? [] : [acceptorId]),
  ])
  const persons = new Map(
    (await findPersons(reader, [...new Set(personIds)])).map((one) => [one.id, one]),
  )
  return hazards.map((hazard) => {
    const rectifier = persons.get(hazard.rectifierId ?? '')
    const acceptor = persons.get(hazard.acceptorId ?? '')
    return {
      id: hazard.id,
      enterpriseName: enterprises.get(hazard.enterpriseId) ?? '',
      number: hazard.number,
      foundOn: shanghaiDay(hazard.foundAt),
      checkMode: hazard.checkMode,
      inspectors: personalData ? (hazard.inspectors ?? hazard.foundBy) : null,
      part: hazard.part,
      riskPoint: points.get(hazard.riskPointId ?? '') ?? null,
      description: hazard.description,
      category: hazard.category,
      hazardLevel: hazard.hazardLevel,
      ruleCode: hazard.ruleCode,
      measure: hazard.measure,
      rectifier: personalData ? (rectifier?.name ?? null) : null,
      department: hazard.responsibleDepartment ?? rectifier?.department ?? null,
      fundsYuan: hazard.fundsYuan,
      deadline: effectiveDeadline(hazard),
      interimMeasure: hazard.interimMeasure,
      acceptor: personalData ? (acceptor?.name ?? null) : null,
      ...treatmentOf(events.get(hazard.id) ?? []),
      state: hazard.state,
      sample: hazard.sample,
    }
  })
}

/** What the steps tell of the work and of its acceptance; a failed acceptance takes the work back. */
function treatmentOf(events: readonly HazardEvent[]) {
  const { before, after } = photosBeforeAfter(events)
  const done = events.findLast(
    ({ from, to }) => to === 'PENDING_ACCEPT' || (to === 'CLOSED' && isWork(from)),
  )
  const judged = events.findLast(
    ({ from, to }) =>
      from === 'PENDING_ACCEPT' || to === 'ACCEPT_FAILED' || (to === 'CLOSED' && isWork(from)),
  )
  const failed = judged?.to === 'ACCEPT_FAILED'
  const isJudged = judged !== undefined && (done === undefined || judged.at >= done.at)
  return {
    photosBefore: [...before],
    photosAfter: [...after],
    completedOn: done === undefined || (isJudged && failed) ? null : shanghaiDay(done.at),
    acceptedOn: isJudged ? shanghaiDay(judged.at) : null,
    accepted: isJudged ? !failed : null,
    acceptanceNote: isJudged && judged.note !== '' ? judged.note : null,
  }
}

/** Closed straight from the work: put right on the spot. */
function isWork(from: HazardEvent['from']): boolean {
  return from === 'RECTIFYING' || from === 'CONFIRMED' || from === 'REPORTED' || from === null
}
