import type { Person } from '#domain/person.ts'
import type { Scope } from '#domain/scope.ts'
import { actingFor, requireEnterprise } from '#server/http/owned.ts'
import {
  answer,
  createRoute,
  idParameter,
  jsonBody,
  newRoutes,
  pageOf,
  refusals,
  z,
} from '#server/http/route.ts'
import { lineSchema } from '#server/http/text-schema.ts'
import { audited, createOnce } from '#server/http/write.ts'
import { newId } from '#server/store/identifier.ts'
import { insertPersons, listPersons } from '#server/store/person.ts'

const personSchema = z
  .object({
    id: z.string(),
    enterpriseId: z.string(),
    name: z.string(),
    department: z.string(),
    post: z.string(),
    /** Null where the asker may not see it. */
    phone: z.string().nullable(),
  })
  .openapi('Person')

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
        phone: z
          .string()
          .regex(/^[\d +()-]{3,30}$/, '电话应为数字，可含 + - 空格和括号')
          .nullable()
          .default(null),
      }),
    ),
  },
  responses: { 201: answer(personSchema, 'The new roster entry'), ...refusals },
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
      return { body: told(person, c.var.scope), location, version: null }
    })
    return c.json(body, 201, headers)
  })

function told({ sample: _sample, ...person }: Person, scope: Scope): z.infer<typeof personSchema> {
  return { ...person, phone: scope.personalData ? person.phone : null }
}
