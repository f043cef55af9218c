import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

describe('a body', () => {
  it.each([
    ['empty', ' ', 400],
    ['cut off', '{"name":', 400],
    ['a byte order mark first', '\uFEFF{"name":"ab"}', 400],
    ['a NUL inside', String.raw`{"name":"a\u0000b"}`, 400],
    ['a lone surrogate', String.raw`{"name":"\ud800"}`, 400],
    ['the same key twice', '{"name":"ab","name":"cd"}', 400],
    ['__proto__', '{"name":"ab","__proto__":{"x":1}}', 400],
    ['10,000 levels', `{"name":"ab","tags":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 400],
    ['a number beyond all', '{"name":"ab","size":1e400}', 422],
    ['a number as text', '{"name":"ab","size":"118"}', 422],
    ['null', 'null', 422],
    ['a list', '[]', 422],
    ['an unknown field', '{"name":"ab","role":"admin"}', 422],
  ])('with %s is refused', async (_name, text, status) => {
    const refused = await post(text)
    expect(refused.status).toBe(status)
    await problemOf(refused)
    expect(({} as { x?: unknown }).x).toBeUndefined()
  })

  it('in UTF-16 is refused', async () => {
    const body = Buffer.from('{"name":"ab"}', 'utf16le')
    const headers = { cookie, 'Content-Type': 'application/json' }
    const refused = await app.request('/api/things', { method: 'POST', headers, body })
    expect(refused.status).toBe(400)
    expect(await problemOf(refused)).toMatchObject({ code: 'unreadable_json' })
  })

  it('nested too deeply says so', async () => {
    const refused = await post(`{"name":"ab","tags":${'['.repeat(40)}${']'.repeat(40)}}`)
    expect(await problemOf(refused)).toMatchObject({ status: 400, code: 'too_deep' })
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'multipart/form-data; boundary=x',
  ])('sent as %s is refused', async (type) => {
    const refused = await post('{"name":"ab"}', { 'Content-Type': type })
    expect(refused.status).toBe(415)
    await problemOf(refused)
  })

  it('without a type is refused when there is one', async () => {
    const body = new TextEncoder().encode('{"name":"ab"}')
    const refused = await app.request('/api/things', { method: 'POST', headers: { cookie }, body })
    expect(refused.status).toBe(415)
  })

  it('over 256 KiB is refused before it is read', async () => {
    const refused = await post({ name: 'a'.repeat(300_000) })
    expect(await problemOf(refused)).toMatchObject({ status: 413, code: 'too_large' })
  })

  it('with faults names each of them in the language asked for', async () => {
    const wrong = { name: 'a', size: 'x', kind: 'c', extra: 1 }
    const chinese = await problemOf(await post(wrong))
    expect(chinese).toMatchObject({ status: 422, code: 'invalid', detail: '内容不符合要求' })
    expect(chinese.issues).toEqual([
      { path: 'name', code: 'too_small', message: '不能小于 2 个字符' },
      { path: 'size', code: 'invalid_type', message: '应为数字' },
      { path: 'kind', code: 'invalid_value', message: '应为以下之一：a, b' },
      { path: 'extra', code: 'unrecognized_keys', message: '未知字段：extra' },
    ])
    const english = await problemOf(
      await post(wrong, { 'Accept-Language': 'en-GB,en;q=0.9,zh;q=0.5' }),
    )
    expect(english.detail).toBe('Invalid content')
    expect(english.issues).toContainEqual({
      path: 'size',
      code: 'invalid_type',
      message: 'Expected a number',
    })
  })

  it('keeps characters beyond the basic plane', async () => {
    const made = await post({ name: '𠮷林化工' })
    expect(await made.json()).toMatchObject({ name: '𠮷林化工' })
  })
})

describe('an address', () => {
  const get = (at: string) => app.request(at, { headers: { cookie } })

  it.each([
    '/api/things?unknown=1',
    '/api/things?limit=0',
    '/api/things?limit=501',
    '/api/things?limit=x',
    '/api/things?limit=1&limit=2',
    '/api/things?sort=password',
    '/api/session?x=1',
    '/api/health?x',
    '/api/things/%E0%A4%A',
    `/api/things/${'a'.repeat(200)}`,
  ])('%s is a bad parameter', async (at) => {
    const refused = await get(at)
    expect(await problemOf(refused)).toMatchObject({ status: 400, code: 'bad_parameter' })
  })

  it('gives a list its page and order', async () => {
    expect(await (await get('/api/things?sort=-name&limit=20')).json()).toEqual({
      limit: 20,
      sort: '-name',
    })
    expect(await (await get('/api/things')).json()).toEqual({ limit: 50 })
  })

  it.each([
    '/api',
    '/api/',
    '/api/nothing',
    '/api/Health',
    '/api/health/',
    '/api/health/..%2fsession',
    '//api/health',
    '/api//health',
  ])('%s is not found, and never a page', async (at) => {
    const refused = await get(at)
    expect(await problemOf(refused)).toMatchObject({ status: 404, code: 'not_found' })
  })

  it('answers a method it does not know with those it does', async () => {
    for (const method of ['DELETE', 'OPTIONS', 'PATCH']) {
      const refused = await app.request('/api/things', { method, headers: { cookie } })
      expect(await problemOf(refused)).toMatchObject({ status: 405 })
      expect(refused.headers.get('allow')).toBe('POST, GET, HEAD')
    }
  })

  it('is the same for HEAD as for GET, without the body', async () => {
    const refused = await app.request('/api/things', { method: 'HEAD' })
    expect(refused.status).toBe(401)
    expect((await app.request('/api/things', { method: 'HEAD', headers: { cookie } })).status).toBe(
      200,
    )
  })

  it('tells nothing of what went wrong inside', async () => {
    const broken = await get('/api/things/1')
    const problem = await problemOf(broken)
    expect(problem).toMatchObject({
      status: 500,
      code: 'internal',
      requestId: broken.headers.get('x-request-id'),
    })
    expect(JSON.stringify(problem)).not.toContain('canary')
  })
})

describe('a version', () => {
  const put = (headers: Record<string, string>) =>
    app.request('/api/things/1', { method: 'PUT', headers: { cookie, ...headers } })

  it('must be named, be readable and be the current one', async () => {
    expect(await problemOf(await put({}))).toMatchObject({ status: 428 })
    expect(await problemOf(await put({ 'If-Match': '7' }))).toMatchObject({ status: 400 })
    expect(await problemOf(await put({ 'If-Match': '"6"' }))).toMatchObject({
      status: 412,
      current: 7,
    })
    expect((await put({ 'If-Match': '"7"' })).status).toBe(204)
  })
})

describe('an Idempotency-Key', () => {
  it.each(['/api/things', '/api/things/1/notes'])('makes %s happen once', async (at) => {
    const key = { 'Idempotency-Key': `once ${at}`.replaceAll(' ', '-') }
    const first = await post({ name: 'ab' }, key, at)
    const second = await post({ name: 'ab' }, key, at)
    expect(first.status).toBe(201)
    expect(second.status).toBe(201)
    expect(await second.text()).toBe(await first.text())
    for (const name of ['location', 'etag', 'content-type']) {
      expect(second.headers.get(name)).toBe(first.headers.get(name))
    }
    expect(await problemOf(await post({ name: 'cd' }, key, at))).toMatchObject({
      status: 422,
      code: 'idempotency_mismatch',
    })
  })

  it('answers 409 while the first is still running, and lets exactly one through', async () => {
    const key = { 'Idempotency-Key': 'parallel' }
    const answers = await Promise.all(
      Array.from({ length: 10 }, async () => post({ name: 'ab' }, key)),
    )
    expect(answers.map((one) => one.status).sort()).toEqual([201, ...Array<number>(9).fill(409)])
  })

  it('belongs to its principal', async () => {
    const key = { 'Idempotency-Key': 'mine' }
    const mine = await (await post({ name: 'ab' }, key)).text()
    const theirs = await (await post({ name: 'ab' }, { ...key, cookie: things.otherCookie })).text()
    expect(theirs).not.toBe(mine)
  })

  it('is not used up by a refusal', async () => {
    const key = { 'Idempotency-Key': 'refused-first' }
    expect((await post({ name: 'a' }, key)).status).toBe(422)
    expect((await post({ name: 'ab' }, key)).status).toBe(201)
  })
})
