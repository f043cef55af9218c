import { readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createApp } from '#server/app.ts'
import { readConfig } from '#server/config.ts'
import { startServer } from '#server/http/server.ts'
import { temporaryDirectory } from '#tests/server/store/engines.ts'
import { addAccount, openApplication, TEST_PASSWORD } from './application.ts'

const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures/tls')
const certificate = path.join(FIXTURES, 'certificate.pem')
const key = path.join(FIXTURES, 'key.pem')
const room = temporaryDirectory()
afterAll(() => room.remove())

const written = (name: string, text: string): string => {
  const file = path.join(room.path, name)
  writeFileSync(file, text)
  return file
}

describe('certificate files', () => {
  it.each([
    ['a missing certificate', { TLS_CERT: '/none.pem', TLS_KEY: key }, /TLS_CERT .*无法读取/],
    ['a missing key', { TLS_CERT: certificate, TLS_KEY: '/none.pem' }, /TLS_KEY .*无法读取/],
    ['a key for a certificate', { TLS_CERT: key, TLS_KEY: key }, /TLS_CERT .*PEM/],
    ['a certificate for a key', { TLS_CERT: certificate, TLS_KEY: certificate }, /TLS_KEY .*PEM/],
    [
      'the key of another certificate',
      { TLS_CERT: certificate, TLS_KEY: path.join(FIXTURES, 'other-key.pem') },
      /TLS_KEY .*不是证书/,
    ],
    ['an empty file', { TLS_CERT: written('empty.pem', ''), TLS_KEY: key }, /TLS_CERT .*PEM/],
  ])('are refused at the start with %s', async (_name, files, message) => {
    const config = readConfig({ PORT: '0', ...files })
    const app = { fetch: () => new Response('') }
    await expect(startServer(app, config, new AbortController())).rejects.toThrow(message)
  })

  it('one without the other is refused', () => {
    expect(() => readConfig({ TLS_CERT: certificate })).toThrow('belong together')
  })
})

interface Answer {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
}

function ask(port: number, method: string, address: string, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: 'localhost',
        port,
        method,
        path: address,
        ca: readFileSync(certificate),
        headers: body === '' ? {} : { 'Content-Type': 'application/json' },
      },
      (response) => {
        response.resume()
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers }),
        )
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })
}

describe('over TLS', () => {
  it('the cookie is bound to the host, and browsers are told to stay', async () => {
    const application = await openApplication({
      environment: { PORT: '0', TLS_CERT: certificate, TLS_KEY: key },
    })
    await addAccount(application.services, 'anna', 'bureau', { county: '410622' })
    const { config } = application.services
    const server = await startServer(createApp(application.services), config, application.closing)
    const account = JSON.stringify({ username: 'anna', password: TEST_PASSWORD })
    const signedIn = await ask(server.port, 'POST', '/api/session', account)
    expect(signedIn.status).toBe(200)
    expect(signedIn.headers['strict-transport-security']).toMatch(/max-age=\d{7,}/)
    const [cookie = ''] = signedIn.headers['set-cookie'] ?? []
    expect(cookie).toMatch(/^__Host-riskmap=/)
    for (const flag of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/'])
      expect(cookie).toContain(flag)
    await server.close()
    await application.close()
  })

  it('behind a proxy that ends it, cookie and header are the same', async () => {
    const { app, services, close } = await openApplication({
      environment: { PUBLIC_URL: 'https://map.example.test', TRUSTED_PROXIES: '127.0.0.1' },
    })
    await addAccount(services, 'anna', 'bureau', { county: '410622' })
    const answer = await app.request('http://127.0.0.1:8080/api/session', {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Origin: 'https://map.example.test',
        'X-Forwarded-Proto': 'https',
      },
      body: JSON.stringify({ username: 'anna', password: TEST_PASSWORD }),
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('set-cookie')).toMatch(/^__Host-riskmap=.*Secure/)
    expect(answer.headers.get('strict-transport-security')).not.toBeNull()
    await close()
  })

  it('a port that is taken is told with what to do', async () => {
    const app = { fetch: () => new Response('') }
    const first = await startServer(app, readConfig({ PORT: '0' }), new AbortController())
    const second = readConfig({ PORT: String(first.port) })
    await expect(startServer(app, second, new AbortController())).rejects.toThrow('端口已被')
    await first.close()
  })
})
