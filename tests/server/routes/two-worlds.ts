import type { HazardState } from '#domain/hazard.ts'
import type { Role } from '#domain/role.ts'
import { createApp } from '#server/app.ts'
import type { FactIndex } from '#server/density/fact-index.ts'
import type { Services } from '#server/http/environment.ts'
import { archiveEnterprise, findEnterprise, patchEnterprise } from '#server/store/enterprise.ts'
import { archiveHazard, findHazard, saveHazard } from '#server/store/hazard.ts'
import type { Tx } from '#server/store/transact.ts'
import {
  addAccount,
  cookieOf,
  openApplication,
  screenCookie,
  standingClock,
} from '#tests/server/http/application.ts'
import { insertRegions } from './regions.ts'
import { insertWholePlant } from './whole-plant.ts'
import type { PlantPlace, PlantSize } from './whole-plant.ts'

/** A day after the plants' hazards fell due. */
const NOW = '2026-06-01T08:00:00.000Z'

const COUNTY = { regions: ['410622'], county: '410622' }

/** Everyone to whom some rows are foreign, with what was given to them. */
const LIMITED = {
  bureau: COUNTY,
  department: { ...COUNTY, sectors: ['WH'] },
  township: { ...COUNTY, regions: ['410622101'] },
  expert: { enterprises: ['a', 'b'] },
  enterprise: { enterprises: ['a'] },
  planner: COUNTY,
  superior: { regions: ['4106'] },
  screen: COUNTY,
} as const satisfies Partial<Record<Role, object>>
export type LimitedRole = keyof typeof LIMITED
export const LIMITED_ROLES = Object.keys(LIMITED) as readonly LimitedRole[]

const HERE = [114.197, 35.607] as const
const place = (
  county: string | null,
  township: string | null,
  sector: string,
  east = 0,
): PlantPlace => ({ county, township, sector, position: [HERE[0] + east, HERE[1]] })

/** Plants that are in both worlds: some of each role's own, close to each other. */
const SHARED: Readonly<Record<string, PlantPlace>> = {
  a: place('410622', '410622101', 'WH'),
  b: place('410622', '410622101', 'WH', 0.002),
  c: place('410622', '410622101', 'FM', 0.004),
  d: place('410622', '410622102', 'WH', 0.2),
  // As many as make their township one that a screen may be told of; each stands alone.
  e: place('410622', '410622102', 'FM', 0.3),
  f: place('410622', '410622102', 'FM', 0.4),
}

/** Where a plant can stand so that none of its rows is a role's, nearly where the role's own stand. */
const ELSEWHERE: Readonly<Record<LimitedRole, readonly PlantPlace[]>> = {
  bureau: [place('410621', '410621100', 'WH'), place(null, null, 'WH')],
  department: [
    place('410622', '410622101', 'FM'),
    place('410621', '410621100', 'WH'),
    place('410622', null, 'GM'),
  ],
  township: [
    place('410622', '410622102', 'WH'),
    place('410622', null, 'WH'),
    place('410621', '410621100', 'WH'),
  ],
  expert: [place('410622', '410622101', 'WH'), place(null, null, 'WH')],
  enterprise: [place('410622', '410622101', 'WH'), place('410621', '410621100', 'FM')],
  planner: [place('410621', '410621100', 'WH'), place(null, null, 'FM')],
  superior: [place('410702', '410702100', 'WH'), place(null, null, 'WH')],
  screen: [place('410621', '410621100', 'WH'), place('410621', '410621100', 'FM')],
}

/** What becomes of one foreign plant. */
export interface ForeignChange {
  /** Which of the foreign plants; one that is not there yet is put there. */
  readonly plant: number
  readonly where: number
  /** Thousandths of a degree from the role's own. */
  readonly east: number
  readonly size: PlantSize
  readonly then: 'stay' | 'move' | 'close' | 'archive-hazard' | 'archive'
}

export const HAZARD_STATES_TRIED: readonly HazardState[] = ['REPORTED', 'RECTIFYING', 'CLOSED']

export interface World {
  readonly app: ReturnType<typeof createApp>
  readonly services: Services
  readonly cookies: ReadonlyMap<LimitedRole, string>
  /** Add, change or archive rows that are foreign to the role. */
  readonly change: (role: LimitedRole, changes: readonly ForeignChange[]) => Promise<void>
  /** The same server, asked through another index or policy table. */
  readonly through: (
    facts: (index: FactIndex) => FactIndex,
    options?: Parameters<typeof createApp>[1],
  ) => ReturnType<typeof createApp>
  readonly close: () => Promise<void>
}

/** A server over the shared plants; two of them differ in nothing but what `change` does. */
export async function openWorld(): Promise<World> {
  const application = await openApplication({ clock: standingClock(NOW) })
  const { services } = application
  await services.store.transact({ actor: 'test', action: 'test.plants' }, async (tx) => {
    await insertRegions(tx)
    for (const [key, at] of Object.entries(SHARED)) await insertWholePlant(tx, key, at)
  })
  const cookies = new Map<LimitedRole, string>()
  for (const role of LIMITED_ROLES) {
    if (role === 'screen') cookies.set(role, await screenCookie(services, LIMITED.screen))
    else {
      await addAccount(services, role, role, LIMITED[role])
      cookies.set(role, await cookieOf(services, role))
    }
  }
  return {
    app: application.app,
    services,
    cookies,
    change: (role, changes) =>
      services.store.transact({ actor: 'test', action: 'test.foreign' }, async (tx) => {
        for (const change of changes) await applyChange(tx, role, change)
      }),
    through: (facts, options) =>
      createApp({ ...services, facts: facts(services.facts) }, options ?? {}),
    close: application.close,
  }
}

async function applyChange(tx: Tx, role: LimitedRole, change: ForeignChange): Promise<void> {
  const key = `foreign-${change.plant}`
  const places = ELSEWHERE[role]
  const base = places[change.where % places.length] ?? place(null, null, 'WH')
  const [lng, lat] = base.position
  const at: PlantPlace = { ...base, position: [lng + change.east / 1000, lat] }
  const stored = await findEnterprise(tx, key)
  if (stored === null) await insertWholePlant(tx, key, at, change.size)
  const { version, archived } = stored ?? { version: 1, archived: false }
  if (archived) return
  switch (change.then) {
    case 'stay':
      return
    case 'move':
      await patchEnterprise(tx, key, version, {
        position: at.position,
        name: `示例搬迁${change.east}`,
      })
      return
    case 'archive':
      await archiveEnterprise(tx, key, version)
      return
    case 'close':
    case 'archive-hazard':
      return changeHazard(tx, `${key}-hazard-0`, change.then)
  }
}

async function changeHazard(tx: Tx, id: string, then: 'close' | 'archive-hazard'): Promise<void> {
  const hazard = await findHazard(tx, id)
  if (hazard === null) return
  if (then === 'archive-hazard') {
    await archiveHazard(tx, id, hazard.version)
    return
  }
  const event = {
    id: `${id}-${hazard.version}`,
    hazardId: id,
    from: hazard.state,
    to: 'CLOSED' as const,
    at: tx.at,
    actor: 'test',
    actorName: 'test',
    actorRole: null,
    onBehalf: false,
    note: '',
    photos: [],
    deadline: null,
  }
  await saveHazard(tx, { ...hazard, state: 'CLOSED', closedAt: tx.at }, hazard.version, event)
}
