import type { Context } from 'hono'
import { shanghaiDay } from '#domain/day.ts'
import type { Enterprise } from '#domain/enterprise.ts'
import { effectiveDeadline, isOverdue, overdueDays } from '#domain/hazard-deadline.ts'
import { deadlineRange, isOnBehalf, legalMoves, mayMove } from '#domain/hazard-transition.ts'
import type { Hazard } from '#domain/hazard.ts'
import { accept, changesOf } from '#server/http/accept.ts'
import type { AppEnvironment } from '#server/http/environment.ts'
import { checkVersion, requireVersion, versionTag } from '#server/http/etag.ts'
import {
  hazardMoveSchema,
  hazardPatchSchema,
  hazardReportSchema,
} from '#server/http/hazard-body.ts'
import {
  hazardAnswer,
  hazardEventAnswer,
  hazardEventSchema,
  oneHazardSchema,
} from '#server/http/hazard-schema.ts'
import { actingFor, requireEnterprise } from '#server/http/owned.ts'
import { AppError } from '#server/http/problem.ts'
import {
  answer,
  createRoute,
  emptyAnswer,
  idParameter,
  jsonBody,
  newRoutes,
  pageOf,
  refusals,
} from '#server/http/route.ts'
import { acceptWritten, audited, createOnce } from '#server/http/write.ts'
import { editHazard } from '#server/services/edit-hazard.ts'
import { moveHazard } from '#server/services/move-hazard.ts'
import { reportHazard } from '#server/services/report-hazard.ts'
import { findEnterprise } from '#server/store/enterprise.ts'
import {
  archiveHazard,
  findHazard,
  insertHazards,
  listHazardEvents,
  saveHazard,
} from '#server/store/hazard.ts'
import { findPersons } from '#server/store/person.ts'
import { findRiskPoint } from '#server/store/risk-point.ts'
import type { Reader, Tx } from '#server/store/transact.ts'

const create = createRoute({
  method: 'post',
  path: '/api/hazards',
  tags: ['hazards'],
  description:
    'Without a deadline the rule for its grade and treatment sets one. `sameDayFix` reports and closes at once.',
  request: { body: jsonBody(hazardReportSchema) },
  responses: { 201: answer(oneHazardSchema, 'The reported hazard'), ...refusals },
})

const read = createRoute({
  method: 'get',
  path: '/api/hazards/{id}',
  tags: ['hazards'],
  request: { params: idParameter },
  responses: {
    200: answer(oneHazardSchema, 'The hazard and the moves open to the asker'),
    ...refusals,
  },
})

const patch = createRoute({
  method: 'patch',
  path: '/api/hazards/{id}',
  tags: ['hazards'],
  request: { params: idParameter, body: jsonBody(hazardPatchSchema) },
  responses: { 200: answer(oneHazardSchema, 'The hazard as it now is'), ...refusals },
})

const archive = createRoute({
  method: 'delete',
  path: '/api/hazards/{id}',
  tags: ['hazards'],
  description:
    'A plant or expert takes back only a report of the plant’s own that nobody acted on.',
  request: { params: idParameter },
  responses: { 204: emptyAnswer('Archived'), ...refusals },
})

const transition = createRoute({
  method: 'post',
  path: '/api/hazards/{id}/transitions',
  tags: ['hazards'],
  description: 'One move of the loop; 409 when it is not open from where the hazard stands.',
  request: { params: idParameter, body: jsonBody(hazardMoveSchema) },
  responses: { 201: answer(oneHazardSchema, 'The hazard after the move'), ...refusals },
})

const history = createRoute({
  method: 'get',
  path: '/api/hazards/{id}/history',
  tags: ['hazards'],
  request: { params: idParameter },
  responses: { 200: answer(pageOf(hazardEventSchema), 'Its steps, oldest first'), ...refusals },
})

/** Hazards (隐患): reported, corrected, moved through their loop, and told with their history. */
export const hazardRoutes = newRoutes()
  .openapi(create, async (c) => {
    const { enterpriseId, foundAt, sameDayFix, ...report } = c.req.valid('json')
    const entry = audited(c, 'hazard.create', null, actingFor(c, enterpriseId))
    const { body, headers } = await createOnce(c, entry, async (tx) => {
      const enterprise = await requireEnterprise(c, tx, enterpriseId)
      const reported = accept(
        await reportHazard(
          tx,
          enterprise,
          { ...report, foundAt: foundAt === null ? null : new Date(foundAt) },
          actorOf(c),
        ),
      )
      const { id } = reported.hazard
      await insertHazards(tx, [reported])
      tx.describe({ subject: { kind: 'hazard', id } })
      const written = await requireHazard(tx, id)
      const hazard =
        sameDayFix === null ? written : await fixNow(c, tx, written, enterprise, sameDayFix)
      return {
        body: await told(c, tx, hazard),
        location: `/api/hazards/${id}`,
        version: hazard.version,
      }
    })
    return c.json(body, 201, headers)
  })
  .openapi(read, async (c) => {
    const { store } = c.var.services
    const hazard = await requireHazard(store, c.req.valid('param').id)
    const headers = { ETag: versionTag(hazard.version) }
    return c.json(await told(c, store, hazard), 200, headers)
  })
  .openapi(patch, async (c) => {
    const { store } = c.var.services
    const seen = requireVersion(c)
    const { id } = c.req.valid('param')
    const changes = changesOf(c.req.valid('json'))
    const entry = audited(
      c,
      'hazard.patch',
      { kind: 'hazard', id },
      { fields: Object.keys(changes) },
    )
    const written = await store.transact(entry, async (tx) => {
      const hazard = await requireHazard(tx, id)
      const enterprise = await requireEnterprise(c, tx, hazard.enterpriseId)
      checkVersion(seen, hazard.version)
      tx.describe({ detail: actingFor(c, enterprise.id) })
      const next = accept(await editHazard(tx, enterprise, hazard, changes, c.var.principal.role))
      return saveHazard(tx, next, seen, null)
    })
    const saved = acceptWritten(written)
    return c.json(await told(c, store, saved), 200, { ETag: versionTag(saved.version) })
  })
  .openapi(archive, async (c) => {
    const seen = requireVersion(c)
    const { id } = c.req.valid('param')
    const entry = audited(c, 'hazard.archive', { kind: 'hazard', id })
    const written = await c.var.services.store.transact(entry, async (tx) => {
      const hazard = await requireHazard(tx, id)
      const { role } = c.var.principal
      const isTakingBack = hazard.state === 'REPORTED' && hazard.checkMode === 'SELF'
      if ((role === 'enterprise' || role === 'expert') && !isTakingBack)
        throw new AppError('forbidden')
      tx.describe({ detail: { state: hazard.state, ...actingFor(c, hazard.enterpriseId) } })
      return archiveHazard(tx, id, seen)
    })
    acceptWritten(written)
    return c.body(null, 204)
  })
  .openapi(transition, async (c) => {
    const seen = requireVersion(c)
    const { id } = c.req.valid('param')
    const request = c.req.valid('json')
    const entry = audited(c, 'hazard.transition', { kind: 'hazard', id }, { to: request.to })
    const { body, headers } = await createOnce(c, entry, async (tx) => {
      const hazard = await requireHazard(tx, id)
      const enterprise = await requireEnterprise(c, tx, hazard.enterpriseId)
      checkVersion(seen, hazard.version)
      tx.describe({ detail: { from: hazard.state, ...actingFor(c, enterprise.id) } })
      const moved = acceptWritten(
        accept(await moveHazard(tx, hazard, enterprise, request, actorOf(c))),
      )
      return {
        body: await told(c, tx, moved),
        location: `/api/hazards/${id}/history`,
        version: moved.version,
      }
    })
    return c.json(body, 201, headers)
  })
  .openapi(history, async (c) => {
    const { store } = c.var.services
    const { id } = await requireHazard(store, c.req.valid('param').id)
    const items = (await listHazardEvents(store, id)).map(hazardEventAnswer)
    return c.json({ items, total: items.length, nextCursor: null }, 200)
  })

function actorOf(c: Context<AppEnvironment>) {
  const { userId: id, name, role } = c.var.principal
  return { id, name, role }
}

/** Put right on the spot (即查即改): the report and its closing stand or fall together. */
async function fixNow(
  c: Context<AppEnvironment>,
  tx: Tx,
  hazard: Hazard,
  enterprise: Enterprise,
  fix: { readonly note: string; readonly photos: readonly string[] },
): Promise<Hazard> {
  const request = { to: 'CLOSED', ...fix } as const
  return acceptWritten(accept(await moveHazard(tx, hazard, enterprise, request, actorOf(c))))
}

/** Errors: AppError not_found (404) for a hazard that is archived or not there */
async function requireHazard(reader: Reader, id: string): Promise<Hazard> {
  const hazard = await findHazard(reader, id)
  if (hazard === null) throw new AppError('not_found')
  return hazard
}

/** One hazard now, with names and the moves its reader may make. */
async function told(c: Context<AppEnvironment>, reader: Reader, hazard: Hazard) {
  const { principal, scope, services } = c.var
  const now = services.clock()
  const enterprise = await findEnterprise(reader, hazard.enterpriseId)
  const point = hazard.riskPointId === null ? null : await findRiskPoint(reader, hazard.riskPointId)
  const today = shanghaiDay(now)
  const deadline = effectiveDeadline(hazard)
  const events = await listHazardEvents(reader, hazard.id)
  const overdue = isOverdue(hazard.state, deadline, now, events.at(-1)?.at ?? null)
  const named = [hazard.rectifierId, hazard.acceptorId].filter((id) => id !== null)
  const persons = scope.personalData ? await findPersons(reader, named) : []
  const names = new Map(persons.map(({ id, name }) => [id, name]))
  const moves = enterprise === null ? [] : legalMoves(hazard, enterprise.size)
  return {
    ...hazardAnswer(hazard, {
      enterpriseName: enterprise?.name ?? '',
      township: enterprise?.township ?? null,
      enterpriseSize: enterprise?.size ?? 'small',
      sector: enterprise?.sector ?? '',
      riskPointName: point?.name ?? null,
      level: point?.level.current ?? null,
      overdue,
      overdueDays: overdue && deadline !== null ? overdueDays(deadline, now) : 0,
    }),
    rectifierName: names.get(hazard.rectifierId ?? '') ?? null,
    acceptorName: names.get(hazard.acceptorId ?? '') ?? null,
    moves: moves
      .filter((move) => mayMove(move, hazard.checkMode, principal.role))
      .filter((move) => !move.sameDay || shanghaiDay(hazard.foundAt) === today)
      .filter((move) => move.deadline !== 'asks' || today <= (hazard.deadline ?? today))
      .map((move) => ({
        to: move.to,
        meaning: move.meaning,
        needs: [...move.needs],
        photos: move.photos,
        deadline: move.deadline,
        deadlineRange: move.deadline === null ? null : deadlineRange(hazard, move, today),
        onBehalf: isOnBehalf(move, hazard.checkMode, principal.role),
      })),
  }
}
