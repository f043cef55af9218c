import type { Enterprise } from '#domain/enterprise.ts'
import { applyMove } from '#domain/hazard-transition.ts'
import type { HazardMoveRequest } from '#domain/hazard-transition.ts'
import type { Hazard } from '#domain/hazard.ts'
import type { Issue, Result } from '#domain/result.ts'
import type { Role } from '#domain/role.ts'
import { saveHazard } from '#server/store/hazard.ts'
import { newId } from '#server/store/identifier.ts'
import { findPersons } from '#server/store/person.ts'
import { knownPictures } from '#server/store/picture.ts'
import type { Reader, Tx } from '#server/store/transact.ts'
import type { Written } from '#server/store/version.ts'

/** Who moves a hazard. */
export interface Mover {
  readonly id: string
  readonly name: string
  readonly role: Role
}

/**
 * Make one move of a hazard's loop (隐患流转) and keep it with the event that tells of it.
 * Errors: those of applyMove; unknown_person, unknown_picture: ids that are not this enterprise's
 */
export async function moveHazard(
  tx: Tx,
  hazard: Hazard,
  enterprise: Enterprise,
  request: HazardMoveRequest,
  actor: Mover,
): Promise<Result<Written<Hazard> | null>> {
  const moved = applyMove(hazard, request, {
    now: tx.at,
    enterpriseSize: enterprise.size,
    actor,
  })
  if (!moved.ok) return moved
  const issues = [
    ...(await foreignPersons(tx, enterprise.id, request)),
    ...(await foreignPictures(tx, enterprise.id, request.photos ?? [])),
  ]
  if (issues.length > 0) return { ok: false, issues }
  const next = await withDepartment(tx, hazard, moved.value.hazard)
  const event = { ...moved.value.event, id: newId() }
  return { ok: true, value: await saveHazard(tx, next, hazard.version, event) }
}

/** Who puts it right brings the department that answers for it (责任部门), as the roster has it. */
async function withDepartment(reader: Reader, before: Hazard, next: Hazard): Promise<Hazard> {
  if (next.rectifierId === null || next.rectifierId === before.rectifierId) return next
  const department = await departmentOf(reader, next.rectifierId)
  return department === null ? next : { ...next, responsibleDepartment: department }
}

/** The department of a roster person (所在部门), or null. */
export async function departmentOf(
  reader: Reader,
  personId: string | null,
): Promise<string | null> {
  if (personId === null) return null
  const [person] = await findPersons(reader, [personId])
  return person === undefined || person.department === '' ? null : person.department
}

/** Issues for every named person who is not of this enterprise's roster (花名册核对). */
export async function foreignPersons(
  reader: Reader,
  enterpriseId: string,
  { rectifier, acceptor }: Pick<HazardMoveRequest, 'rectifier' | 'acceptor'>,
): Promise<Issue[]> {
  const named = { rectifier: rectifier ?? null, acceptor: acceptor ?? null }
  const ids = Object.values(named).filter((id) => id !== null)
  const persons = await findPersons(reader, ids)
  const own = new Set(
    persons.filter((one) => one.enterpriseId === enterpriseId && !one.left).map(({ id }) => id),
  )
  return Object.entries(named).flatMap(([path, id]) =>
    id === null || own.has(id)
      ? []
      : [{ path, code: 'unknown_person', message: '花名册中没有此人，请从本企业人员中选择' }],
  )
}

/** Issues for every picture that is not this enterprise's (照片核对). */
export async function foreignPictures(
  reader: Reader,
  enterpriseId: string,
  photos: readonly string[],
): Promise<Issue[]> {
  const known = await knownPictures(reader, enterpriseId, photos)
  return photos.flatMap((id, index) =>
    known.has(id)
      ? []
      : [{ path: `photos[${index}]`, code: 'unknown_picture', message: '没有此照片，请先上传' }],
  )
}
