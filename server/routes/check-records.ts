import { checkModes } from '#domain/norms/hazard-codes.ts'
import { findItem } from '#domain/norms/table.ts'
import { refuse } from '#server/http/accept.ts'
import { instantSchema } from '#server/http/instant-schema.ts'
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
import { optionalLine, rule, textSchema } from '#server/http/text-schema.ts'
import { audited, createOnce } from '#server/http/write.ts'
import { insertCheckRecords, listCheckRecords } from '#server/store/check-record.ts'
import type { CheckRecord } from '#server/store/check-record.ts'
import { newId } from '#server/store/identifier.ts'

/** As many as one looks through; older ones are in the exports of the store. */
const MOST_LISTED = 500

const recordSchema = z
  .object({
    id: z.string(),
    enterpriseId: z.string(),
    checkMode: z.string(),
    checkedAt: z.string(),
    checkedBy: z.string(),
    hazardsFound: z.number().int(),
    note: z.string(),
  })
  .openapi('CheckRecord')

const list = createRoute({
  method: 'get',
  path: '/api/enterprises/{id}/check-records',
  tags: ['check-records'],
  request: { params: idParameter },
  responses: { 200: answer(pageOf(recordSchema), 'The newest checks'), ...refusals },
})

const create = createRoute({
  method: 'post',
  path: '/api/enterprises/{id}/check-records',
  tags: ['check-records'],
  description: 'A check that was made, also when it found nothing.',
  request: {
    params: idParameter,
    body: jsonBody(
      z.strictObject({
        checkMode: z
          .string()
          .refine(
            (code) => findItem(checkModes, code)?.isCheck === true,
            rule('unknown_code', '应为检查方式代码，如 SELF'),
          )
          .default('SELF'),
        checkedAt: instantSchema.nullable().default(null),
        checkedBy: optionalLine(100),
        hazardsFound: z.number().int().min(0).max(10_000).default(0),
        note: textSchema(2000).default(''),
      }),
    ),
  },
  responses: { 201: answer(recordSchema, 'The check'), ...refusals },
})

/** Checks (排查记录) of an enterprise: silence is not a clean record. */
export const checkRecordRoutes = newRoutes()
  .openapi(list, async (c) => {
    const { store } = c.var.services
    const { id } = await requireEnterprise(c, store, c.req.valid('param').id)
    const items = (await listCheckRecords(store, id, MOST_LISTED)).map(told)
    return c.json({ items, total: items.length, nextCursor: null }, 200)
  })
  .openapi(create, async (c) => {
    const { id: enterpriseId } = c.req.valid('param')
    const { checkedAt, checkedBy, ...rest } = c.req.valid('json')
    const id = newId()
    const subject = { kind: 'check-record', id }
    const entry = audited(c, 'check-record.create', subject, actingFor(c, enterpriseId))
    const { body, headers } = await createOnce(c, entry, async (tx) => {
      const { sample } = await requireEnterprise(c, tx, enterpriseId)
      const at = checkedAt === null ? tx.at : new Date(checkedAt)
      if (at > tx.at) refuse('checkedAt', 'in_future', '检查时间不能晚于现在，请核对日期')
      const record: CheckRecord = {
        ...rest,
        id,
        enterpriseId,
        checkedAt: at,
        checkedBy: checkedBy ?? c.var.principal.name,
        sample,
      }
      await insertCheckRecords(tx, [record])
      const location = `/api/enterprises/${enterpriseId}/check-records`
      return { body: told(record), location, version: null }
    })
    return c.json(body, 201, headers)
  })

function told({
  sample: _sample,
  checkedAt,
  ...record
}: CheckRecord): z.infer<typeof recordSchema> {
  return { ...record, checkedAt: checkedAt.toISOString() }
}
