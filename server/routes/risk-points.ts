import type { RiskPointAt } from '#domain/facts.ts'
import { gradeRiskPoint } from '#domain/grading.ts'
import { levelByBasis } from '#domain/match.ts'
import type { LevelBasis } from '#domain/filter-keys.ts'
import type { RiskPoint } from '#domain/risk-point.ts'
import type { Scope } from '#domain/scope.ts'
import { accept, changesOf, refuse } from '#server/http/accept.ts'
import { requireVersion, versionTag } from '#server/http/etag.ts'
import { inTurn } from '#server/http/fair-turn.ts'
import { filterOf, filterShape, momentOfFilter } from '#server/http/filter-query.ts'
import { wholeIndex } from '#server/http/index-reader.ts'
import { actingFor, requireEnterprise } from '#server/http/owned.ts'
import { pageRows } from '#server/http/page.ts'
import type { Order } from '#server/http/page.ts'
import { AppError } from '#server/http/problem.ts'
import {
  oneRiskPointSchema,
  RISK_POINT_KINDS,
  riskPointAnswer,
  riskPointSchema,
} from '#server/http/risk-point-schema.ts'
import {
  answer,
  createRoute,
  emptyAnswer,
  idParameter,
  idSchema,
  jsonBody,
  listQuery,
  newRoutes,
  pageOf,
  refusals,
  z,
} from '#server/http/route.ts'
import { lineSchema, optionalLine } from '#server/http/text-schema.ts'
import { acceptWritten, audited, createOnce } from '#server/http/write.ts'
import { gradedEvents, regradeEnterprise } from '#server/services/regrade.ts'
import { takeNumber } from '#server/services/risk-point-number.ts'
import { findEnterprise } from '#server/store/enterprise.ts'
import { newId } from '#server/store/identifier.ts'
import { findPersons } from '#server/store/person.ts'
import { listRiskEvents } from '#server/store/risk-event.ts'
import {
  archiveRiskPoint,
  findRiskPoint,
  findRiskPoints,
  insertRiskPoints,
  patchRiskPoint,
} from '#server/store/risk-point.ts'
import type { Reader } from '#server/store/transact.ts'
import { assignZone } from '#server/store/zone-assignment.ts'
import { listZones } from '#server/store/zone.ts'
import type { ZoneSummary } from '#server/store/zone.ts'

const SORT_FIELDS = ['level', 'name', 'enterprise', 'township', 'assessedAt'] as const

const writable = {
  number: lineSchema(40),
  name: lineSchema(100),
  kind: z.enum(RISK_POINT_KINDS),
  department: optionalLine(100),
  personId: idSchema.nullable(),
  zoneId: idSchema.nullable(),
}

const list = createRoute({
  method: 'get',
  path: '/api/risk-points',
  tags: ['risk-points'],
  request: { query: listQuery(SORT_FIELDS, filterShape) },
  responses: { 200: answer(pageOf(riskPointSchema), 'Risk points under the filter'), ...refusals },
})

const create = createRoute({
  method: 'post',
  path: '/api/risk-points',
  tags: ['risk-points'],
  description:
    'Its place is drawn on a plan; until then it counts at the enterprise’s own position.',
  request: {
    body: jsonBody(
      z.strictObject({
        ...writable,
        enterpriseId: idSchema,
        number: writable.number.optional(),
        kind: writable.kind.default('facility'),
        personId: writable.personId.default(null),
        zoneId: writable.zoneId.default(null),
      }),
    ),
  },
  responses: { 201: answer(oneRiskPointSchema, 'The new risk point'), ...refusals },
})

const read = createRoute({
  method: 'get',
  path: '/api/risk-points/{id}',
  tags: ['risk-points'],
  request: { params: idParameter },
  responses: { 200: answer(oneRiskPointSchema, 'The risk point and why'), ...refusals },
})

const patch = createRoute({
  method: 'patch',
  path: '/api/risk-points/{id}',
  tags: ['risk-points'],
  request: {
    params: idParameter,
    body: jsonBody(
      z.strictObject({
        number: writable.number.optional(),
        name: writable.name.optional(),
        kind: writable.kind.optional(),
        department: lineSchema(100, 0).nullable().optional(),
        personId: writable.personId.optional(),
        zoneId: writable.zoneId.optional(),
      }),
    ),
  },
  responses: { 200: answer(oneRiskPointSchema, 'The risk point as it now is'), ...refusals },
})

const archive = createRoute({
  method: 'delete',
  path: '/api/risk-points/{id}',
  tags: ['risk-points'],
  request: { params: idParameter },
  responses: { 204: emptyAnswer('Archived'), ...refusals },
})

/** Risk points (风险点): everything of them but their place on a plan. */
export const riskPointRoutes = newRoutes()
  .openapi(list, async (c) => {
    const { store, clock } = c.var.services
    const facts = await wholeIndex(c)
    const query = c.req.valid('query')
    const filter = filterOf(query)
    const sort = query.sort ?? 'level'
    const field = sort.replace('-', '') as (typeof SORT_FIELDS)[number]
    const order: Order<RiskPointAt> = {
      sort,
      descending: sort.startsWith('-'),
      idOf: (point) => point.id,
      keysOf: (point) => [keyOf(point, field, filter.basis), point.name],
    }
    const page = await inTurn(c, 'figures', async () => {
      const moment = momentOfFilter(filter, clock())
      const { selection } = await facts.select(filter, c.var.scope, moment)
      return pageRows(selection.riskPoints, order, query.limit, query.cursor)
    })
    const ids = page.items.map(({ id }) => id)
    const stored = new Map((await findRiskPoints(store, ids)).map((point) => [point.id, point]))
    const items = page.items.flatMap((at) => {
      const point = stored.get(at.id)
      if (point === undefined) return []
      return [riskPointAnswer({ ...point, level: at.level }, at.enterprise.name)]
    })
    return c.json({ items, total: page.total, nextCursor: page.nextCursor }, 200)
  })
  .openapi(create, async (c) => {
    const body = c.req.valid('json')
    const { enterpriseId, zoneId } = body
    const id = newId()
    const entry = audited(
      c,
      'risk-point.create',
      { kind: 'risk-point', id },
      actingFor(c, enterpriseId),
    )
    const { body: made, headers } = await createOnce(c, entry, async (tx) => {
      const enterprise = await requireEnterprise(c, tx, enterpriseId)
      const number = accept(await takeNumber(tx, enterpriseId, body.number ?? null))
      await requirePerson(tx, enterpriseId, body.personId)
      const zone = await requireZone(tx, enterpriseId, zoneId)
      await insertRiskPoints(tx, [
        {
          id,
          enterpriseId,
          planId: null,
          zoneId: null,
          number,
          name: body.name,
          kind: body.kind,
          department: body.department,
          personId: body.personId,
          planPosition: null,
          position: enterprise.position,
          approximate: true,
          sample: enterprise.sample,
          createdAt: tx.at,
        },
      ])
      if (zone !== null) await assignZone(tx, { id, enterpriseId }, zone)
      const point = await requirePoint(tx, id)
      return {
        body: await told(tx, point, c.var.scope),
        location: `/api/risk-points/${id}`,
        version: point.version,
      }
    })
    return c.json(made, 201, headers)
  })
  .openapi(read, async (c) => {
    const { store } = c.var.services
    const point = await requirePoint(store, c.req.valid('param').id)
    const headers = { ETag: versionTag(point.version) }
    return c.json(await told(store, point, c.var.scope), 200, headers)
  })
  .openapi(patch, async (c) => {
    const { store } = c.var.services
    const seen = requireVersion(c)
    const { id } = c.req.valid('param')
    const { zoneId, ...changes } = changesOf(c.req.valid('json'))
    const entry = audited(c, 'risk-point.patch', { kind: 'risk-point', id })
    const written = await store.transact(entry, async (tx) => {
      const before = await requirePoint(tx, id)
      const { enterpriseId } = before
      await requireEnterprise(c, tx, enterpriseId)
      tx.describe({
        detail: { fields: Object.keys(c.req.valid('json')), ...actingFor(c, enterpriseId) },
      })
      if (changes.number !== undefined)
        accept(await takeNumber(tx, enterpriseId, changes.number, before))
      await requirePerson(tx, enterpriseId, changes.personId ?? null)
      const saved = await patchRiskPoint(tx, id, seen, changes)
      if (saved?.ok !== true || zoneId === undefined) return saved
      await assignZone(tx, before, await requireZone(tx, enterpriseId, zoneId, before))
      await regradeEnterprise(tx, enterpriseId)
      return { ok: true as const, value: await requirePoint(tx, id) }
    })
    const saved = acceptWritten(written)
    const headers = { ETag: versionTag(saved.version) }
    return c.json(await told(store, saved, c.var.scope), 200, headers)
  })
  .openapi(archive, async (c) => {
    const seen = requireVersion(c)
    const { id } = c.req.valid('param')
    const entry = audited(c, 'risk-point.archive', { kind: 'risk-point', id })
    const written = await c.var.services.store.transact(entry, async (tx) => {
      const archived = await archiveRiskPoint(tx, id, seen)
      if (archived?.ok === true) {
        const { enterpriseId } = archived.value
        tx.describe({ detail: actingFor(c, enterpriseId) })
        await regradeEnterprise(tx, enterpriseId)
      }
      return archived
    })
    acceptWritten(written)
    return c.body(null, 204)
  })

function keyOf(point: RiskPointAt, field: (typeof SORT_FIELDS)[number], basis: LevelBasis) {
  switch (field) {
    case 'level':
      return levelByBasis(point.level, basis) ?? 5
    case 'name':
      return point.name
    case 'enterprise':
      return point.enterprise.name
    case 'township':
      return point.enterprise.township ?? ''
    case 'assessedAt':
      return point.assessedAt?.getTime() ?? 0
  }
}

/** Errors: AppError not_found (404) for a point that is archived or not there */
async function requirePoint(reader: Reader, id: string): Promise<RiskPoint> {
  const point = await findRiskPoint(reader, id)
  if (point === null || point.archived) throw new AppError('not_found')
  return point
}

/** A person responsible must be on the enterprise's own roster. */
async function requirePerson(
  reader: Reader,
  enterpriseId: string,
  personId: string | null,
): Promise<void> {
  if (personId === null) return
  const [person] = await findPersons(reader, [personId])
  if (person?.enterpriseId !== enterpriseId || person.left)
    refuse('personId', 'unknown_person', '花名册中没有此人，请从本企业人员中选择')
}

/** A zone must be on a plan of the enterprise, and on the very plan on which the point is drawn. */
async function requireZone(
  reader: Reader,
  enterpriseId: string,
  zoneId: string | null,
  point: Pick<RiskPoint, 'planId' | 'planPosition'> | null = null,
): Promise<ZoneSummary | null> {
  if (zoneId === null) return null
  const zone = (await listZones(reader, enterpriseId)).find(({ id }) => id === zoneId)
  if (zone === undefined)
    refuse('zoneId', 'unknown_zone', '本企业没有此分区，请从图纸上的分区中选择')
  if (point !== null && point.planPosition !== null && point.planId !== zone.planId)
    refuse('zoneId', 'zone_of_other_plan', '该风险点画在另一张图上，请先在那张图上移除')
  return zone
}

async function told(reader: Reader, point: RiskPoint, scope: Scope) {
  const { enterpriseId, zoneId, personId } = point
  const enterprise = await findEnterprise(reader, enterpriseId)
  const zones = zoneId === null ? [] : await listZones(reader, enterpriseId)
  const [person] = personId === null ? [] : await findPersons(reader, [personId])
  const graded = gradeRiskPoint(gradedEvents(await listRiskEvents(reader, [point.id])), point)
  return {
    ...riskPointAnswer(point, enterprise?.name ?? ''),
    personName: scope.personalData ? (person?.name ?? null) : null,
    zoneName: zones.find(({ id }) => id === zoneId)?.name ?? null,
    why: graded.why,
  }
}
