import type { Person, PersonDuty, RosterEntry } from '#domain/person.ts'
import type { Scope } from '#domain/scope.ts'
import { accept, changesOf } from '#server/http/accept.ts'
import { checkVersion, requireVersion, versionTag } from '#server/http/etag.ts'
import { actingFor, requireEnterprise } from '#server/http/owned.ts'
import { AppError } from '#server/http/problem.ts'
import {
  answer,
  createRoute,
  emptyAnswer,
  idParameter,
  idSchema,
  jsonBody,
  newRoutes,
  pageOf,
  refusals,
  z,
} from '#server/http/route.ts'
import { lineSchema } from '#server/http/text-schema.ts'
import { acceptWritten, audited, createOnce } from '#server/http/write.ts'
import { handOverDuties } from '#server/services/hand-over-duties.ts'
import { newId } from '#server/store/identifier.ts'
import { listPersonDuties } from '#server/store/person-duty.ts'
import {
  findPersons,
  insertPersons,
  listPersons,
  removePerson,
  savePerson,
} from '#server/store/person.ts'
import type { Reader } from '#server/store/transact.ts'

const personSchema = z
  .object({
    id: z.string(),
    enterpriseId: z.string(),
    name: z.string(),
    department: z.string(),
    post: z.string(),
    /** Null where the asker may not see it. */
    phone: z.string().nullable(),
    version: z.number().int(),
  })
  .openapi('Person')

const phoneSchema = z
  .string()
  .regex(/^[\d +()-]{3,30}$/, '电话应为数字，可含 + - 空格和括号')
  .nullable()

const onePerson = idParameter.extend({ personId: idSchema })

const list = createRoute({
  method: 'get',
  path: '/api/enterprises/{id}/persons',
  tags: ['persons'],
  request: { params: idParameter },
  responses: { 200: answer(pageOf(personSchema), 'The roster of the enterprise'), ...refusals },
})

const create = createRoute({
  method: 'post',
  path: '/api/enterprises/{id}/persons',
  tags: ['persons'],
  request: {
    params: idParameter,
    body: jsonBody(
      z.strictObject({
        name: lineSchema(50),
        department: lineSchema(100, 0).default(''),
        post: lineSchema(100, 0).default(''),
        phone: phoneSchema.default(null),
      }),
    ),
  },
  responses: { 201: answer(personSchema, 'The new roster entry'), ...refusals },
})

const patch = createRoute({
  method: 'patch',
  path: '/api/enterprises/{id}/persons/{personId}',
  tags: ['persons'],
  request: {
    params: onePerson,
    body: jsonBody(
      z
        .strictObject({
          name: lineSchema(50),
          department: lineSchema(100, 0),
          post: lineSchema(100, 0),
          phone: phoneSchema,
        })
        .partial(),
    ),
  },
  responses: { 200: answer(personSchema, 'The roster entry as it now is'), ...refusals },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/enterprises/{id}/persons/{personId}',
  tags: ['persons'],
  description:
    'Refused (409, one issue a place) while a zone, a risk point or an open hazard names the person. Closed hazards keep the name.',
  request: { params: onePerson },
  responses: { 204: emptyAnswer('Taken off the roster'), ...refusals },
})

const handOver = createRoute({
  method: 'post',
  path: '/api/enterprises/{id}/persons/{personId}/handover',
  tags: ['persons'],
  description:
    'Gives every zone, risk point and open hazard that names the person to another of the roster, all or none.',
  request: { params: onePerson, body: jsonBody(z.strictObject({ to: idSchema })) },
  responses: {
    201: answer(
      z.object({ to: z.string(), handedOver: z.number().int() }),
      'Who answers now, and for how many',
    ),
    ...refusals,
  },
})

/** The roster (花名册) of an enterprise: whom zones, points and hazards may name. */
export const personRoutes = newRoutes()
  .openapi(list, async (c) => {
    const { store } = c.var.services
    const { id } = await requireEnterprise(c, store, c.req.valid('param').id)
    const items = (await listPersons(store, id)).map((person) => told(person, c.var.scope))
    return c.json({ items, total: items.length, nextCursor: null }, 200)
  })
  .openapi(create, async (c) => {
    const { id: enterpriseId } = c.req.valid('param')
    const id = newId()
    const entry = audited(c, 'person.create', { kind: 'person', id }, actingFor(c, enterpriseId))
    const { body, headers } = await createOnce(c, entry, async (tx) => {
      const { sample } = await requireEnterprise(c, tx, enterpriseId)
      const person: Person = { id, enterpriseId, ...c.req.valid('json'), sample }
      await insertPersons(tx, [person])
      const location = `/api/enterprises/${enterpriseId}/persons`
      const body = told({ ...person, version: 1, left: false }, c.var.scope)
      return { body, location, version: null }
    })
    return c.json(body, 201, headers)
  })
  .openapi(patch, async (c) => {
    const seen = requireVersion(c)
    const { id: enterpriseId, personId } = c.req.valid('param')
    const said = changesOf(c.req.valid('json'))
    const detail = { fields: Object.keys(said), ...actingFor(c, enterpriseId) }
    const entry = audited(c, 'person.patch', { kind: 'person', id: personId }, detail)
    const written = await c.var.services.store.transact(entry, async (tx) => {
      const person = await requirePerson(tx, await requireEnterprise(c, tx, enterpriseId), personId)
      return savePerson(tx, { ...person, ...said }, seen)
    })
    const saved = acceptWritten(written)
    return c.json(told(saved, c.var.scope), 200, { ETag: versionTag(saved.version) })
  })
  .openapi(remove, async (c) => {
    const seen = requireVersion(c)
    const { id: enterpriseId, personId } = c.req.valid('param')
    const subject = { kind: 'person', id: personId }
    const entry = audited(c, 'person.remove', subject, actingFor(c, enterpriseId))
    const written = await c.var.services.store.transact(entry, async (tx) => {
      const person = await requirePerson(tx, await requireEnterprise(c, tx, enterpriseId), personId)
      const named = await listPersonDuties(tx, personId)
      if (person.version === seen && named.length > 0) refuseNamed(named)
      return removePerson(tx, person, seen)
    })
    acceptWritten(written)
    return c.body(null, 204)
  })
  .openapi(handOver, async (c) => {
    const seen = requireVersion(c)
    const { id: enterpriseId, personId } = c.req.valid('param')
    const { to } = c.req.valid('json')
    const subject = { kind: 'person', id: personId }
    const entry = audited(c, 'person.handover', subject, { to, ...actingFor(c, enterpriseId) })
    const { body, headers } = await createOnce(c, entry, async (tx) => {
      const enterprise = await requireEnterprise(c, tx, enterpriseId)
      const person = await requirePerson(tx, enterprise, personId)
      checkVersion(seen, person.version)
      const duties = accept(await handOverDuties(tx, enterprise, person, to))
      const names = duties.map(({ kind, id, part }) => ({ kind, id, part }))
      tx.describe({ detail: { to, duties: names, ...actingFor(c, enterpriseId) } })
      const location = `/api/enterprises/${enterpriseId}/persons`
      return { body: { to, handedOver: duties.length }, location, version: null }
    })
    return c.json(body, 201, headers)
  })

const PARTS = { responsible: '责任人', rectifier: '整改责任人', acceptor: '验收人' } as const
const KINDS = { zone: '区域', 'risk-point': '风险点', hazard: '隐患' } as const

/** Whoever is named answers for something: that is handed over first. */
function refuseNamed(named: readonly PersonDuty[]): never {
  throw new AppError('conflict', {
    detail: {
      'zh-CN': `此人仍被指定 ${named.length} 处，请先改由他人负责，再移出花名册`,
      en: `Still named in ${named.length} places: hand these over first`,
    },
    issues: named.map(({ kind, name, part }) => ({
      path: kind,
      code: 'still_named',
      message: `${KINDS[kind]}“${name}”的${PARTS[part]}`,
    })),
  })
}

async function requirePerson(
  reader: Reader,
  { id }: { readonly id: string },
  personId: string,
): Promise<RosterEntry> {
  const [person] = await findPersons(reader, [personId])
  if (person === undefined || person.left || person.enterpriseId !== id)
    throw new AppError('not_found')
  return person
}

function told(person: RosterEntry, scope: Scope): z.infer<typeof personSchema> {
  return {
    id: person.id,
    enterpriseId: person.enterpriseId,
    name: person.name,
    department: person.department,
    post: person.post,
    phone: scope.personalData ? person.phone : null,
    version: person.version,
  }
}
