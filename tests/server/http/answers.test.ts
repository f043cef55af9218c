import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from '@hono/zod-openapi'
import { startServer } from '#server/http/server.ts'
import { addAccount, cookieOf, openApplication } from './application.ts'
import { openThingApplication, problemOf } from './thing-application.ts'
import type { ThingApplication } from './thing-application.ts'

let things: ThingApplication
let app: ThingApplication['app']
let post: ThingApplication['post']
let cookie: string

beforeAll(async () => {
  things = await openThingApplication()
  ;({ app, post, cookie } = things)
})
afterAll(() => things.close())

describe('every answer', () => {
  it('is guarded against framing, sniffing and foreign code', async () => {
    for (const at of ['/api/health', '/', '/api/nothing', '/assets/main-a1b2c3.js']) {
      const { headers } = await app.request(at)
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'self'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
          "font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
      )
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('x-powered-by')).toBeNull()
    }
  })

  it('of data is private and kept by nobody', async () => {
    const { headers } = await app.request('/api/things', { headers: { cookie } })
    expect(headers.get('cache-control')).toBe('private, no-store')
    expect(headers.get('vary')).toContain('Cookie')
  })

  it('to a cross-site write is a refusal', async () => {
    const refused = await post({ name: 'ab' }, { Origin: 'https://evil.example' })
    expect(await problemOf(refused)).toMatchObject({ status: 403, code: 'csrf' })
  })
})

describe('the pages', () => {
  it.each([
    '/',
    '/sign-in?code=x',
    '/county',
    '/screen',
    '/enterprises/abc',
    '/plans/abc/sheet',
    '/help',
  ])('%s is the application', async (at) => {
    const page = await app.request(at)
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(page.headers.get('cache-control')).toBe('no-cache')
    expect(await page.text()).toContain('风险一张图')
  })

  it('serves hashed files for good, packed where the asker unpacks', async () => {
    const plain = await app.request('/assets/main-a1b2c3.js')
    expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(await plain.text()).toContain('answer = 42')
    const packed = await app.request('/assets/main-a1b2c3.js', {
      headers: { 'Accept-Encoding': 'gzip' },
    })
    expect(packed.headers.get('content-encoding')).toBe('gzip')
  })

  it.each([
    '/nothing',
    '/assets/missing.js',
    '/..%2f..%2fpackage.json',
    '/assets/..%5c..%5cindex.html',
    '/%00',
  ])('%s is not found', async (at) => {
    expect((await app.request(at)).status).toBe(404)
  })

  it('cannot be written to', async () => {
    expect((await app.request('/county', { method: 'POST' })).status).toBe(404)
  })
})

describe('the rate', () => {
  it('of a principal, and of an address before signing in, is 50 a second', async () => {
    const limited = await openApplication({ environment: { RISKMAP_RATE_LIMIT: '1' } })
    await addAccount(limited.services, 'zhang', 'planner')
    await addAccount(limited.services, 'li', 'planner')
    const mine = { headers: { cookie: await cookieOf(limited.services, 'zhang') } }
    const flood = await Promise.all(
      Array.from({ length: 80 }, async () => limited.app.request('/api/session', mine)),
    )
    const refused = flood.filter((one) => one.status === 429)
    expect(refused.length).toBe(30)
    const [first] = refused
    expect(first && (await problemOf(first)).code).toBe('too_many_requests')
    expect(first?.headers.get('retry-after')).toBe('1')
    const theirs = { headers: { cookie: await cookieOf(limited.services, 'li') } }
    expect((await limited.app.request('/api/session', theirs)).status).toBe(200)
    const strangers = await Promise.all(
      Array.from({ length: 60 }, async () => limited.app.request('/api/health')),
    )
    expect(strangers.filter((one) => one.status === 429).length).toBe(10)
    await limited.close()
  })
})

describe('on a socket', () => {
  /** Send bytes as they are and read until the other side closes. */
  function exchange(port: number, parts: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1')
      let received = ''
      socket.on('data', (data) => (received += data.toString('utf8')))
      socket.on('close', () => resolve(received))
      socket.on('error', (error) => (received === '' ? reject(error) : resolve(received)))
      for (const part of parts) socket.write(part)
    })
  }

  it('stops a chunked body without a length at the limit, and closes in good time', async () => {
    const config = { ...things.services.config, port: 0 }
    const closing = new AbortController()
    const server = await startServer(app, config, closing)
    const head =
      `POST /api/things HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\nConnection: close\r\n` +
      'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n'
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`
    const answer = await exchange(server.port, [
      head,
      chunk,
      chunk,
      chunk,
      chunk,
      chunk,
      '0\r\n\r\n',
    ])
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    const both = `POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n`
    expect(await exchange(server.port, [both])).toMatch(/^HTTP\/1\.1 400 /)
    const startedAt = performance.now()
    await server.close()
    expect(closing.signal.aborted).toBe(true)
    expect(performance.now() - startedAt).toBeLessThan(10_000)
  })

  it('refuses to listen in plain HTTP on a public address', async () => {
    const config = { ...things.services.config, port: 0, host: '203.0.113.1' }
    await expect(startServer(app, config, new AbortController())).rejects.toThrow('TLS_CERT')
  })
})

describe('the service', () => {
  it('tells how much it holds, without a session', async () => {
    const health: unknown = await (await app.request('/api/health')).json()
    expect(health).toMatchObject({
      status: 'ok',
      counts: { enterprises: 0, riskPoints: 0, hazards: 0 },
    })
    expect(health).toHaveProperty('version', expect.stringMatching(/^\d+\.\d+\.\d+$/))
  })

  it('is ready until it closes', async () => {
    const ending = await openApplication()
    expect((await ending.app.request('/readyz')).status).toBe(200)
    ending.closing.abort()
    expect((await ending.app.request('/readyz')).status).toBe(503)
    await ending.close()
  })

  it('describes itself, tile endings included', async () => {
    const document = z
      .object({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) })
      .parse(await (await app.request('/api/openapi.json')).json())
    expect(document.openapi).toBe('3.1.0')
    expect(document.paths).toHaveProperty(['/api/session', 'post'])
    for (const at of Object.keys(document.paths)) expect(at).not.toMatch(/\{y\}$/)
  })
})
