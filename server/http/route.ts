/**
 * How a noun's routes are written: one file a noun, chained, so that the client's types follow.
 *
 *     const read = createRoute({
 *       method: 'get',
 *       path: '/api/enterprises/{id}',
 *       tags: ['enterprises'],
 *       request: { params: idParameter },
 *       responses: { 200: answer(enterpriseSchema, 'The enterprise'), ...refusals },
 *     })
 *
 *     export const enterpriseRoutes = newRoutes().openapi(read, async (c) => {
 *       const { store } = c.var.services
 *       const enterprise = await findEnterprise(store, c.req.valid('param').id)
 *       if (enterprise === null) throw new AppError('not_found')
 *       return c.json(toAnswer(enterprise, c.var.scope), 200, { ETag: versionTag(enterprise.version) })
 *     })
 *
 * Then mount it in `app.ts` with `.route('/', enterpriseRoutes)` and give every route its line in
 * `access/policy.ts`; a route without one is refused and fails the tests.
 *
 * - Middleware has already checked session, role, whether the id in the path is in scope, rate and
 *   body; a handler never does. What it must do: pass `c.var.scope` to every list, count and tile,
 *   and resolve ids that come in a body with `requireInScope`.
 * - Query parameters: `strictQuery({ … })`; unknown ones answer 400. Bodies: `jsonBody(z.strictObject(…))`.
 * - Refusals are thrown: `throw new AppError(code, { issues })`. Nobody else writes one.
 * - Reading: `findX(store, …)`. Writing: `store.transact(audited(c, 'noun.verb', subject), (tx) => …)`.
 * - A POST that creates: `createOnce(c, audited(c, 'noun.create'), async (tx) => ({ body, location,
 *   version }))`, which also keeps the answer for its `Idempotency-Key`; then
 *   `c.json(made.body, 201, made.headers)`.
 * - PATCH, PUT, DELETE, transitions, revisions: `const seen = requireVersion(c)` first, hand it to the
 *   store's function as the expected version, and `acceptWritten(await store.transact(…))` turns what
 *   comes back into the row, 404 or 412.
 */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { AppEnvironment } from './environment.ts'
import { refuseInvalid } from './validate.ts'

/** A fresh set of routes with the one validation hook. */
export function newRoutes(): OpenAPIHono<AppEnvironment> {
  return new OpenAPIHono<AppEnvironment>({ defaultHook: refuseInvalid })
}

/** A JSON answer in a route's `responses`. */
export function answer<T extends z.ZodType>(schema: T, description: string) {
  return { description, content: { 'application/json': { schema } } } as const
}

/** An answer without a body. */
export function emptyAnswer(description: string) {
  return { description } as const
}

/** A required JSON body in a route's `request`. */
export function jsonBody<T extends z.ZodType>(schema: T) {
  return { required: true, content: { 'application/json': { schema } } } as const
}

/** Query parameters of a route: these and no others. */
export function strictQuery<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape)
}

/** An id as it stands in paths and bodies: opaque, and short. */
export const idSchema = z.string().regex(/^[\w.:-]{1,80}$/, '编号格式不正确')

export const idParameter = z.object({ id: idSchema })

const issueSchema = z.object({ path: z.string(), code: z.string(), message: z.string() })

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    requestId: z.string().optional(),
    current: z.number().int().optional(),
    issues: z.array(issueSchema).optional(),
  })
  .openapi('Problem')

const problemAnswer = {
  description: 'A refusal (RFC 9457)',
  content: { 'application/problem+json': { schema: problemSchema } },
} as const

/** The refusals every route may give; spread into its `responses`. */
export const refusals = { '4XX': problemAnswer, '5XX': problemAnswer } as const

const DECIMAL = /^-?\d+(?:\.\d+)?$/

/** A number in a query, in digits: nothing else is taken for one, least of all an empty value for 0. */
export function queryNumber(schema: z.ZodNumber) {
  return z.preprocess(
    (text) => (typeof text === 'string' && DECIMAL.test(text) ? Number(text) : text),
    schema,
  )
}

const pageShape = {
  limit: queryNumber(z.number().int().min(1).max(500)).default(50),
  cursor: z.string().max(500).optional(),
}

/**
 * Query parameters of a list: page, order from a named set, and what else the list takes.
 * Shape: `sort=field` ascending, `sort=-field` descending
 */
export function listQuery<const F extends readonly [string, ...string[]], T extends z.ZodRawShape>(
  sortFields: F,
  shape: T,
) {
  const orders = sortFields.flatMap((field) => [field, `-${field}`]) as SortOrder<F>[]
  return z.strictObject({
    ...pageShape,
    sort: z.enum(orders as [SortOrder<F>, ...SortOrder<F>[]]).optional(),
    ...shape,
  })
}

export type SortOrder<F extends readonly string[]> = F[number] | `-${F[number]}`

/** The answer of a list. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    total: z.number().int(),
    nextCursor: z.string().nullable(),
  })
}

export { createRoute, z }
