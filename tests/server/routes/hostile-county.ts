import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Role } from '#domain/role.ts'
import { lngLatToTileFraction } from '#domain/tile.ts'
import { createApp } from '#server/app.ts'
import { findEnterprise } from '#server/store/enterprise.ts'
import { findHazard } from '#server/store/hazard.ts'
import { findPlan } from '#server/store/plan.ts'
import { findRiskPoint } from '#server/store/risk-point.ts'
import type { Store } from '#server/store/transact.ts'
import {
  addAccount,
  cookieOf,
  openApplication,
  screenCookie,
} from '#tests/server/http/application.ts'
import type { KnownValues } from './hostile-requests.ts'
import { insertRegions } from './regions.ts'
import { canaryOf, insertWholePlant, plantIds } from './whole-plant.ts'

/** Three plants: the asker's own, one beside it of another sector, one of another county. */
const PLANTS = ['own', 'sibling', 'foreign'] as const
type Plant = (typeof PLANTS)[number]

/** Whose rows each asker may read in full; a screen reads no single row. */
const READABLE: Readonly<Record<Role | 'nobody', readonly Plant[]>> = {
  admin: PLANTS,
  bureau: ['own', 'sibling'],
  department: ['own'],
  township: ['own', 'sibling'],
  expert: ['own'],
  enterprise: ['own'],
  planner: ['own', 'sibling'],
  superior: ['own', 'sibling'],
  screen: [],
  nobody: [],
}

const COUNTY = { regions: ['410622'], county: '410622' }
const ACCOUNTS = {
  admin: {},
  bureau: COUNTY,
  department: { ...COUNTY, sectors: ['WH'] },
  township: { ...COUNTY, regions: ['410622101'] },
  expert: { enterprises: ['own'] },
  enterprise: { enterprises: ['own'] },
  planner: COUNTY,
  superior: COUNTY,
} as const

export interface HostileCounty {
  readonly store: Store
  readonly app: ReturnType<typeof createApp>
  /** A cookie of the role; a fresh one for requests that end their session. */
  readonly cookie: (role: Role | 'nobody') => Promise<string>
  readonly close: () => Promise<void>
}

/** The whole server over three plants, with an account of every role. */
export async function openHostileCounty(): Promise<HostileCounty> {
  const application = await openApplication()
  const { services, directory } = application
  const buildDirectory = path.join(directory, 'build')
  await mkdir(buildDirectory)
  await writeFile(path.join(buildDirectory, 'index.html'), '<!doctype html><title>示例</title>')
  await services.store.transact({ actor: 'test', action: 'test.plants' }, async (tx) => {
    await insertRegions(tx)
    const county = { county: '410622', township: '410622101' }
    const position = [114.197, 35.607] as const
    await insertWholePlant(tx, 'own', { ...county, sector: 'WH', position })
    await insertWholePlant(tx, 'sibling', { ...county, sector: 'FM', position })
    const elsewhere = { county: '410621', township: '410621100' }
    await insertWholePlant(tx, 'foreign', { ...elsewhere, sector: 'WH', position })
  })
  for (const [role, scope] of Object.entries(ACCOUNTS))
    await addAccount(services, role, role as Role, scope)
  const screen = await screenCookie(services, COUNTY)
  return {
    store: services.store,
    app: createApp(services, { buildDirectory }),
    cookie: (role) => {
      if (role === 'nobody') return Promise.resolve('')
      return role === 'screen' ? Promise.resolve(screen) : cookieOf(services, role)
    },
    close: application.close,
  }
}

/** Texts that may not stand in an answer to a role: those of plants it may not read. */
export function hiddenFrom(role: Role | 'nobody'): string[] {
  return PLANTS.filter((plant) => !READABLE[role].includes(plant)).map(canaryOf)
}

const NOUNS = {
  enterprises: 'enterprise',
  plans: 'plan',
  'risk-points': 'riskPoint',
  hazards: 'hazard',
} as const satisfies Record<string, keyof ReturnType<typeof plantIds>>

function tileAt(position: readonly [number, number], z: number) {
  const [x, y] = lngLatToTileFraction(position, z)
  return { z, x: Math.floor(x), y: Math.floor(y) }
}

function nounOf(pattern: string): (typeof NOUNS)[keyof typeof NOUNS] | null {
  const collection = /^\/api\/([\w-]+)\//.exec(pattern)?.[1] ?? ''
  return Object.hasOwn(NOUNS, collection) ? NOUNS[collection as keyof typeof NOUNS] : null
}

async function versionOf(store: Store, pattern: string, id: string): Promise<number> {
  switch (nounOf(pattern)) {
    case 'enterprise':
      return (await findEnterprise(store, id))?.version ?? 1
    case 'plan':
      return (await findPlan(store, id))?.version ?? 1
    case 'riskPoint':
      return (await findRiskPoint(store, id))?.version ?? 1
    case 'hazard':
      return (await findHazard(store, id))?.version ?? 1
    case null:
      return 1
  }
}

/** Ids of a field by how often they are tried: mostly the asker's own, else somebody's, else nobody's. */
function idTexts(field: keyof ReturnType<typeof plantIds>): string[] {
  const [own, sibling, foreign] = PLANTS.map((plant) => JSON.stringify(plantIds(plant)[field]))
  return [own ?? '', own ?? '', own ?? '', sibling ?? '', foreign ?? '', '"no-such-row"']
}

const square = (id: string) =>
  `{"id":"${id}","name":"形","geometry":{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,9],[0,0]]]}}`

/** What the contract cannot say of these plants. */
export function knownValues(store: Store): KnownValues {
  return {
    body: {
      enterpriseId: idTexts('enterprise'),
      riskPointId: idTexts('riskPoint'),
      personId: [...idTexts('person'), 'null'],
      zoneId: [...idTexts('zone'), 'null'],
      eventId: idTexts('event'),
      rectifier: idTexts('person'),
      acceptor: idTexts('person'),
      photos: ['[]', ...idTexts('picture').map((id) => `[${id}]`)],
      township: ['"410622101"', '"410622102"', '"410621100"', 'null'],
      village: ['null', '"410622101201"'],
      sector: ['"FM"', '"GM"', '"no-such"'],
      industry: ['"2614"', '"C"', 'null'],
      flags: ['[]'],
      uscc: ['null', '"91410600MA3X0000XX"'],
      accident: ['"A09"', 'null'],
      checkMode: ['"SELF"', '"ROUTINE"'],
      category: ['"1"', '"8"', '"ENG"'],
      source: ['"1"', '"10"'],
      params: [
        '{"L":3,"E":6,"C":40}',
        '{"L":3,"S":4}',
        '{"L":3,"E":6,"C":1e400}',
        '{}',
        '{"level":2}',
      ],
      id: ['"own-plan"'],
      area: [
        '{"type":"Polygon","coordinates":[[[114,35],[115,35],[115,36],[114,36],[114,35]]]}',
        '{"type":"MultiPolygon","coordinates":[]}',
        '{"type":"Polygon","coordinates":[[[0,0],[9,9],[9,0],[0,9],[0,0]]]}',
      ],
      'image.id': idTexts('picture'),
      method: ['"LEC"', '"LEC"', '"LS"', '"DIRECT"', '"MES"'],
      to: ['"CONFIRMED"', '"RECTIFYING"', '"REJECTED"', '"PENDING_ACCEPTANCE"', '"CLOSED"'],
      cutoffSet: ['"default"', '"no-such"'],
      crs: ['"wgs84"', '"gcj02"', '"bd09"', '"epsg:4549"', '"epsg:1"'],
      position: ['[114.197,35.607]', '[35.607,114.197]', '[0,0]', '[38500000,3900000]', 'null'],
      phone: ['"13800000000"', 'null'],
      deadline: ['"2026-06-20"', '"9999-12-31"', '"0000-01-01"', 'null'],
      foundAt: ['null', '"2026-05-01T08:00:00+08:00"', '"0000-01-01T00:00:00+14:00"'],
      checkedAt: ['null', '"2026-05-01T08:00:00+08:00"', '"0000-01-01T00:00:00+14:00"'],
      ruleCode: ['"示例条款"', 'null'],
      zones: ['[]', `[${square('own-zone')}]`, `[${square('foreign-zone')}]`],
      structures: ['[]', `[${square('s-1').replace('"name"', '"kind":"building","name"')}]`],
      symbols: ['[]'],
      riskPoints: [
        '[]',
        '[{"id":"own-point-0","position":[1,1]}]',
        '[{"id":"foreign-point-0","position":[1,1]}]',
        '[{"id":"own-point-0","position":[1,1],"zoneId":"foreign-zone"}]',
        '[{"id":"own-point-0","position":[1e400,-0]}]',
      ],
      controlPoints: [
        '[]',
        '[{"plan":[0,0],"lngLat":[114.197,35.607]},{"plan":[100,0],"lngLat":[114.198,35.607]}]',
        '[{"plan":[0,0],"lngLat":[114.197,35.607]},{"plan":[0,0],"lngLat":[114.197,35.607]}]',
        '[{"plan":[0,0],"lngLat":[0,90]},{"plan":[1e8,1e-320],"lngLat":[180,-90]}]',
      ],
      username: ['"enterprise"', '"no-such-user"'],
    },
    address: {
      imageId: PLANTS.map((plant) => plantIds(plant).picture),
      photoId: PLANTS.map((plant) => plantIds(plant).picture),
      personId: PLANTS.map((plant) => plantIds(plant).person),
      number: ['1', '2', '0', '999999999', '1e3'],
      code: ['410622', '410621', '999999', '410622101'],
      token: ['no-such-card', 'own-token', 'foreign-token'],
      kind: ['enterprises', 'risk-points', 'hazards', 'regions'],
      limit: ['1', '2', '500', '0', '501'],
      cursor: ['WyJsZXZlbCIsWzEsImEiXSwib3duIl0', 'bnVsbA', 'W10', '%00'],
      lng: ['114.197', '0', '-180', '181'],
      lat: ['35.607', '0', '90'],
      bandwidth: ['100', '1000', '5000', '99', '1e400', 'Infinity'],
      township: ['410622101', '410621100'],
      village: ['410622101201'],
      sector: ['WH', 'FM', 'WH,FM'],
      industry: ['C', '26', '2614'],
      level: ['1', '2', '1,2,3,4,none'],
      status: ['REPORTED', 'CLOSED'],
      accident: ['A09', 'A26'],
      checkMode: ['SELF'],
      flag: ['confined-space'],
      enterprise: ['own', 'foreign', 'no-such-row'],
      from: ['2026-01-01', '0000-01-01', '0001-01-01', '9999-12-31'],
      to: ['2026-12-31', '9999-12-31', '0000-01-01'],
      asOf: ['2026-05-25', '0000-01-01', '0001-01-01', '9999-12-31'],
      q: ['R', '%25', '_', '%F0%A0%AE%B7'],
      dryRun: ['true', 'false'],
    },
    tiles: [
      ...[0, 5, 9, 12, 14, 16, 22].map((z) => tileAt([114.197, 35.607], z)),
      { z: 23, x: 0, y: 0 },
      { z: 3, x: 8, y: 0 },
    ],
    ids: (pattern) => {
      const noun = nounOf(pattern)
      if (noun === null) return ['no-such-row', 'own', 'foreign']
      const [own = '', sibling = '', foreign = ''] = PLANTS.map((plant) => plantIds(plant)[noun])
      return [own, own, own, own, sibling, foreign, 'no-such-row']
    },
    versionOf: async (pattern, id) => `"${await versionOf(store, pattern, id)}"`,
  }
}
