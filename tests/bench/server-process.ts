import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { DEMO_PASSWORD, startProduct } from '#tests/e2e/product.ts'
import type { Product } from '#tests/e2e/product.ts'
import type { BenchCounty } from './county.ts'

/** The product as `npm start` runs it, on the home of a county, with someone signed in. */
export interface ServerProcess {
  readonly product: Product
  readonly cookie: string
  readonly startSeconds: number
  /** From the command until all rows are loaded: before that it answers with those there are. */
  readonly loadedSeconds: number
}

const LOOK_MILLISECONDS = 20

/** Start the server on a filled home and let it load all; its limit on requests is off, or it would be what is measured. */
export async function startServerOn({ home }: BenchCounty): Promise<ServerProcess> {
  const start = performance.now()
  const product = await startProduct({
    RISKMAP_HOME: home,
    RISKMAP_RATE_LIMIT: '0',
    LOG_LEVEL: 'error',
  })
  const startSeconds = (performance.now() - start) / 1000
  const cookie = await signIn(product.url)
  while (!(await isLoaded(product.url))) await wait(LOOK_MILLISECONDS)
  return { product, cookie, startSeconds, loadedSeconds: (performance.now() - start) / 1000 }
}

async function isLoaded(url: string): Promise<boolean> {
  const health = (await (await fetch(`${url}/api/health`)).json()) as { readonly status: string }
  return health.status === 'ok'
}

async function signIn(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username: 'planner', password: DEMO_PASSWORD }),
  })
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0]
  if (cookie === undefined) throw new Error(`no session: ${answer.status} ${await answer.text()}`)
  return cookie
}

/** Resident memory of the server process, without its launcher; null where the system has no /proc. */
export function residentMegabytes({ product }: ServerProcess): number | null {
  if (process.platform !== 'linux') return null
  const read = (file: string) => readFileSync(`/proc/${file}`, 'utf8')
  const child = read(`${product.pid}/task/${product.pid}/children`).trim().split(' ')[0] ?? ''
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(read(`${child}/status`))?.[1]
  return Number(kilobytes) / 1024
}
