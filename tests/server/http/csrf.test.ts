import { describe, expect, it } from 'vitest'
import { isSameOrigin } from '#server/http/csrf.ts'

const HOST = 'localhost:8080'
const PUBLIC_URL = 'https://risk.example.gov.cn'

describe('who may write', () => {
  it.each([
    ['a client that is no browser', undefined, undefined, true],
    ['our own page', 'http://localhost:8080', 'same-origin', true],
    [
      'our own page on plain HTTP, which sends no Sec-Fetch-Site',
      'http://localhost:8080',
      undefined,
      true,
    ],
    ['our own page behind a TLS proxy', 'https://risk.example.gov.cn', 'same-origin', true],
    ['another site', 'https://evil.example', 'cross-site', false],
    ['another site that hides its Origin', undefined, 'cross-site', false],
    ['a neighbour host of the same site', 'http://localhost:9999', 'same-site', false],
    ['another port without Sec-Fetch-Site', 'http://localhost:9999', undefined, false],
    ['a sandboxed frame', 'null', undefined, false],
    ['an Origin that is no URL', 'nonsense', undefined, false],
    [
      'a forged Sec-Fetch-Site beside a foreign Origin',
      'https://evil.example',
      'same-origin',
      false,
    ],
    ['our Origin beside a foreign Sec-Fetch-Site', 'http://localhost:8080', 'cross-site', false],
  ])('%s', (_name, origin, fetchSite, allowed) => {
    const request = { method: 'POST', host: HOST, origin, fetchSite }
    expect(isSameOrigin(request, PUBLIC_URL)).toBe(allowed)
  })

  it('lets anyone read', () => {
    const request = {
      method: 'GET',
      host: HOST,
      origin: 'https://evil.example',
      fetchSite: 'cross-site',
    }
    expect(isSameOrigin(request, PUBLIC_URL)).toBe(true)
  })
})
