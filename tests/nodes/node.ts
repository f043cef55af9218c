import { expect } from 'vitest'
import { z } from 'zod'
import { lngLatToTileFraction } from '#domain/tile.ts'
import { DEMO_PASSWORD, startProduct } from '../e2e/product.ts'
import type { Product } from '../e2e/product.ts'
import { listen } from '../server/live/listening.ts'
import type { Listening } from '../server/live/listening.ts'

const [TILE_X, TILE_Y] = lngLatToTileFraction([114.2, 35.65], 9).map(Math.floor)
const TILE = `9/${String(TILE_X)}/${String(TILE_Y)}`

const situationSchema = z.object({
  kpis: z.array(z.object({ id: z.string(), value: z.number().nullable() })),
})
const healthSchema = z.object({
  following: z.object({
    state: z.string(),
    version: z.number(),
    failure: z.string().nullable(),
  }),
})
const listSchema = z.object({ items: z.array(z.object({ id: z.string() })) })

/** One of several servers on the same database, as those who work with it meet it. */
export interface Node {
  readonly product: Product
  readonly ask: (path: string, as?: string, init?: RequestInit) => Promise<Response>
  /** The figure of open hazards that a planner is shown. */
  readonly openHazards: () => Promise<number>
  /** Tag and bytes of the county's tile of hazards. */
  readonly tile: () => Promise<{ readonly tag: string | null; readonly bytes: string }>
  /** Report a hazard of the demo enterprise: the status of the answer. */
  readonly report: () => Promise<number>
  readonly listen: () => Promise<Listening>
  readonly following: () => Promise<z.infer<typeof healthSchema>['following']>
}

/** Start one more server on a database, in a home of its own. */
export async function startNode(databaseUrl: string): Promise<Node> {
  const product = await startProduct({ DATABASE_URL: databaseUrl, RISKMAP_RATE_LIMIT: '0' })
  const cookies = new Map<string, string>()
  let ownEnterprise: string | undefined

  async function cookieOf(username: string): Promise<string> {
    const known = cookies.get(username)
    if (known !== undefined) return known
    const answer = await fetch(`${product.url}/api/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username, password: DEMO_PASSWORD }),
    })
    expect(answer.status).toBe(200)
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    cookies.set(username, cookie)
    return cookie
  }

  async function ask(path: string, as = 'planner', init: RequestInit = {}): Promise<Response> {
    const headers = { 'Content-Type': 'application/json', Cookie: await cookieOf(as) }
    return fetch(`${product.url}${path}`, { ...init, headers })
  }

  async function read<T>(schema: z.ZodType<T>, path: string, as?: string): Promise<T> {
    const answer = await ask(path, as)
    expect(answer.status, `${path} on ${product.url}`).toBe(200)
    return schema.parse(await answer.json())
  }

  return {
    product,
    ask,
    async openHazards() {
      const { kpis } = await read(situationSchema, '/api/situation')
      return kpis.find(({ id }) => id === 'openHazards')?.value ?? Number.NaN
    },
    async tile() {
      const answer = await ask(`/api/tiles/hazards/${TILE}.mvt`)
      expect(answer.status).toBe(200)
      const bytes = Buffer.from(await answer.arrayBuffer()).toString('base64')
      return { tag: answer.headers.get('etag'), bytes }
    },
    async report() {
      ownEnterprise ??= (await read(listSchema, '/api/enterprises', 'enterprise')).items[0]?.id
      const answer = await ask('/api/hazards', 'enterprise', {
        method: 'POST',
        body: JSON.stringify({
          enterpriseId: ownEnterprise,
          description: '示例：紧急切断阀失效',
          hazardLevel: 'general',
        }),
      })
      await answer.arrayBuffer()
      return answer.status
    },
    async listen() {
      const cookie = await cookieOf('planner')
      return listen((headers) => fetch(`${product.url}/api/events`, { headers }), { cookie })
    },
    following: async () => (await read(healthSchema, '/api/health', 'admin')).following,
  }
}
