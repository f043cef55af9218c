import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnvironment } from '#server/http/environment.ts'
import { answer, createRoute, newRoutes, refusals, z } from '#server/http/route.ts'
import { productVersion } from '#server/product-version.ts'

const read = createRoute({
  method: 'get',
  path: '/api/openapi.json',
  tags: ['service'],
  responses: {
    200: answer(z.record(z.string(), z.unknown()), 'OpenAPI 3.1 document'),
    ...refusals,
  },
})

/**
 * The contract as the server itself states it.
 * Shape: the application whose routes are described, asked when the first reader comes
 */
export function openapiRoutes(app: OpenAPIHono<AppEnvironment>) {
  let document: Record<string, unknown> | null = null
  return newRoutes().openapi(read, (c) => {
    document ??= describe(app)
    return c.json(document, 200)
  })
}

function describe(app: OpenAPIHono<AppEnvironment>): Record<string, unknown> {
  const { paths, ...rest } = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Riskmap', version: productVersion() },
  })
  return { ...rest, paths: withTileEndings(paths ?? {}) }
}

const ENDINGS: Readonly<Record<string, string>> = { density: 'png' }

/** Routing takes `{y}` whole, ending included; readers of the document want the ending in the path. */
function withTileEndings(paths: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => {
      const noun = /^\/api\/tiles\/([\w-]+)\/\{z\}\/\{x\}\/\{y\}$/.exec(path)?.[1]
      return [noun === undefined ? path : `${path}.${ENDINGS[noun] ?? 'mvt'}`, item]
    }),
  )
}
