import { codeLists } from '#domain/norms/code-lists.ts'
import type { NormItem } from '#domain/norms/table.ts'
import { answer, createRoute, newRoutes, refusals, z } from '#server/http/route.ts'

const itemSchema = z.custom<NormItem>().openapi('CodeItem', { type: 'object' })

const listSchema = z.object({
  title: z.string(),
  edition: z.string(),
  effectiveFrom: z.string().nullable(),
  source: z.string(),
  mark: z.enum(['V', 'K', 'D']),
  items: z.array(itemSchema),
})

const read = createRoute({
  method: 'get',
  path: '/api/codes',
  tags: ['codes'],
  responses: {
    200: answer(z.record(z.string(), listSchema), 'Every code list with its edition and evidence'),
    ...refusals,
  },
})

/** The code lists (代码表) behind every choice. */
export const codeListRoutes = newRoutes().openapi(read, (c) => {
  const lists = codeLists()
  return c.json(
    Object.fromEntries(
      Object.entries(lists).map(([id, list]) => [id, { ...list, items: [...list.items] }]),
    ),
    200,
  )
})
