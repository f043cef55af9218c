import type { PersonDuty } from '#domain/person.ts'
import type { Reader } from './transact.ts'

/**
 * Where a person is named (任职) in what is still in force: zones of plans in use, risk points in use,
 * hazards that are still open. Closed hazards keep the name and bind nobody.
 */
export async function listPersonDuties(reader: Reader, personId: string): Promise<PersonDuty[]> {
  const zones = await reader.db
    .selectFrom('zone')
    .innerJoin('plan', 'plan.id', 'zone.plan_id')
    .select(['zone.id', 'zone.name', 'plan.name as plan_name'])
    .where('zone.person_id', '=', personId)
    .where('plan.archived_at', 'is', null)
    .orderBy('zone.name')
    .execute()
  const points = await reader.db
    .selectFrom('risk_point')
    .select(['id', 'number', 'name'])
    .where('person_id', '=', personId)
    .where('archived_at', 'is', null)
    .orderBy('number')
    .execute()
  const hazards = await reader.db
    .selectFrom('hazard')
    .select(['id', 'number', 'rectifier_id', 'acceptor_id'])
    .where((where) =>
      where.or([where('rectifier_id', '=', personId), where('acceptor_id', '=', personId)]),
    )
    .where('state', 'not in', ['CLOSED', 'REJECTED'])
    .where('archived_at', 'is', null)
    .orderBy('number')
    .execute()
  return [
    ...zones.map((zone) => ({
      kind: 'zone' as const,
      id: zone.id,
      name: `${zone.plan_name} · ${zone.name}`,
      part: 'responsible' as const,
    })),
    ...points.map((point) => ({
      kind: 'risk-point' as const,
      id: point.id,
      name: `${point.number} ${point.name}`,
      part: 'responsible' as const,
    })),
    ...hazards.flatMap(({ id, number, ...named }) => [
      ...(named.rectifier_id === personId
        ? [{ kind: 'hazard' as const, id, name: number, part: 'rectifier' as const }]
        : []),
      ...(named.acceptor_id === personId
        ? [{ kind: 'hazard' as const, id, name: number, part: 'acceptor' as const }]
        : []),
    ]),
  ]
}
