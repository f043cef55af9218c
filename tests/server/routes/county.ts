import type { Polygon } from 'geojson'
import { afterAll, beforeAll } from 'vitest'
import type { Georeference } from '#domain/georeference.ts'
import type { PlanFrame } from '#domain/plan.ts'
import type { LevelPair } from '#domain/risk-level.ts'
import { insertEnterprises } from '#server/store/enterprise.ts'
import { insertPersons } from '#server/store/person.ts'
import { putRegions } from '#server/store/region.ts'
import { addAccount, cookieOf, openApplication } from '#tests/server/http/application.ts'
import type { TestApplication, TestClock } from '#tests/server/http/application.ts'
import { anEnterprise } from '#tests/server/store/ledger.ts'

/** Who asks in these tests: accounts of one county with two plants in two townships. */
export type Asker = 'admin' | 'bureau' | 'planner' | 'township' | 'mine' | 'other'

/** What these tests read out of answers; every other field is there to be compared. */
export interface AnswerBody {
  readonly [field: string]: unknown
  readonly id: string
  readonly version: number
  readonly total: number
  readonly level: number | null
  readonly nextCursor: string | null
  readonly position: readonly [number, number]
  readonly issues: readonly { readonly path: string; readonly code: string }[]
  readonly to: string
  readonly kind: string
  readonly code: string
  readonly zoneId: string | null
  readonly value: number
  readonly silent: number
  readonly riskPoints: readonly AnswerBody[]
  readonly items: readonly AnswerBody[]
  readonly moves: readonly AnswerBody[]
  readonly kpis: readonly AnswerBody[]
  readonly byLevel: readonly AnswerBody[]
  readonly byTownship: readonly AnswerBody[]
  readonly zones: readonly { readonly level: LevelPair; readonly geometry: Polygon }[]
  readonly frame: PlanFrame & { readonly georeference: Georeference }
}

/** One answer, its body read. */
export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Uint8Array
  readonly text: string
  readonly body: AnswerBody
}

export interface CountyUnderTest {
  readonly application: TestApplication
  /** Ask as somebody: JSON unless the body is a form. */
  readonly ask: (
    who: Asker,
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answered>
}

export const MINE = 'enterprise-mine'
export const OTHER = 'enterprise-other'
export const MY_PERSONS = ['person-wang', 'person-li'] as const
export const THEIR_PERSON = 'person-zhao'

const person = (id: string, enterpriseId: string, name: string) => ({
  id,
  enterpriseId,
  name,
  department: '安全科',
  post: '安全员',
  phone: '13900000000',
  sample: false,
})

const township = (code: string, name: string) => ({
  code,
  name,
  kind: 'township' as const,
  parentCode: '410622',
  seat: null,
  geometry: null,
  source: null,
  illustrative: true,
  areaKm2: null,
  sample: false,
})

/** A county of its own for a file of tests, opened before them and closed after. */
export function countyUnderTest(clock?: TestClock): CountyUnderTest {
  let application: TestApplication | undefined
  const cookies = new Map<Asker, string>()
  const opened = (): TestApplication => {
    if (application === undefined) throw new Error('the county opens before the first test')
    return application
  }

  beforeAll(async () => {
    application = await openApplication(clock === undefined ? {} : { clock })
    const { services } = application
    await services.store.transact({ actor: 'test', action: 'test.fill' }, async (tx) => {
      await putRegions(tx, [
        {
          code: '410622',
          name: '淇县',
          kind: 'county',
          parentCode: null,
          seat: [114.197, 35.607],
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [114, 35.4],
                [114.4, 35.4],
                [114.4, 35.8],
                [114, 35.8],
                [114, 35.4],
              ],
            ],
          },
          source: '示例',
          illustrative: true,
          areaKm2: null,
          sample: false,
        },
        township('410622101', '高村镇'),
        township('410622102', '北阳镇'),
      ])
      await insertEnterprises(tx, [
        anEnterprise({ id: MINE, name: '示例甲厂', township: '410622101', uscc: null }),
        anEnterprise({ id: OTHER, name: '示例乙厂', township: '410622102', uscc: null }),
      ])
      await insertPersons(tx, [
        person(MY_PERSONS[0], MINE, '王某'),
        person(MY_PERSONS[1], MINE, '李某'),
        person(THEIR_PERSON, OTHER, '赵某'),
      ])
    })
    const county = { regions: ['410622'], county: '410622' }
    await addAccount(services, 'admin', 'admin')
    await addAccount(services, 'bureau', 'bureau', county)
    await addAccount(services, 'planner', 'planner', county)
    await addAccount(services, 'township', 'township', { regions: ['410622101'] })
    await addAccount(services, 'mine', 'enterprise', { enterprises: [MINE] })
    await addAccount(services, 'other', 'enterprise', { enterprises: [OTHER] })
    for (const who of ['admin', 'bureau', 'planner', 'township', 'mine', 'other'] as const)
      cookies.set(who, await cookieOf(services, who))
  })
  afterAll(() => application?.close())

  return {
    get application() {
      return opened()
    },
    async ask(who, method, path, body, headers = {}) {
      const isForm = body instanceof FormData
      const response = await opened().app.request(path, {
        method,
        headers: {
          cookie: cookies.get(who) ?? '',
          ...(body === undefined || isForm ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isForm ? body : textOf(body) }),
      })
      const bytes = new Uint8Array(await response.arrayBuffer())
      const text = new TextDecoder().decode(bytes)
      const isJson = response.headers.get('content-type')?.includes('json') ?? false
      return {
        status: response.status,
        headers: response.headers,
        bytes,
        text,
        body: (isJson ? JSON.parse(text) : {}) as AnswerBody,
      }
    },
  }
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}

/** The header of a writer who has seen a version. */
export const seen = (version: number) => ({ 'If-Match': `"${version}"` })

/** A square ring from a corner, counter-clockwise. */
export function square(
  x: number,
  y: number,
  side: number,
): { type: 'Polygon'; coordinates: number[][][] } {
  return {
    type: 'Polygon',
    coordinates: [
      [
        [x, y],
        [x + side, y],
        [x + side, y + side],
        [x, y + side],
        [x, y],
      ],
    ],
  }
}

/** A zone as a client sends it. */
export const zone = (id: string, geometry: unknown, over: object = {}) => ({
  id,
  name: `示例分区 ${id}`,
  kind: 'production',
  department: null,
  personId: null,
  geometry,
  ...over,
})

/** Two control points about 100 m apart at the plant. */
export const GEOREFERENCE = {
  kind: 'similarity',
  controlPoints: [
    { plan: [0, 0], lngLat: [114.197, 35.607] },
    { plan: [100, 0], lngLat: [114.198104, 35.607] },
  ],
}

/** The body of a save that leaves a plan as it is, but for what is said. */
export function bodyOf(plan: AnswerBody, over: object = {}): object {
  const { id: _id, enterpriseId: _enterprise, version: _version, ...rest } = plan
  return { ...rest, ...over }
}
