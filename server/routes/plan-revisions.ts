import { checkVersion, requireVersion } from '#server/http/etag.ts'
import { actingFor, requireEnterprise } from '#server/http/owned.ts'
import { planAnswer, planSchema } from '#server/http/plan-schema.ts'
import { AppError } from '#server/http/problem.ts'
import {
  answer,
  createRoute,
  idParameter,
  newRoutes,
  pageOf,
  refusals,
  z,
} from '#server/http/route.ts'
import { audited, createOnce } from '#server/http/write.ts'
import { publishPlan, type PublishedPlan } from '#server/services/publish-plan.ts'
import { listPersons } from '#server/store/person.ts'
import { findPlan } from '#server/store/plan.ts'
import { findPlanRevision, listPlanRevisions } from '#server/store/plan-revision.ts'
import type { PlanRevisionSummary } from '#server/store/plan-revision.ts'

const revisionSchema = z.object({
  id: z.string(),
  planId: z.string(),
  number: z.number().int(),
  token: z.string(),
  /** Where the printed code leads. */
  path: z.string(),
  /** The same in full, as a printed code holds it. */
  url: z.string(),
  publishedAt: z.string(),
  publishedBy: z.string(),
})

const list = createRoute({
  method: 'get',
  path: '/api/plans/{id}/revisions',
  tags: ['plans'],
  request: { params: idParameter },
  responses: {
    200: answer(pageOf(revisionSchema), 'Published versions, newest first'),
    ...refusals,
  },
})

const publishedSchema = revisionSchema.extend({
  enterprise: z.object({ id: z.string(), name: z.string() }),
  plan: planSchema,
  /** Names of the roster as they were that day; none where the asker may not see them. */
  people: z.array(z.object({ id: z.string(), name: z.string() })),
})

const read = createRoute({
  method: 'get',
  path: '/api/plans/{id}/revisions/{number}',
  tags: ['plans'],
  request: {
    params: idParameter.extend({
      number: z.string().regex(/^[1-9]\d{0,8}$/, '版本号应为正整数'),
    }),
  },
  responses: { 200: answer(publishedSchema, 'The version as it was published'), ...refusals },
})

const publish = createRoute({
  method: 'post',
  path: '/api/plans/{id}/revisions',
  tags: ['plans'],
  description: 'Publishes the version named by If-Match as a copy that never changes.',
  request: { params: idParameter },
  responses: { 201: answer(revisionSchema, 'The published version'), ...refusals },
})

/** Published versions (发布版本) of plans: what printed codes open. */
export const planRevisionRoutes = newRoutes()
  .openapi(list, async (c) => {
    const { store, config } = c.var.services
    const { id } = c.req.valid('param')
    if ((await findPlan(store, id)) === null) throw new AppError('not_found')
    const items = (await listPlanRevisions(store, id)).map((one) => told(one, config.publicUrl))
    return c.json({ items, total: items.length, nextCursor: null }, 200)
  })
  .openapi(read, async (c) => {
    const { store, config } = c.var.services
    const { id, number } = c.req.valid('param')
    const isThere = (await findPlan(store, id)) !== null
    const revision = isThere
      ? await findPlanRevision<PublishedPlan>(store, id, Number(number))
      : null
    if (revision === null) throw new AppError('not_found')
    const { plan, enterprise, people } = revision.document
    const known = c.var.scope.personalData
      ? (people ?? (await listPersons(store, plan.enterpriseId)))
      : []
    return c.json(
      {
        ...told(revision, config.publicUrl),
        enterprise,
        plan: planAnswer(plan),
        people: known.map((person) => ({ id: person.id, name: person.name })),
      },
      200,
    )
  })
  .openapi(publish, async (c) => {
    const seen = requireVersion(c)
    const { id } = c.req.valid('param')
    const entry = audited(c, 'plan.publish', { kind: 'plan', id })
    const { body, headers } = await createOnce(c, entry, async (tx) => {
      const plan = await findPlan(tx, id)
      if (plan === null) throw new AppError('not_found')
      checkVersion(seen, plan.version)
      const enterprise = await requireEnterprise(c, tx, plan.enterpriseId)
      const revision = await publishPlan(tx, plan, enterprise, c.var.principal.name)
      tx.describe({ detail: { number: revision.number, ...actingFor(c, enterprise.id) } })
      return {
        body: told(revision, c.var.services.config.publicUrl),
        location: `/c/${revision.token}`,
        version: null,
      }
    })
    return c.json(body, 201, headers)
  })

function told(revision: PlanRevisionSummary, publicUrl: string): z.infer<typeof revisionSchema> {
  return {
    id: revision.id,
    planId: revision.planId,
    number: revision.number,
    token: revision.token,
    path: `/c/${revision.token}`,
    url: `${publicUrl}/c/${revision.token}`,
    publishedAt: revision.publishedAt.toISOString(),
    publishedBy: revision.publishedBy,
  }
}
