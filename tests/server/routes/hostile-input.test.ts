import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorStatus, isErrorCode } from '#domain/error-code.ts'
import { ROLES } from '#domain/role.ts'
import type { Role } from '#domain/role.ts'
import { ROUTE_POLICIES } from '#server/access/policy.ts'
import { createRandom } from '#server/sample/random.ts'
import { readDataVersion } from '#server/store/meta.ts'
import { verifyStore } from '#server/store/verify.ts'
import { hiddenFrom, knownValues, openHostileCounty } from './hostile-county.ts'
import type { HostileCounty } from './hostile-county.ts'
import { HostileClient, readOperations } from './hostile-requests.ts'
import type { HostileRequest, Operation } from './hostile-requests.ts'
import { PATH_TRICKS } from './hostile-values.ts'

type Asker = Role | 'nobody'

/** The more there is to get wrong, the more is tried. */
function requestsOf({ body, parameters }: Operation): number {
  if (body !== null) return 90
  return parameters.length === 0 ? 20 : 60
}

const SLOWEST_MILLISECONDS = 2_000
/** What no answer may tell of the inside. */
const INSIDE =
  /node_modules|\/server\/|\.ts:\d|\n\s+at |SQLITE_|SqliteError|PostgresError|no such (?:table|column)|ZodError|\/tmp\//
/** Requests that end the session they come in. */
const ENDS_SESSION = ['DELETE /api/session', 'PUT /api/session/password']
/** A body that is wrong as a whole has no place to name. */
const WHOLE_BODY_CODES = [
  'invalid_type',
  'unrecognized_keys',
  'nothing_to_change',
  'too_deep',
  'forbidden_key',
  'duplicate_key',
  'forbidden_character',
]

let county: HostileCounty
let operations: readonly Operation[]
let schemas: Awaited<ReturnType<typeof readOperations>>['schemas']
const cookies = new Map<Asker, string>()

beforeAll(async () => {
  county = await openHostileCounty()
  ;({ operations, schemas } = await readOperations(county.app))
  for (const role of ROLES) cookies.set(role, await county.cookie(role))
})
afterAll(() => county.close())

interface Answered {
  readonly response: Response
  readonly bytes: Buffer
  readonly milliseconds: number
}

async function send({ path, init }: HostileRequest, asker: Asker): Promise<Answered> {
  const headers = new Headers(init.headers)
  if (!headers.has('Cookie')) headers.set('Cookie', cookies.get(asker) ?? '')
  const start = performance.now()
  const response = await county.app.request(path, { ...init, headers })
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
  if (isStream) await response.body?.cancel()
  const bytes = isStream ? Buffer.alloc(0) : Buffer.from(await response.arrayBuffer())
  return { response, bytes, milliseconds: performance.now() - start }
}

/** Everything that is wrong with an answer, whatever was asked. */
function faultsOf({ response, bytes }: Answered, asker: Asker): string[] {
  const faults: string[] = []
  if (response.headers.get('x-request-id') === null) faults.push('no request id')
  // A printed card is for everybody, and so is the page that says there is none.
  const isCard = response.headers.has('x-robots-tag')
  const hidden = isCard ? ['13700000000', '13900000000'] : hiddenFrom(asker)
  for (const canary of hidden) if (bytes.includes(canary)) faults.push(`tells ${canary}`)
  if (response.status < 400) return faults
  if (response.status >= 500) faults.push('is no answer to input')
  const text = bytes.toString('utf8')
  if (INSIDE.test(text)) faults.push('tells of the inside')
  if (isCard && response.status === 404) return faults
  if (!(response.headers.get('content-type') ?? '').startsWith('application/problem+json'))
    return [...faults, `refuses with ${response.headers.get('content-type') ?? 'no type'}`]
  const problem = JSON.parse(text) as {
    status: number
    code: string
    detail: string
    issues?: { path: string; code: string; message: string }[]
  }
  if (!isErrorCode(problem.code) || errorStatus(problem.code) !== response.status)
    faults.push(`code ${problem.code}`)
  if (problem.status !== response.status || problem.detail === '') faults.push('envelope')
  if (problem.issues?.length === 0) faults.push('issues without any')
  for (const issue of problem.issues ?? [])
    if ((issue.path === '' && !WHOLE_BODY_CODES.includes(issue.code)) || issue.message === '')
      faults.push(`issue ${JSON.stringify(issue)}`)
  return faults
}

/** An administrator, who sees every plant, writes none: what stays untouched can then be told. */
function askersOf({ method, key }: Operation): readonly Asker[] {
  const policy = ROUTE_POLICIES[key]?.roles ?? 'anyone'
  if (method === 'GET' || policy === 'anyone') return [...ROLES, 'nobody']
  const allowed = policy.filter((role) => role !== 'admin')
  if (allowed.length === 0) return ['admin', 'bureau', 'nobody']
  return [...allowed, ...allowed, ...allowed, 'planner', 'screen', 'nobody']
}

function describeRequest(asker: Asker, { path, init }: HostileRequest): string {
  const body = typeof init.body === 'string' ? init.body.slice(0, 300) : typeof init.body
  const headers = JSON.stringify([...new Headers(init.headers)]).slice(0, 300)
  return `${asker} ${init.method} ${path.slice(0, 300)} ${headers} ${body}`
}

/** Every row that belongs to a plant, as it is stored; the audit trail tells of them and is left out. */
function storedRows(key: string): string[] {
  const { sqlite } = county.store.engine
  if (sqlite === null) throw new Error('these tests run on SQLite')
  const tables = sqlite
    .prepare<[], { name: string }>("select name from sqlite_master where type = 'table'")
    .all()
    .filter(({ name }) => !/^(?:sqlite_|audit|idempotency|kysely|session|user)/.test(name))
  return tables.flatMap(({ name }) =>
    sqlite
      .prepare<[], object>(`select * from "${name}"`)
      .all()
      .map((row) => `${name} ${JSON.stringify(row)}`)
      .filter((row) => row.includes(`"${key}`)),
  )
}

describe('hostile requests', () => {
  it('to every route are refused in one way, change nothing, and break nothing', async () => {
    expect(operations.length).toBeGreaterThan(50)
    const untouched = storedRows('foreign')
    expect(untouched.length).toBeGreaterThan(15)
    const faults: string[] = []
    const statuses = new Map<number, number>()
    for (const operation of operations) {
      const random = createRandom('hostile', operation.key)
      const client = new HostileClient(random, schemas, knownValues(county.store))
      const askers = askersOf(operation)
      for (let index = 0; index < requestsOf(operation); index += 1) {
        const asker = random.pick(askers)
        if (ENDS_SESSION.includes(operation.key)) cookies.set(asker, await county.cookie(asker))
        const request = await client.request(operation)
        const before = await readDataVersion(county.store)
        let answered = await send(request, asker)
        const { status } = answered.response
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        const found = faultsOf(answered, asker)
        const changed = (await readDataVersion(county.store)) !== before
        if (changed && (request.init.method === 'GET' || status >= 400)) found.push('changed rows')
        // A busy machine may be slow once.
        if (answered.milliseconds > SLOWEST_MILLISECONDS) answered = await send(request, asker)
        if (answered.milliseconds > SLOWEST_MILLISECONDS)
          found.push(`took ${Math.round(answered.milliseconds)} ms`)
        if (found.length > 0)
          faults.push(`${status} ${found.join('; ')} ← ${describeRequest(asker, request)}`)
      }
      if (ENDS_SESSION.includes(operation.key))
        for (const role of ROLES) cookies.set(role, await county.cookie(role))
    }
    expect(faults).toEqual([])
    const total = [...statuses.values()].reduce((sum, count) => sum + count, 0)
    expect(total).toBeGreaterThanOrEqual(3_000)
    // The requests reach every depth: some are taken, and every kind of refusal is among the rest.
    for (const status of [200, 201, 400, 401, 403, 404, 412, 413, 415, 422, 428])
      expect(statuses.get(status) ?? 0, `answers of ${status}`).toBeGreaterThan(0)
    expect(storedRows('foreign')).toEqual(untouched)
    expect((await verifyStore(county.store)).issues).toEqual([])
    expect(({} as { x?: unknown }).x).toBeUndefined()
    expect(
      (await send({ path: '/api/health', init: { method: 'GET' } }, 'nobody')).response.status,
    ).toBe(200)
  }, 120_000)
})

describe('faults of an address', () => {
  const cursorOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

  it.each([
    ['/api/enterprises/%00', 'id'],
    ['/api/enterprises/%FF', 'id'],
    ['/api/hazards/%27%20OR%201=1', 'id'],
    ['/api/density/at?lng=&lat=35.6', 'lng'],
    ['/api/density/at?lng=0x72&lat=35.6', 'lng'],
    ['/api/density/at?lng=114.2', 'lat'],
    ['/api/density/at?lng=114.2&lat=35.6&bandwidth=1e400', 'bandwidth'],
    ['/api/density/at?lng=114.2&lat=35.6&since=%00', 'since'],
    ['/api/tiles/density.json?since=9999-12-31', 'since'],
    ['/api/tiles/density/10/1/1.png?since=2026-04-01&since=2999-01-01', 'since'],
    ['/api/hazards?limit=', 'limit'],
    ['/api/hazards?limit=1e2', 'limit'],
    ['/api/hazards?limit=%D9%A3', 'limit'],
    ['/api/hazards?sort=foundBy', 'sort'],
    ['/api/hazards?__proto__=1', '__proto__'],
    ['/api/health?__proto__=1', '__proto__'],
    ['/api/situation?asOf=9999-12-31', 'asOf'],
    ['/api/situation?from=0000-01-01', 'from'],
    ['/api/hazards?cursor=%00', 'cursor'],
    [`/api/hazards?cursor=${cursorOf(['-foundAt', [], 'x'])}`, 'cursor'],
    [`/api/hazards?cursor=${cursorOf(['-foundAt', ['x', 'y'], 'x'])}`, 'cursor'],
    [`/api/hazards?cursor=${cursorOf(['name', [1, 2], 'x'])}`, 'cursor'],
    ['/api/tiles/hazards/3/8/0.mvt', 'z/x/y'],
    ['/api/tiles/hazards/23/0/0.mvt', 'z/x/y'],
    ['/api/tiles/hazards/1.5/0/0.mvt', 'z'],
    ['/api/tiles/hazards/%D9%A3/0/0.mvt', 'z'],
    ['/api/tiles/hazards/-1/0/0.mvt', 'z'],
    ['/api/tiles/hazards/1/1e9/0.mvt', 'x'],
  ])('%s is refused naming %s', async (path, named) => {
    const answered = await send({ path, init: { method: 'GET' } }, 'bureau')
    expect(answered.response.status).toBe(400)
    const problem = JSON.parse(answered.bytes.toString('utf8')) as { issues: { path: string }[] }
    expect(problem.issues.map((issue) => issue.path)).toEqual([named])
  })
})

describe('days out of all proportion', () => {
  const early = '0000-01-01T00:00:00+14:00'
  it.each([
    ['/api/hazards', { foundAt: early }, 'foundAt'],
    [
      '/api/hazards',
      { deadline: '9999-12-31', hazardLevel: 'major', ruleCode: '示例' },
      'deadline',
    ],
    ['/api/enterprises/own/check-records', { checkedAt: early }, 'checkedAt'],
  ])('are refused by %s: %j', async (path, wrong, named) => {
    const hazard = { enterpriseId: 'own', description: '示例隐患' }
    const body = JSON.stringify(path === '/api/hazards' ? { ...hazard, ...wrong } : wrong)
    const headers = { 'Content-Type': 'application/json' }
    const answered = await send({ path, init: { method: 'POST', headers, body } }, 'bureau')
    expect(answered.response.status).toBe(422)
    const problem = JSON.parse(answered.bytes.toString('utf8')) as { issues: { path: string }[] }
    expect(problem.issues.map((issue) => issue.path)).toEqual([named])
  })
})

describe('another spelling of an address', () => {
  it('leads past no policy', async () => {
    for (const { key, method, path } of operations) {
      if (ROUTE_POLICIES[key]?.roles === 'anyone') continue
      const address = path.replace('{id}', 'own').replaceAll(/\{\w+\}/g, '0')
      for (const [index, trick] of PATH_TRICKS.entries()) {
        const answered = await send({ path: trick(address), init: { method } }, 'nobody')
        const { status, headers } = answered.response
        // A path that climbs out of the interface ends at a page, which knows nobody's rows.
        const isPage = headers.get('content-type')?.startsWith('text/html') ?? false
        if (!isPage) expect(status, `${key} by trick ${index}`).toBeGreaterThanOrEqual(400)
        expect(faultsOf(answered, 'nobody'), `${key} by trick ${index}`).toEqual([])
      }
    }
  })

  it('is no other method either', async () => {
    for (const { key, path } of operations) {
      if (!key.startsWith('GET ') || ROUTE_POLICIES[key]?.roles === 'anyone') continue
      const address = path.replace('{id}', 'own').replaceAll(/\{\w+\}/g, '0')
      for (const method of ['HEAD', 'OPTIONS', 'PROPFIND']) {
        const { status } = (await send({ path: address, init: { method } }, 'nobody')).response
        expect([401, 404, 405], `${method} ${key}`).toContain(status)
      }
    }
  })
})

describe('an answer that is given again', () => {
  it('has every header of the first, and the id of its own request', async () => {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'twice' }
    const request = {
      path: '/api/enterprises/own/persons',
      init: { method: 'POST', headers, body: '{"name":"示例人员"}' },
    }
    const first = await send(request, 'bureau')
    const again = await send(request, 'bureau')
    expect(again.response.headers.get('idempotency-replayed')).toBe('true')
    expect(again.bytes.equals(first.bytes)).toBe(true)
    expect(faultsOf(again, 'bureau')).toEqual([])
    const named = ({ response }: Answered) => [...response.headers.keys()]
    expect(named(again)).toEqual(expect.arrayContaining(named(first)))
  })
})

describe('every writing route', () => {
  /** Asked by somebody who may, about a row of theirs. */
  async function write(operation: Operation, headers: Record<string, string>, body: string | null) {
    const policy = ROUTE_POLICIES[operation.key]?.roles ?? 'anyone'
    const asker = policy === 'anyone' || policy.includes('bureau') ? 'bureau' : 'admin'
    const known = knownValues(county.store)
    const [id = ''] = known.ids(operation.path)
    const [personId = ''] = known.address.personId ?? []
    const path = operation.path.replace('{id}', id).replace('{personId}', personId)
    const init = { method: operation.method, headers, ...(body === null ? {} : { body }) }
    const before = await readDataVersion(county.store)
    const answered = await send({ path, init }, asker)
    expect(await readDataVersion(county.store), operation.key).toBe(before)
    expect(faultsOf(answered, asker), operation.key).toEqual([])
    const problem = JSON.parse(answered.bytes.toString('utf8')) as {
      code: string
      issues?: { path: string; code: string }[]
    }
    return { status: answered.response.status, ...problem }
  }

  const writing = () => operations.filter(({ method }) => method !== 'GET')

  it.each([
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { Origin: 'http://localhost.evil.example' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site', Origin: 'http://localhost' },
  ])('refuses a request of another site: %j', async (headers) => {
    for (const operation of writing()) {
      const type = operation.bodyType ?? 'application/json'
      const refused = await write(operation, { ...headers, 'Content-Type': type }, '{}')
      expect(refused, operation.key).toMatchObject({ status: 403, code: 'csrf' })
    }
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded'])(
    'refuses what a form of another site could send: %s',
    async (type) => {
      for (const operation of writing().filter(({ method }) => method !== 'DELETE')) {
        const refused = await write(operation, { 'Content-Type': type }, '{"a":1}')
        expect(refused, operation.key).toMatchObject({ status: 415, code: 'unsupported_type' })
      }
    },
  )

  it('takes no field that is not its own: whoever sends role, id or version writes none of them', async () => {
    const fields = ['role', 'townshipId', 'ownerId', 'riskLevel', 'createdBy', 'sample', 'archived']
    const random = createRandom('mass assignment')
    const client = new HostileClient(random, schemas, knownValues(county.store))
    const json = writing().filter(({ bodyType }) => bodyType === 'application/json')
    expect(json.length).toBeGreaterThan(12)
    for (const operation of json) {
      const own = Object.keys(schemaOf(operation).properties ?? {})
      const foreign = [...fields, 'id', 'level', 'version', 'updatedAt', 'enterpriseId', 'state']
      for (const field of foreign.filter((name) => !own.includes(name))) {
        const body = client.goodBody(operation).replace(/^\{/, `{"${field}":1,`)
        const headers = { 'Content-Type': 'application/json', 'If-Match': '"1"' }
        const refused = await write(operation, headers, body.replace(/,\}$/, '}'))
        expect(refused, operation.key).toMatchObject({ status: 422, code: 'invalid' })
        const issue = refused.issues?.find(({ code }) => code === 'unrecognized_keys')
        expect(issue?.path, `${operation.key} ${field}`).toBe(field)
      }
    }
  })

  function schemaOf({ body }: Operation): { properties?: object } {
    const name = body?.$ref?.split('/').at(-1)
    return (name === undefined ? body : schemas[name]) ?? {}
  }
})
