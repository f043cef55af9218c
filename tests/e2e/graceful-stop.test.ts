import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { listen } from '#tests/server/live/listening.ts'
import { eventually } from './journey.ts'
import { DEMO_PASSWORD, startProduct } from './product.ts'
import type { Product } from './product.ts'

const STREAMS = 50
const WORKERS = 8
const ENDED_WITHIN_SECONDS = 10
const ASKED = ['/api/situation', '/api/enterprises?limit=500', '/api/hazards?limit=500']

let product: Product | null = null
afterEach(() => product?.stop())

async function signIn(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username: 'planner', password: DEMO_PASSWORD }),
  })
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

/** The server itself, whose launcher was started; null where the system does not tell. */
function serverPid({ pid }: Product): number | null {
  const file = `/proc/${pid}/task/${pid}/children`
  return existsSync(file) ? Number(readFileSync(file, 'utf8').trim().split(' ')[0]) : null
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Ask one thing after another until nobody answers; answers that stopped halfway are counted. */
async function load(url: string, cookie: string, told: { statuses: number[]; halves: number }) {
  for (let count = 0; ; count += 1) {
    let response: Response
    try {
      const at = ASKED[count % ASKED.length] ?? '/'
      response = await fetch(`${url}${at}`, { headers: { cookie } })
    } catch {
      return
    }
    try {
      await response.json()
      told.statuses.push(response.status)
    } catch {
      told.halves += 1
    }
  }
}

describe('a stop under load', () => {
  test('finishes every answer, sends the streams away, closes the database, leaves nobody', async () => {
    product = await startProduct({ RISKMAP_RATE_LIMIT: '0' })
    const { url, home } = product
    const cookie = await signIn(url)
    const streams = await Promise.all(
      Array.from({ length: STREAMS }, () =>
        listen((headers) => fetch(`${url}/api/events`, { headers }), { cookie }),
      ),
    )
    for (const stream of streams) expect(stream.status).toBe(200)
    await eventually(() => streams.filter(({ heard }) => heard.length > 0).length).toBe(
      streams.length,
    )

    const told = { statuses: [] as number[], halves: 0 }
    const workers = Array.from({ length: WORKERS }, () => load(url, cookie, told))
    await eventually(() => told.statuses.length).toBeGreaterThan(20)

    const child = serverPid(product)
    const askedAt = performance.now()
    const code = await product.end('SIGTERM')
    const seconds = (performance.now() - askedAt) / 1000
    await Promise.all(workers)

    expect(code).toBe(0)
    expect(seconds).toBeLessThan(ENDED_WITHIN_SECONDS)
    expect(told.halves).toBe(0)
    for (const status of told.statuses) expect([200, 503]).toContain(status)
    for (const stream of streams) {
      await eventually(() => stream.hasEnded()).toBe(true)
      expect(stream.text()).toMatch(/retry: \d{4,5}\n\n$/)
    }
    if (child !== null) expect(isRunning(child)).toBe(false)
    const log = path.join(home, 'riskmap.db-wal')
    expect(existsSync(log) ? statSync(log).size : 0).toBe(0)
  })

  test('that is asked for twice ends it once', async () => {
    product = await startProduct()
    const first = product.end('SIGTERM')
    await product.end('SIGINT')
    expect(await first).toBe(0)
  })
})

describe('a stop while it starts', () => {
  test('is heeded as soon as it has started', async () => {
    const home = mkdtempSync(path.join(tmpdir(), 'riskmap-early-'))
    const child = spawn(process.execPath, ['server/run.mjs', 'node', 'server/start.ts'], {
      env: { ...process.env, PORT: '0', RISKMAP_HOME: home, LOG_LEVEL: 'warn' },
      stdio: 'ignore',
    })
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
    await expect
      .poll(() => existsSync(path.join(home, 'riskmap.db')), { timeout: 60_000 })
      .toBe(true)
    const askedAt = performance.now()
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect((performance.now() - askedAt) / 1000).toBeLessThan(ENDED_WITHIN_SECONDS)
    rmSync(home, { recursive: true, force: true })
  })
})
