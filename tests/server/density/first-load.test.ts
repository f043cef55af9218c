import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { momentOf } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import { beginFactIndex } from '#server/density/fact-index.ts'
import type { Facts } from '#server/density/fact-index.ts'
import { archiveHazard } from '#server/store/hazard.ts'
import { migrateToLatest } from '#server/store/migrate.ts'
import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/transact.ts'
import { scopeFor } from './records.ts'
import { TEST_ENTRY, writeTownship } from './stored-rows.ts'

const NOON = momentOf(new Date('2030-06-01T04:00:00Z'))
const ALL = scopeFor()
/** A segment for each enterprise, so that a small county is loaded in many steps. */
const ONE_BY_ONE = { enterprisesARead: 1, rowsASegment: 1 }
const ENTERPRISES = 12

let store: Store
let directory: string
beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'riskmap-first-load-'))
  store = await openStore({ kind: 'sqlite', file: path.join(directory, 'riskmap.db') })
  await migrateToLatest(store)
  await writeTownship(store, '410622101', 'h', ENTERPRISES, [114.2, 35.6])
})
afterEach(async () => {
  await store.close()
  rmSync(directory, { recursive: true, force: true })
})

function rowsOf({ selection: { enterprises, riskPoints, hazards } }: Facts) {
  return {
    ids: enterprises.map(({ id }) => id).sort(),
    points: riskPoints.length,
    hazards: hazards.length,
  }
}

describe('the first load', () => {
  it('is answered from whole enterprises meanwhile, and never less than before', async () => {
    const asked: Promise<Facts>[] = []
    const stamps: Promise<string>[] = []
    const index = beginFactIndex(store, {
      onProgress: () => {
        asked.push(index.soFar.select(EMPTY_FILTER, ALL, NOON))
        stamps.push(index.soFar.stamp(ALL, NOON))
      },
      sizes: ONE_BY_ONE,
    })
    expect(index.firstLoad()).toEqual({ enterprises: 0, of: 0 })
    expect(rowsOf(await index.soFar.select(EMPTY_FILTER, ALL, NOON)).ids).toEqual([])
    await index.settled()
    expect(index.firstLoad()).toBeNull()
    const seen = (await Promise.all(asked)).map(rowsOf)
    for (const { ids, points, hazards } of seen) {
      expect(points).toBe(3 * ids.length)
      expect(hazards).toBe(3 * ids.length)
    }
    const counts = seen.map(({ ids }) => ids.length)
    expect(counts).toEqual([...counts].sort((a, b) => a - b))
    expect(counts.filter((count) => count > 0 && count < ENTERPRISES).length).toBeGreaterThan(5)
    // What is told in part has a tag of its own: it never stands for the whole.
    const parts = await Promise.all(stamps)
    expect(new Set(parts).size).toBe(ENTERPRISES)
    expect(parts.indexOf(await index.stamp(ALL, NOON))).toBe(ENTERPRISES - 1)
    expect(rowsOf(await index.soFar.select(EMPTY_FILTER, ALL, NOON)).ids).toHaveLength(ENTERPRISES)
    index.close()
  })

  it('takes in what is written while it goes on', async () => {
    let written: Promise<unknown> | undefined
    const index = beginFactIndex(store, {
      onProgress: (read) => {
        if (read === 6) written = store.transact(TEST_ENTRY, (tx) => archiveHazard(tx, 'h0-1', 1))
      },
      sizes: ONE_BY_ONE,
    })
    await index.settled()
    await written
    const { selection } = await index.select(EMPTY_FILTER, ALL, NOON)
    expect([...selection.hazards].map(({ id }) => id)).not.toContain('h0-1')
    expect(selection.hazards.length).toBe(3 * ENTERPRISES - 1)
    index.close()
  })

  it('begins again after it failed, and shows nothing twice', async () => {
    let hasFailed = false
    const index = beginFactIndex(store, {
      onProgress: (read) => {
        if (read < 5 || hasFailed) return
        hasFailed = true
        throw new Error('the disk is away')
      },
      sizes: ONE_BY_ONE,
    })
    await expect(index.settled()).rejects.toThrow('the disk is away')
    expect(index.firstLoad()).not.toBeNull()
    expect(rowsOf(await index.soFar.select(EMPTY_FILTER, ALL, NOON)).ids).toEqual([])
    expect(rowsOf(await index.select(EMPTY_FILTER, ALL, NOON)).points).toBe(3 * ENTERPRISES)
    index.close()
  })
})
