import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { momentAsOf, momentOf } from '#domain/facts.ts'
import type { Moment } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import type { Scope } from '#domain/scope.ts'
import { lngLatToTileFraction } from '#domain/tile.ts'
import { densityAt } from '#server/density/field/density-at.ts'
import { densityField } from '#server/density/field/density-field.ts'
import type { DensityOptions } from '#server/density/field/density-field.ts'
import { densityTile } from '#server/density/field/density-tile.ts'
import { densityTileJson } from '#server/density/field/density-tilejson.ts'
import { tileTagger } from '#server/density/etag.ts'
import { createFactIndex } from '#server/density/fact-index.ts'
import { zonesOf } from '#server/density/tiles/zone-tile.ts'
import type { FactIndex } from '#server/density/fact-index.ts'
import { tileFromIndex } from '#server/density/tile-from-index.ts'
import { VECTOR_NOUNS, vectorTile } from '#server/density/tiles/vector-tile.ts'
import { archiveEnterprise, patchEnterprise } from '#server/store/enterprise.ts'
import { archiveHazard, insertHazards } from '#server/store/hazard.ts'
import { writeLevel } from '#server/store/level.ts'
import { migrateToLatest } from '#server/store/migrate.ts'
import { openStore } from '#server/store/open.ts'
import { insertPlan, putPlan } from '#server/store/plan.ts'
import type { Store } from '#server/store/transact.ts'
import { scopeFor } from './records.ts'
import { TEST_ENTRY, newHazard, writeTownship } from './stored-rows.ts'

const NOON = momentOf(new Date('2030-06-01T04:00:00Z'))
const ALL = scopeFor()
const HOME = scopeFor({ regions: ['410622101'] })
const AWAY = scopeFor({ regions: ['410622102'] })
const OPTIONS: DensityOptions = {
  subject: 'hazards',
  basis: 'current',
  kernel: 'gaussian',
  bandwidthMeters: 1000,
}

const cleanUps: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

async function newStore(): Promise<{ store: Store; reopen: () => Promise<Store> }> {
  const directory = mkdtempSync(path.join(tmpdir(), 'riskmap-density-'))
  cleanUps.push(() => Promise.resolve(rmSync(directory, { recursive: true, force: true })))
  const reopen = async () => {
    const store = await openStore({ kind: 'sqlite', file: path.join(directory, 'riskmap.db') })
    cleanUps.push(() => store.close())
    return store
  }
  const store = await reopen()
  await migrateToLatest(store)
  return { store, reopen }
}

async function homeIndex() {
  const { store, reopen } = await newStore()
  await writeTownship(store, '410622101', 'h', 8, [114.2, 35.6])
  return { store, reopen, index: await createFactIndex(store) }
}

/** Every answer a scope can get about one county, tags included, as text. */
async function answers(index: FactIndex, scope: Scope, moment: Moment = NOON): Promise<string[]> {
  const facts = await index.select(EMPTY_FILTER, scope, moment)
  const { selection, stamp } = facts
  const found: string[] = [
    await index.scopeVersion(scope),
    JSON.stringify(await densityTileJson(selection, EMPTY_FILTER, OPTIONS, moment)),
    JSON.stringify(await densityAt(selection, [114.2, 35.6], OPTIONS, moment, scope)),
  ]
  for (const z of [6, 9, 11, 13, 15]) {
    const [x = 0, y = 0] = lngLatToTileFraction([114.203, 35.602], z).map(Math.floor)
    const parameters = { z, x, y }
    for (const subject of ['hazards', 'risk-points'] as const) {
      const { field } = await densityField(selection, { ...OPTIONS, subject })
      found.push(Buffer.from(await densityTile(field, z, x, y)).toString('base64'))
    }
    for (const noun of VECTOR_NOUNS) {
      const bytes = vectorTile(facts, z, x, y, { noun, basis: 'current', scope })
      found.push(bytes === null ? 'empty' : Buffer.from(bytes).toString('base64'))
      found.push(tileTagger({ filter: EMPTY_FILTER, kind: noun, parameters })(stamp, scope))
    }
  }
  return found
}

describe('the index', () => {
  it('holds what the store holds', async () => {
    const { index } = await homeIndex()
    expect(index.counts()).toEqual({ enterprises: 8, riskPoints: 24, hazards: 24 })
    const { selection } = await index.select(EMPTY_FILTER, ALL, NOON)
    expect(selection.enterprises.map(({ level }) => level)).toEqual(
      Array.from({ length: 8 }, () => ({ inherent: 2, current: 3 })),
    )
    expect([...selection.hazards].every(({ riskPoint }) => riskPoint !== null)).toBe(true)
    expect((await index.select(EMPTY_FILTER, AWAY, NOON)).selection.enterprises).toEqual([])
  })

  it('draws the same tile whether its points are listed first or only counted', async () => {
    const { index } = await homeIndex()
    const question = { filter: EMPTY_FILTER, scope: ALL, moment: NOON }
    let tiles = 0
    for (const z of [6, 11, 13, 15])
      for (const noun of VECTOR_NOUNS) {
        const [x = 0, y = 0] = lngLatToTileFraction([114.203, 35.602], z).map(Math.floor)
        const drawn = await tileFromIndex(index, question, noun, [z, x, y])
        const facts = await index.select(EMPTY_FILTER, ALL, NOON)
        expect(drawn).toEqual(vectorTile(facts, z, x, y, { noun, basis: 'current', scope: ALL }))
        if (drawn !== null) tiles += 1
      }
    expect(tiles).toBe(12)
  })

  it('answers with every write committed before the question', async () => {
    const { store, index } = await homeIndex()
    const before = index.version
    const open = async () => (await index.select(EMPTY_FILTER, HOME, NOON)).selection.hazards.length
    await Promise.all(
      Array.from({ length: 20 }, async (_, item) => {
        const ids: string[] = []
        await store.transact(TEST_ENTRY, async (tx) => {
          await insertHazards(tx, [newHazard({ id: `new${item}`, enterpriseId: 'h1' })])
        })
        const { selection } = await index.select(EMPTY_FILTER, HOME, NOON)
        ids.push(...[...selection.hazards].map(({ id }) => id))
        expect(ids).toContain(`new${item}`)
      }),
    )
    expect(await open()).toBe(44)
    expect(index.version).toBeGreaterThan(before)

    await store.transact(TEST_ENTRY, async (tx) => {
      await archiveHazard(tx, 'new3', 1)
      await archiveEnterprise(tx, 'h2', 1)
      await writeLevel(tx, 'enterprise', 'h3', { inherent: 1, current: 1 })
    })
    expect(await open()).toBe(40)
    const { selection } = await index.select(EMPTY_FILTER, HOME, NOON)
    expect(selection.enterprises.find(({ id }) => id === 'h3')?.level.current).toBe(1)
    expect(index.counts()).toEqual({ enterprises: 7, riskPoints: 21, hazards: 40 })
  })

  it('follows an enterprise that moves to another township', async () => {
    const { store, index } = await homeIndex()
    await store.transact(TEST_ENTRY, async (tx) => {
      await patchEnterprise(tx, 'h0', 1, { township: '410622102' })
    })
    const idsOf = async (scope: Scope) =>
      Array.from((await index.select(EMPTY_FILTER, scope, NOON)).selection.hazards, ({ id }) => id)
    expect(await idsOf(AWAY)).toEqual(['h0-0', 'h0-1', 'h0-2'])
    expect(await idsOf(HOME)).not.toContain('h0-0')
  })

  it('reads all again when a commit does not say what it touched', async () => {
    const { store, index } = await homeIndex()
    await store.transact(TEST_ENTRY, async (tx) => {
      await insertHazards({ ...tx, changed: () => undefined }, [
        newHazard({ id: 'quiet', enterpriseId: 'h1' }),
      ])
      tx.changed('everything', '*', null)
    })
    expect(index.counts().hazards).toBeLessThanOrEqual(25)
    const { selection } = await index.select(EMPTY_FILTER, HOME, NOON)
    expect([...selection.hazards].map(({ id }) => id)).toContain('quiet')
  })

  it('answers nothing from a copy it could not bring up to date, and catches up later', async () => {
    const { store, index } = await homeIndex()
    await store.transact(TEST_ENTRY, (tx) =>
      insertHazards(tx, [newHazard({ id: 'first', enterpriseId: 'h1' })]),
    )
    await index.settled()
    await store.transact(TEST_ENTRY, async (tx) => {
      await insertHazards(tx, [newHazard({ id: 'second', enterpriseId: 'h1' })])
      tx.sqlite?.exec('alter table hazard rename to hazard_away')
    })
    await expect(index.select(EMPTY_FILTER, HOME, NOON)).rejects.toThrow('no such table')
    await expect(index.stamp(HOME, NOON)).rejects.toThrow('no such table')
    store.engine.sqlite?.exec('alter table hazard_away rename to hazard')
    const { selection } = await index.select(EMPTY_FILTER, HOME, NOON)
    expect([...selection.hazards].map(({ id }) => id)).toEqual(
      expect.arrayContaining(['first', 'second']),
    )
  })

  it('gives the zones of georeferenced plans, to those who may see their enterprise', async () => {
    const { store, index } = await homeIndex()
    const geometry = {
      type: 'Polygon' as const,
      coordinates: [
        [
          [114.2, 35.6],
          [114.201, 35.6],
          [114.201, 35.601],
          [114.2, 35.6],
        ],
      ],
    }
    await store.transact(TEST_ENTRY, async (tx) => {
      const frame = { unit: 'meter', metersPerUnit: 1, georeference: null } as const
      const createdAt = new Date('2026-01-05T02:00:00Z')
      await insertPlan(tx, {
        id: 'plan',
        enterpriseId: 'h0',
        name: '总图',
        frame,
        sample: false,
        createdAt,
      })
      const zone = { id: 'z', name: '罐区', kind: 'tank-farm', department: null, personId: null }
      await putPlan(
        tx,
        'plan',
        1,
        {
          name: '总图',
          frame,
          image: null,
          structures: [],
          zones: [{ ...zone, kind: 'tank-farm', geometry }],
          riskPoints: [],
          symbols: [],
        },
        { zones: new Map([['z', geometry]]), riskPoints: new Map() },
      )
    })
    const facts = await index.select(EMPTY_FILTER, HOME, NOON)
    expect([...zonesOf(facts.selection.parts)]).toMatchObject([
      { id: 'z', enterpriseId: 'h0', name: '罐区', geometry },
    ])
    const away = await index.select(EMPTY_FILTER, AWAY, NOON)
    expect([...zonesOf(away.selection.parts)]).toEqual([])
    const other = { ...EMPTY_FILTER, enterprise: ['h1'] }
    const ofAnother = await index.select(other, HOME, NOON)
    expect([...zonesOf(ofAnother.selection.parts)]).toEqual([])
  })
})

describe('what others own', () => {
  it('changes no byte of any answer, present or not, written to or not', async () => {
    const { index: alone } = await homeIndex()
    const { store, index: among } = await homeIndex()
    await writeTownship(store, '410622102', 'a', 6, [114.201, 35.601])
    await writeTownship(store, '410622102', 'z', 3, [114.1, 35.5])
    const expected = await answers(alone, HOME)
    expect(await answers(among, HOME)).toEqual(expected)
    expect(await answers(among, ALL)).not.toEqual(await answers(alone, ALL))

    await store.transact(TEST_ENTRY, async (tx) => {
      await insertHazards(tx, [
        newHazard({ id: 'canary', enterpriseId: 'a1', foundAt: new Date('2031-01-01T00:00:00Z') }),
      ])
    })
    expect(await answers(among, HOME)).toEqual(expected)
    expect(await among.stamp(AWAY, NOON)).not.toBe(await alone.stamp(AWAY, NOON))
  })

  it('leaves the version of a scope alone, while its own rows change it', async () => {
    const { store, index } = await homeIndex()
    await writeTownship(store, '410622102', 'a', 2, [114.3, 35.6])
    const versions = async () => [await index.scopeVersion(HOME), await index.scopeVersion(AWAY)]
    const [home, away] = await versions()
    await store.transact(TEST_ENTRY, (tx) =>
      insertHazards(tx, [newHazard({ id: 'one-more', enterpriseId: 'a1' })]),
    )
    const [homeAfter, awayAfter] = await versions()
    expect(homeAfter).toBe(home)
    expect(awayAfter).not.toBe(away)
  })

  it('keeps to each scope what it remembers', async () => {
    const { store, index } = await homeIndex()
    await writeTownship(store, '410622102', 'a', 2, [114.3, 35.6])
    const sizes: number[] = []
    for (const scope of [ALL, HOME, AWAY, HOME, ALL, AWAY])
      sizes.push((await index.select(EMPTY_FILTER, scope, NOON)).selection.enterprises.length)
    expect(sizes).toEqual([10, 8, 2, 8, 10, 2])
  })
})

describe('the stamp of an answer', () => {
  it('outlives a restart, and turns at midnight in Shanghai without a write', async () => {
    const { reopen, index } = await homeIndex()
    const at = (instant: string) => momentAsOf(null, new Date(instant))
    const morning = await index.stamp(HOME, at('2030-06-01T00:00:00Z'))
    expect(await index.stamp(HOME, at('2030-06-01T15:59:59.999Z'))).toBe(morning)
    expect(await index.stamp(HOME, at('2030-06-01T16:00:00Z'))).not.toBe(morning)
    const again = await createFactIndex(await reopen())
    expect(await again.stamp(HOME, at('2030-06-01T00:00:00Z'))).toBe(morning)
  })

  it('lets a deadline weigh from the midnight after it, without a write', async () => {
    const { store, index } = await homeIndex()
    await store.transact(TEST_ENTRY, (tx) =>
      insertHazards(tx, [newHazard({ id: 'due', enterpriseId: 'h1', deadline: '2030-06-01' })]),
    )
    const filter = { ...EMPTY_FILTER, overdue: ['false'] as const }
    const open = async (instant: string) => {
      const { selection } = await index.select(filter, HOME, momentAsOf(null, new Date(instant)))
      return [...selection.hazards].map(({ id }) => id)
    }
    expect(await open('2030-06-01T15:59:59.999Z')).toEqual(['due'])
    expect(await open('2030-06-01T16:00:00Z')).toEqual([])
  })

  it('tells instants apart while a row of the scope still lies ahead', async () => {
    const { store, index } = await homeIndex()
    await store.transact(TEST_ENTRY, (tx) =>
      insertHazards(tx, [
        newHazard({ id: 'later', enterpriseId: 'h1', foundAt: new Date('2030-06-01T05:00:00Z') }),
      ]),
    )
    const idsAt = async (instant: string) => {
      const { selection } = await index.select(EMPTY_FILTER, HOME, momentOf(new Date(instant)))
      return [...selection.hazards].map(({ id }) => id)
    }
    expect(await idsAt('2030-06-01T04:59:59.999Z')).not.toContain('later')
    expect(await idsAt('2030-06-01T05:00:00Z')).toContain('later')
    expect(await idsAt('2030-06-01T04:59:59.999Z')).not.toContain('later')
  })
})
