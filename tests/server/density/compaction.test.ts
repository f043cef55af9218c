import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, vi } from 'vitest'
import { momentOf } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import { createFactIndex } from '#server/density/fact-index.ts'
import type { FactIndex } from '#server/density/fact-index.ts'
import { insertHazards } from '#server/store/hazard.ts'
import { migrateToLatest } from '#server/store/migrate.ts'
import { openStore } from '#server/store/open.ts'
import { scopeFor } from './records.ts'
import { TEST_ENTRY, newHazard, writeTownship } from './stored-rows.ts'

const NOON = momentOf(new Date('2030-06-01T04:00:00Z'))
const ALL = scopeFor()
const PLANTS = 20

async function heldIn(index: FactIndex): Promise<unknown> {
  const { selection, stamp } = await index.select(EMPTY_FILTER, ALL, NOON)
  const ids = (rows: Iterable<{ readonly id: string }>) => Array.from(rows, ({ id }) => id).sort()
  const { enterprises, riskPoints, hazards } = selection
  return [stamp, ids(enterprises), ids(riskPoints), ids(hazards), index.counts()]
}

it('makes few segments of many while writes and questions go on', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'riskmap-compaction-'))
  const store = await openStore({ kind: 'sqlite', file: path.join(directory, 'riskmap.db') })
  try {
    await migrateToLatest(store)
    await writeTownship(store, '410622101', 'h', PLANTS, [114.2, 35.6])
    const index = await createFactIndex(store)
    const found = (id: string, number: number) =>
      store.transact(TEST_ENTRY, (tx) =>
        insertHazards(tx, [newHazard({ id, enterpriseId: `h${number}` })]),
      )
    let most = 0
    for (let number = 0; number < PLANTS; number += 1) {
      await found(`first${number}`, number)
      await index.settled()
      most = Math.max(most, index.memory().segments)
    }
    expect(most).toBeGreaterThan(12)
    // One of those that are being read again changes meanwhile.
    await found('second', 3)
    await vi.waitFor(() => expect(index.memory().segments).toBeLessThan(12), { timeout: 20_000 })
    const fresh = await createFactIndex(store)
    expect(await heldIn(index)).toEqual(await heldIn(fresh))
    expect(index.counts().hazards).toBe(PLANTS * 3 + PLANTS + 1)
    index.close()
    fresh.close()
  } finally {
    await store.close()
    rmSync(directory, { recursive: true, force: true })
  }
})
