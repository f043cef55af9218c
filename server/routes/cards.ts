import { cardPage, missingCardPage } from '#server/http/card-page.ts'
import { createRoute, newRoutes, refusals, z } from '#server/http/route.ts'
import { publicCard } from '#server/services/public-card.ts'
import type { PublishedPlan } from '#server/services/publish-plan.ts'
import { findEnterprise } from '#server/store/enterprise.ts'
import { listPersons } from '#server/store/person.ts'
import { findPublishedByToken } from '#server/store/plan-revision.ts'

/** The shape of a printed code; whatever else was scanned is simply unknown. */
const TOKEN = /^[\w-]{1,80}$/

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-cache',
  'X-Robots-Tag': 'noindex, nofollow',
} as const

const read = createRoute({
  method: 'get',
  path: '/c/{token}',
  tags: ['cards'],
  description:
    'The public card of the newest published version of the plan a code was printed for: a page without script, at most 60 kB. What a scanning application adds to the address is ignored.',
  request: {
    params: z.object({ token: z.string() }),
    query: z.looseObject({}),
  },
  responses: {
    200: { description: 'The card', content: { 'text/html': { schema: z.string() } } },
    ...refusals,
    404: { description: 'No such card', content: { 'text/html': { schema: z.string() } } },
  },
})

/** Public cards (公示卡): what a printed code opens, for everybody. */
export const cardRoutes = newRoutes().openapi(read, async (c) => {
  const { store } = c.var.services
  const { token } = c.req.valid('param')
  const revision = TOKEN.test(token)
    ? await findPublishedByToken<PublishedPlan>(store, token)
    : null
  const enterprise = revision === null ? null : await findEnterprise(store, revision.enterpriseId)
  if (revision === null || enterprise === null) return c.body(await missingCardPage(), 404, HEADERS)
  const card = publicCard(revision.document, {
    number: revision.number,
    publishedAt: revision.publishedAt,
    sample: enterprise.sample,
    names: [
      ...(await listPersons(store, enterprise.id)).map(({ name }) => name),
      ...(enterprise.safetyOfficer === null ? [] : [enterprise.safetyOfficer]),
    ],
  })
  return c.body(await cardPage(card), 200, HEADERS)
})
