import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { ROLES } from '#domain/role.ts'
import { ROUTE_POLICIES } from '#server/access/policy.ts'
import { createApp } from '#server/app.ts'
import { checkVersion, requireVersion } from '#server/http/etag.ts'
import {
  answer,
  createRoute,
  emptyAnswer,
  idParameter,
  jsonBody,
  listQuery,
  newRoutes,
  refusals,
  z,
} from '#server/http/route.ts'
import { audited, createOnce } from '#server/http/write.ts'
import { addAccount, cookieOf, jsonRequest, openApplication } from './application.ts'
import type { TestApplication } from './application.ts'

const thingSchema = z.object({ id: z.string(), name: z.string() })
const bodySchema = z.strictObject({
  name: z.string().min(2),
  size: z.number().optional(),
  kind: z.enum(['a', 'b']).optional(),
  tags: z.unknown().optional(),
})

/** Routes that behave like a noun's, to try what stands in front of all of them. */
function thingRoutes() {
  let made = 0
  return newRoutes()
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/things',
        request: { body: jsonBody(bodySchema) },
        responses: { 201: answer(thingSchema, 'Made'), ...refusals },
      }),
      async (c) => {
        const { name } = c.req.valid('json')
        const { body, headers } = await createOnce(c, audited(c, 'thing.create'), async () => {
          made += 1
          await new Promise((resolve) => setTimeout(resolve, 30))
          return {
            body: { id: `thing-${made}`, name },
            location: `/api/things/${made}`,
            version: 1,
          }
        })
        return c.json(body, 201, headers)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/things/{id}/notes',
        request: { params: idParameter, body: jsonBody(bodySchema) },
        responses: { 201: answer(thingSchema, 'Noted'), ...refusals },
      }),
      (c) => {
        made += 1
        return c.json({ id: `note-${made}`, name: c.req.valid('json').name }, 201)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/things',
        request: { query: listQuery(['name'], { q: z.string().optional() }) },
        responses: { 200: answer(z.unknown(), 'What was understood'), ...refusals },
      }),
      (c) => c.json(c.req.valid('query'), 200),
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/api/things/{id}',
        request: { params: idParameter },
        responses: { 204: emptyAnswer('Put'), ...refusals },
      }),
      (c) => {
        checkVersion(requireVersion(c), 7)
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/things/{id}',
        request: { params: idParameter },
        responses: { 204: emptyAnswer('Broken'), ...refusals },
      }),
      () => {
        throw new Error('select secret from canary')
      },
    )
}

const OPEN = { roles: ROLES }
const policies = {
  ...ROUTE_POLICIES,
  'POST /api/things': OPEN,
  'POST /api/things/:id/notes': OPEN,
  'GET /api/things': OPEN,
  'PUT /api/things/:id': OPEN,
  'GET /api/things/:id': OPEN,
}

/** The real application with the routes of one more noun, two people, and built pages. */
export interface ThingApplication extends TestApplication {
  readonly cookie: string
  readonly otherCookie: string
  readonly post: (body: unknown, headers?: Record<string, string>, at?: string) => Promise<Response>
}

export async function openThingApplication(): Promise<ThingApplication> {
  const application = await openApplication()
  const { services } = application
  await addAccount(services, 'zhang', 'planner')
  await addAccount(services, 'li', 'planner')
  const cookie = await cookieOf(services, 'zhang')
  const otherCookie = await cookieOf(services, 'li')
  const buildDirectory = await writeBuild()
  const app = createApp(services, { buildDirectory, policies })
  app.route('/', thingRoutes())
  return {
    ...application,
    app,
    cookie,
    otherCookie,
    post: async (body, headers = {}, at = '/api/things') =>
      app.request(at, jsonRequest('POST', body, { cookie, ...headers })),
    close: async () => {
      await application.close()
      await rm(buildDirectory, { recursive: true })
    },
  }
}

async function writeBuild(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'riskmap-build-'))
  await mkdir(path.join(directory, 'assets'))
  await writeFile(path.join(directory, 'index.html'), '<!doctype html><title>风险一张图</title>')
  const script = 'export const answer = 42\n'.repeat(200)
  await writeFile(path.join(directory, 'assets', 'main-a1b2c3.js'), script)
  await writeFile(path.join(directory, 'assets', 'main-a1b2c3.js.gz'), gzipSync(script))
  return directory
}

/** What every refusal must be, whatever was refused. */
export async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
  expect(response.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/)
  const problem = z
    .looseObject({ code: z.string(), detail: z.string() })
    .parse(await response.json())
  expect(problem.status).toBe(response.status)
  return problem
}
