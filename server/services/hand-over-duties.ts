import type { Enterprise } from '#domain/enterprise.ts'
import type { PersonDuty, RosterEntry } from '#domain/person.ts'
import { failure, success } from '#domain/result.ts'
import type { Issue, Result } from '#domain/result.ts'
import { findHazard, saveHazard } from '#server/store/hazard.ts'
import { listPersonDuties } from '#server/store/person-duty.ts'
import { findPersons } from '#server/store/person.ts'
import { findRiskPoint, patchRiskPoint } from '#server/store/risk-point.ts'
import type { Tx } from '#server/store/transact.ts'
import { handOverZones } from '#server/store/zone.ts'

/**
 * Give all that names a person in what is still in force to another of the roster (职责移交).
 * Shape: all or nothing; → what was handed over
 * Errors: unknown_person, same_person (to oneself, or where the other already holds the part that the
 *   one who rectifies must not hold), each naming `to`
 */
export async function handOverDuties(
  tx: Tx,
  enterprise: Pick<Enterprise, 'id'>,
  from: RosterEntry,
  toId: string,
): Promise<Result<readonly PersonDuty[]>> {
  if (toId === from.id) return failure('to', 'same_person', '不能移交给本人，请另选一人')
  const [to] = await findPersons(tx, [toId])
  if (to === undefined || to.left || to.enterpriseId !== enterprise.id)
    return failure('to', 'unknown_person', '花名册中没有此人，请从本企业人员中选择')
  const duties = await listPersonDuties(tx, from.id)
  await handOverZones(tx, from.id, to.id)
  const issues: Issue[] = []
  for (const { kind, id, part } of duties) {
    if (kind === 'risk-point') await handOverPoint(tx, id, to.id)
    // One who holds both parts is no more than a mistake of old ledgers: each is looked at by itself.
    if (kind === 'hazard' && part !== 'responsible')
      issues.push(...(await handOverHazard(tx, id, part, to)))
  }
  return issues.length === 0 ? success(duties) : { ok: false, issues }
}

async function handOverPoint(tx: Tx, id: string, personId: string): Promise<void> {
  const point = await findRiskPoint(tx, id)
  if (point !== null) await patchRiskPoint(tx, id, point.version, { personId })
}

async function handOverHazard(
  tx: Tx,
  id: string,
  part: 'rectifier' | 'acceptor',
  to: RosterEntry,
): Promise<Issue[]> {
  const hazard = await findHazard(tx, id)
  if (hazard === null) return []
  const other = part === 'rectifier' ? hazard.acceptorId : hazard.rectifierId
  if (other === to.id) {
    const message = `隐患“${hazard.number}”的验收人不能是整改责任人，请把它单独交给别人，或另选接手人`
    return [{ path: 'to', code: 'same_person', message }]
  }
  const next =
    part === 'acceptor'
      ? { ...hazard, acceptorId: to.id }
      : {
          ...hazard,
          rectifierId: to.id,
          responsibleDepartment: to.department || hazard.responsibleDepartment,
        }
  await saveHazard(tx, next, hazard.version, null)
  return []
}
