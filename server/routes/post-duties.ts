import { actingFor, requireEnterprise } from '#server/http/owned.ts'
import { versionTag, requireVersion } from '#server/http/etag.ts'
import { AppError } from '#server/http/problem.ts'
import {
  answer,
  createRoute,
  idSchema,
  jsonBody,
  newRoutes,
  refusals,
  z,
} from '#server/http/route.ts'
import { lineSchema } from '#server/http/text-schema.ts'
import { acceptWritten, audited } from '#server/http/write.ts'
import { findPersons } from '#server/store/person.ts'
import { savePostDuties } from '#server/store/post-duty.ts'

/** One page holds no more that anybody reads. */
const MOST_DUTIES = 20

const write = createRoute({
  method: 'put',
  path: '/api/enterprises/{id}/persons/{personId}/duties',
  tags: ['persons'],
  description: 'What somebody of the roster answers for, item by item. The first version is 0.',
  request: {
    params: z.object({ id: idSchema, personId: idSchema }),
    body: jsonBody(z.strictObject({ duties: z.array(lineSchema(200)).max(MOST_DUTIES) })),
  },
  responses: {
    200: answer(
      z
        .object({
          personId: z.string(),
          duties: z.array(z.string()),
          version: z.number().int(),
        })
        .openapi('PersonDuties'),
      'The duties as they stand',
    ),
    ...refusals,
  },
})

/** Duties of posts (岗位责任内容), written by the plant or by a supervisor in its place. */
export const postDutyRoutes = newRoutes().openapi(write, async (c) => {
  const { id, personId } = c.req.valid('param')
  const { duties } = c.req.valid('json')
  const version = requireVersion(c)
  const subject = { kind: 'person', id: personId }
  const entry = audited(c, 'person.duties', subject, actingFor(c, id))
  const written = await c.var.services.store.transact(entry, async (tx) => {
    await requireEnterprise(c, tx, id)
    const [person] = await findPersons(tx, [personId])
    if (person?.enterpriseId !== id || person.left) throw new AppError('not_found')
    return savePostDuties(tx, id, { personId, texts: duties, version })
  })
  const now = acceptWritten(written)
  return c.json({ personId, duties: [...now.texts], version: now.version }, 200, {
    ETag: versionTag(now.version),
  })
})
