import { postDutyItem } from '#domain/post-duty.ts'
import type { Person } from '#domain/person.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import type { RiskPoint } from '#domain/risk-point.ts'
import type { Scope } from '#domain/scope.ts'
import { listPersons } from '#server/store/person.ts'
import { findPostDuties } from '#server/store/post-duty.ts'
import { listRiskPoints } from '#server/store/risk-point.ts'
import type { Reader } from '#server/store/transact.ts'
import { listZoneDuties, type ZoneDuty } from '#server/store/zone.ts'
import { readRiskControls, type RiskControl } from './risk-control-list.ts'

/** One row of the list of posts and their duties (岗位安全责任清单): one person of the roster. */
export interface PostDuty {
  readonly id: string
  readonly enterpriseName: string
  readonly name: string | null
  readonly phone: string | null
  readonly department: string
  readonly post: string
  /** As written: duty, task and evidence between bars. */
  readonly duties: string[]
  /** Version of the duties, 0 until some were written. */
  readonly version: number
  /** What the post answers for, the worst first. */
  readonly risks: PostRisk[]
  readonly measures: string[]
  readonly checks: string[]
  readonly emergency: string[]
  /** How the duties are judged and shown to be done; null while unknown. */
  readonly evidence: string | null
  readonly sample: boolean
}

interface PostRisk {
  readonly riskPointId: string
  readonly planId: string | null
  readonly number: string
  readonly name: string
  readonly event: string | null
  readonly accidentName: string | null
  readonly level: RiskLevel | null
}

/** The duties (岗位安全责任清单) of one enterprise's roster, department by department. */
export async function readPostDuties(
  reader: Reader,
  enterprise: { readonly id: string; readonly name: string },
  scope: Pick<Scope, 'personalData'>,
): Promise<PostDuty[]> {
  const persons = await listPersons(reader, enterprise.id)
  const written = new Map(
    (
      await findPostDuties(
        reader,
        persons.map(({ id }) => id),
      )
    ).map((one) => [one.personId, one]),
  )
  const points = await listRiskPoints(reader, { enterpriseId: enterprise.id })
  const zones = new Map((await listZoneDuties(reader, [enterprise.id])).map((one) => [one.id, one]))
  const rows = Map.groupBy(
    await readRiskControls(reader, points, scope),
    ({ riskPointId }) => riskPointId,
  )
  return persons.map((person) => {
    const own = points
      .filter((point) => answersFor(person, point, zones.get(point.zoneId ?? '')))
      .flatMap(({ id }) => rows.get(id) ?? [])
      .sort((one, other) => (one.level ?? 5) - (other.level ?? 5))
    const duties = written.get(person.id)
    return {
      id: person.id,
      enterpriseName: enterprise.name,
      name: scope.personalData ? person.name : null,
      phone: scope.personalData ? person.phone : null,
      department: person.department,
      post: person.post,
      duties: [...(duties?.texts ?? [])],
      version: duties?.version ?? 0,
      ...chainOf(own),
      evidence: evidenceOf(duties?.texts ?? []),
      sample: person.sample,
    }
  })
}

function evidenceOf(duties: readonly string[]): string | null {
  const said = distinct(duties.flatMap((line) => postDutyItem(line).evidence ?? []))
  return said.length === 0 ? null : said.join('；')
}

/** Named for the point or its zone; else the department's own points are everybody's in it. */
function answersFor(person: Person, point: RiskPoint, zone: ZoneDuty | undefined): boolean {
  if (point.personId === person.id || zone?.personId === person.id) return true
  const department = point.department ?? zone?.department ?? null
  return department !== null && department === person.department
}

function chainOf(rows: readonly RiskControl[]) {
  const measuresOf = (isEmergency: boolean) =>
    distinct(
      rows.flatMap(({ measures }) =>
        measures
          .filter(({ category }) => (category === 'EMG') === isEmergency)
          .map(({ text }) => text),
      ),
    )
  return {
    risks: rows.map(({ riskPointId, planId, number, name, event, accidentName, level }) => ({
      riskPointId,
      planId,
      number,
      name,
      event,
      accidentName,
      level,
    })),
    measures: measuresOf(false),
    checks: distinct(
      rows.flatMap(({ name, hazardFactor, event }) => {
        const sought = hazardFactor ?? event
        return sought === null ? [] : [`${name}：${sought}`]
      }),
    ),
    emergency: measuresOf(true),
  }
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)]
}
