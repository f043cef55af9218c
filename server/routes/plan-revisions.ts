import { checkVersion, requireVersion } from '#server/http/etag.ts'
import { actingFor, requireEnterprise } from '#server/http/owned.ts'
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
import { publishPlan } from '#server/services/publish-plan.ts'
import { findPlan } from '#server/store/plan.ts'
import { listPlanRevisions } from '#server/store/plan-revision.ts'
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
