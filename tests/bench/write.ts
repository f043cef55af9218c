import { momentOf } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import { lngLatToTileFraction } from '#domain/tile.ts'
import type { Facts } from '#server/density/fact-index.ts'
import { vectorTile } from '#server/density/tiles/vector-tile.ts'
import { assessRiskPoint } from '#server/services/assess-risk-point.ts'
import { listRiskEvents } from '#server/store/risk-event.ts'
import { findRiskPoint } from '#server/store/risk-point.ts'
import type { IndexedCounty } from './county.ts'
import type { Report } from './report.ts'
import { spreadOf } from './timing.ts'

const WRITES = 200
/** Where the tile that shows it lies in the county. */
const TILE_ZOOM = 11

/** Inherent scores of level 1 and of level 2 in turn, so that each write shows. */
const ORDERS = [
  { level: 1, params: { L: 10, E: 6, C: 15 } },
  { level: 2, params: { L: 6, E: 6, C: 7 } },
] as const

/**
 * An assessment, from the moment it is asked for until tags, a tile and counts show it.
 * Errors: when the index does not show it: a figure for a write that is not there says nothing
 */
export async function benchWrite(county: IndexedCounty, report: Report): Promise<void> {
  const { store, index, scope } = county
  const { id, enterpriseId, eventId, tile } = await pointToAssess(county)
  const tileOf = (facts: Facts) =>
    vectorTile(facts, ...tile, { noun: 'risk-points', basis: 'inherent', scope })
  let shownBefore = tileOf(await index.select(EMPTY_FILTER, scope, momentOf(new Date())))
  const committed: number[] = []
  const shown: number[] = []
  for (let write = 0; write < WRITES; write += 1) {
    const order = ORDERS[write % 2] ?? ORDERS[0]
    const before = await index.stamp(scope, momentOf(new Date()))
    const start = performance.now()
    await store.transact({ actor: 'bench', action: 'risk-point.assess' }, async (tx) => {
      const point = await findRiskPoint(tx, id)
      if (point === null) throw new Error('the risk point is gone')
      const wanted = { eventId, kind: 'inherent', method: 'LEC', params: order.params } as const
      const made = await assessRiskPoint(tx, point, wanted, 'bench')
      if (!made.ok) throw new Error(JSON.stringify(made.issues))
    })
    const commit = performance.now()
    const moment = momentOf(new Date())
    const after = await index.stamp(scope, moment)
    const facts = await index.select(EMPTY_FILTER, scope, moment)
    const shownNow = tileOf(facts)
    const end = performance.now()
    const seen = await inherentLevelOf(county, { id, enterpriseId })
    const isSame = shownBefore !== null && shownNow !== null && equal(shownBefore, shownNow)
    if (after === before || seen !== order.level || (isSame && write > 0))
      throw new Error('the write does not show')
    shownBefore = shownNow
    committed.push(commit - start)
    shown.push(end - start)
  }
  report({ name: 'write, committed', value: spreadOf(committed), unit: 'ms', goal: null })
  report({
    name: 'write, until tags, tiles and counts show it',
    value: spreadOf(shown),
    unit: 'ms',
    goal: { atMost: { p99: 50 } },
  })
}

/** A point of one event whose current level lets its inherent one be 1 or 2. */
async function pointToAssess({ store, index, scope, moment }: IndexedCounty) {
  const { selection } = await index.select({ ...EMPTY_FILTER, level: ['4'] }, scope, moment)
  for (const { id, enterprise, position } of selection.riskPoints) {
    if (position === null) continue
    const [event, ...others] = await listRiskEvents(store, [id])
    if (event === undefined || others.length > 0) continue
    const [x, y] = lngLatToTileFraction(position, TILE_ZOOM).map(Math.floor) as [number, number]
    const tile = [TILE_ZOOM, x, y] as const
    return { id, enterpriseId: enterprise.id, eventId: event.id, tile }
  }
  throw new Error('there is no risk point of one event')
}

/** What the index says of one point: asked of its enterprise alone, or a million rows were looked through. */
async function inherentLevelOf(
  { index, scope }: IndexedCounty,
  { id, enterpriseId }: { readonly id: string; readonly enterpriseId: string },
): Promise<RiskLevel | null> {
  const filter = { ...EMPTY_FILTER, enterprise: [enterpriseId] }
  const { selection } = await index.select(filter, scope, momentOf(new Date()))
  for (const point of selection.riskPoints) if (point.id === id) return point.level.inherent
  return null
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}
