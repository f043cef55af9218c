import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { momentOf } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import { beginFactIndex, createFactIndex } from '#server/density/fact-index.ts'
import type { Segment } from '#server/density/columns/segment.ts'
import type { FactIndex } from '#server/density/fact-index.ts'
import {
  readSegmentFile,
  readSegmentFileHead,
  writeSegmentFile,
} from '#server/density/snapshot/segment-file.ts'
import { createSegmentSnapshots } from '#server/density/snapshot/segment-snapshots.ts'
import type { SegmentSnapshots } from '#server/density/snapshot/segment-snapshots.ts'
import { tileFromIndex } from '#server/density/tile-from-index.ts'
import { removeOldChanges } from '#server/store/change-log.ts'
import { archiveEnterprise, insertEnterprises } from '#server/store/enterprise.ts'
import { archiveHazard, insertHazards } from '#server/store/hazard.ts'
import { migrateToLatest } from '#server/store/migrate.ts'
import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/transact.ts'
import { scopeFor } from './records.ts'
import { newEnterprise, newHazard, TEST_ENTRY, writeTownship } from './stored-rows.ts'

const NOON = momentOf(new Date('2030-06-01T04:00:00Z'))
const HOUR = 3_600_000
const SCOPES = [scopeFor(), scopeFor({ regions: ['410622101'] })]
const ENTERPRISES = 12

let directory: string
let database: string
let file: string
let now: Date
let store: Store
let reasons: unknown[]

const openDatabase = () => openStore({ kind: 'sqlite', file: database, clock: () => now })

beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'riskmap-snapshot-'))
  database = path.join(directory, 'riskmap.db')
  file = path.join(directory, 'index', 'rows.bin')
  now = new Date('2030-06-01T04:00:00Z')
  reasons = []
  store = await openDatabase()
  await migrateToLatest(store)
  await writeTownship(store, '410622101', 'h', ENTERPRISES, [114.2, 35.6])
  await writeTownship(store, '410622102', 'a', 3, [114.3, 35.6])
})
afterEach(async () => {
  await store.close()
  rmSync(directory, { recursive: true, force: true })
})

function snapshotsOf(own: Store): SegmentSnapshots {
  return createSegmentSnapshots({ store: own, file, onUnusable: (reason) => reasons.push(reason) })
}

/** As after a start; also how many enterprises were read from the store for it. */
async function started(sizes = { enterprisesARead: 1, rowsASegment: 1 }) {
  const steps: number[] = []
  const index = beginFactIndex(store, {
    onProgress: (enterprises) => steps.push(enterprises),
    sizes,
    snapshots: snapshotsOf(store),
  })
  await index.settled()
  return { index, steps }
}

/** Keep all rows in one segment. */
async function kept(): Promise<FactIndex> {
  const { index } = await started({ enterprisesARead: 200, rowsASegment: 1_000_000 })
  expect(await index.keepSnapshot()).toBe(true)
  return index
}

async function keptSegments(): Promise<Segment[]> {
  const segments: Segment[] = []
  for await (const segment of readSegmentFile(file)) segments.push(segment)
  return segments
}

const addHazard = (id: string, enterpriseId: string) =>
  store.transact(TEST_ENTRY, (tx) => insertHazards(tx, [newHazard({ id, enterpriseId })]))

async function answers(index: FactIndex): Promise<unknown[]> {
  await index.settled()
  const found: unknown[] = [index.counts()]
  for (const scope of SCOPES) {
    const { selection } = await index.select(EMPTY_FILTER, scope, NOON)
    const tile = { filter: EMPTY_FILTER, scope, moment: NOON }
    found.push(
      await index.scopeVersion(scope),
      [...selection.hazards].map(({ id }) => id).sort(),
      selection.enterprises,
      await tileFromIndex(index, tile, 'hazards', [6, 52, 25]),
    )
  }
  return found
}

/** What is answered is what a load of everything answers. */
async function expectWhole(index: FactIndex): Promise<void> {
  const anew = await createFactIndex(store)
  expect(await answers(index)).toEqual(await answers(anew))
  anew.close()
}

describe('rows kept for the next start', () => {
  it('are read instead of the store, when nothing changed', async () => {
    const first = await kept()
    const { index, steps } = await started()
    // One segment adopted, and no enterprise read.
    expect(steps).toEqual([ENTERPRISES + 3])
    expect(await answers(index)).toEqual(await answers(first))
    expect(reasons).toEqual([])
  })

  it('are completed by what changed since, and by nothing else', async () => {
    const first = await kept()
    first.close()
    await addHazard('later', 'h3')
    await store.transact(TEST_ENTRY, (tx) => archiveHazard(tx, 'h5-1', 1))
    await store.transact(TEST_ENTRY, (tx) => insertEnterprises(tx, [newEnterprise({ id: 'new' })]))
    const { index, steps } = await started()
    expect(steps).toEqual([13, 14, 15, 16])
    await expectWhole(index)
    expect(reasons).toEqual([])
  })

  it('show nothing old while what changed is being read', async () => {
    const first = await kept()
    first.close()
    await store.transact(TEST_ENTRY, (tx) => archiveHazard(tx, 'h5-1', 1))
    const seen: Promise<string[]>[] = []
    const index = beginFactIndex(store, {
      onProgress: () => seen.push(hazardsSoFar()),
      sizes: { enterprisesARead: 1, rowsASegment: 1 },
      snapshots: snapshotsOf(store),
    })
    async function hazardsSoFar() {
      const { selection } = await index.soFar.select(EMPTY_FILTER, scopeFor(), NOON)
      return [...selection.hazards].map(({ id }) => id)
    }
    await index.settled()
    const told = await Promise.all(seen)
    expect(told.length).toBe(2)
    for (const ids of told) expect(ids).not.toContain('h5-1')
    expect(told[0]).not.toContain('h5-0')
    expect(await hazardsSoFar()).toContain('h5-0')
  })

  it('equal a load of everything after any changes, kept at any time between them', async () => {
    const change = fc.record({
      owner: fc.integer({ min: 0, max: ENTERPRISES - 1 }),
      kind: fc.constantFrom('hazard', 'archive', 'close', 'keep', 'restart'),
    })
    let number = 0
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
        let { index } = await started({ enterprisesARead: 3, rowsASegment: 20 })
        for (const { owner, kind } of changes) {
          number += 1
          now = new Date(now.getTime() + 13 * HOUR)
          if (kind === 'hazard') await addHazard(`x${number}`, `h${owner}`)
          else if (kind === 'keep') await index.keepSnapshot()
          else if (kind === 'archive')
            await store
              .transact(TEST_ENTRY, (tx) => archiveEnterprise(tx, `h${owner}`, 1))
              .catch(() => null)
          else if (kind === 'close')
            await store
              .transact(TEST_ENTRY, (tx) => archiveHazard(tx, `h${owner}-0`, 1))
              .catch(() => null)
          else {
            index.close()
            index = (await started({ enterprisesARead: 3, rowsASegment: 20 })).index
          }
        }
        await expectWhole(index)
        index.close()
      }),
      { numRuns: 25 },
    )
    expect(reasons).toEqual([])
  })

  it('are kept again after many commits, or after a few half a day later', async () => {
    const index = await kept()
    expect(await index.keepSnapshot()).toBe(false)
    await addHazard('one', 'h0')
    expect(await index.keepSnapshot()).toBe(false)
    now = new Date(now.getTime() + 13 * HOUR)
    expect(await index.keepSnapshot()).toBe(true)
    expect(await index.keepSnapshot()).toBe(false)
    for (let item = 0; item < 100; item += 1) await addHazard(`many${item}`, 'h1')
    expect(await index.keepSnapshot()).toBe(true)
    const { index: again, steps } = await started()
    // Its old segment and its new ones, and no enterprise read.
    expect(steps.at(-1)).toBe(ENTERPRISES + 3)
    await expectWhole(again)
  })
})

describe('kept rows are not used', () => {
  /** Everything is read from the store, enterprise by enterprise, and the reason told. */
  async function expectUnused(reason: RegExp): Promise<void> {
    const { index, steps } = await started()
    expect(steps).toEqual(Array.from({ length: steps.length }, (_, step) => step + 1))
    expect(steps.length).toBeGreaterThanOrEqual(ENTERPRISES)
    await expectWhole(index)
    expect(reasons.map(String)).toEqual([expect.stringMatching(reason)])
    // Then they are kept anew, whatever the file was.
    expect(await index.keepSnapshot()).toBe(true)
    expect((await started()).steps.length).toBeLessThanOrEqual(steps.length)
    index.close()
  }

  /** What was kept holds a hazard that the database put back has not. */
  async function putBackAnOlderState(): Promise<void> {
    const backup = path.join(directory, 'backup.db')
    await store.close()
    copyFileSync(database, backup)
    store = await openDatabase()
    await addHazard('lost', 'h2')
    ;(await kept()).close()
    await store.close()
    copyFileSync(backup, database)
    store = await openDatabase()
  }

  it('when any byte of them is another', async () => {
    ;(await kept()).close()
    const bytes = readFileSync(file)
    const at = Math.floor(bytes.length / 2)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    writeFileSync(file, bytes)
    await expectUnused(/damaged/)
  })

  it.each([0, 3, 4, 500])('when they end after %i bytes', async (length) => {
    ;(await kept()).close()
    writeFileSync(file, readFileSync(file).subarray(0, length))
    await expectUnused(/damaged/)
  })

  it('when another version of the program wrote them', async () => {
    ;(await kept()).close()
    const head = await readSegmentFileHead(file)
    const segments = await keptSegments()
    await writeSegmentFile(file, { ...head, program: 'another' }, segments)
    await expectUnused(/another version/)
  })

  it('when an older backup was put back and worked on', async () => {
    await putBackAnOlderState()
    // As many commits as before, of other things.
    now = new Date(now.getTime() + HOUR)
    await addHazard('found', 'h4')
    await expectUnused(/not of this database/)
  })

  it('when they are ahead of a backup that was put back', async () => {
    await putBackAnOlderState()
    await expectUnused(/not of this database/)
  })

  it('when the log no longer tells what changed since', async () => {
    ;(await kept()).close()
    await addHazard('one', 'h1')
    await store.maintain((tx) => removeOldChanges(tx, new Date('2999-01-01')))
    await addHazard('two', 'h2')
    await expectUnused(/too old/)
  })

  it('when everything may have changed since', async () => {
    ;(await kept()).close()
    await store.transact(TEST_ENTRY, (tx) => {
      tx.changed('everything', '*', null)
      return Promise.resolve()
    })
    await expectUnused(/too much changed/)
  })

  it('but are when the log was emptied and nothing changed', async () => {
    ;(await kept()).close()
    await store.maintain((tx) => removeOldChanges(tx, new Date('2999-01-01')))
    expect((await started()).steps).toEqual([ENTERPRISES + 3])
  })

  it('and an unfinished file leaves the earlier one', async () => {
    const index = await kept()
    const before = readFileSync(file)
    const head = await readSegmentFileHead(file)
    const segments = await keptSegments()
    const unwritable = { ...segments[0], texts: [() => 'no text'] } as unknown as Segment
    await expect(writeSegmentFile(file, head, [...segments, unwritable])).rejects.toThrow()
    expect(readFileSync(file)).toEqual(before)
    expect(existsSync(`${file}.new`)).toBe(false)
    index.close()
  })
})
