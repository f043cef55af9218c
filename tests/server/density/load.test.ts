import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { constants, getPriority, tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allIds } from '#server/density/columns/id-column.ts'
import { ByteReader } from '#server/density/loading/byte-reader.ts'
import { loadInProcesses } from '#server/density/loading/load-in-processes.ts'
import { RawLoader } from '#server/density/loading/load-raw.ts'
import { loadEnterprises } from '#server/density/loading/load-segment.ts'
import { SegmentBuilder } from '#server/density/loading/segment-builder.ts'
import { readFramed, readSegment, segmentBytes } from '#server/density/loading/segment-transport.ts'
import type { SegmentFrame } from '#server/density/loading/segment-transport.ts'
import type { Segment } from '#server/density/columns/segment.ts'
import { rowsInUse } from '#server/density/row-counts.ts'
import { scopeVersionOf } from '#server/density/scope-version.ts'
import { writeSample } from '#server/sample/write-sample.ts'
import {
  archiveEnterprise,
  insertEnterprises,
  listEnterpriseIds,
} from '#server/store/enterprise.ts'
import { archiveHazard, insertHazards } from '#server/store/hazard.ts'
import { writeLevel } from '#server/store/level.ts'
import { migrateToLatest } from '#server/store/migrate.ts'
import { openStore } from '#server/store/open.ts'
import { archivePlan, listPlans } from '#server/store/plan.ts'
import { openRawRows } from '#server/store/raw-rows.ts'
import { insertRiskPoints } from '#server/store/risk-point.ts'
import type { Store } from '#server/store/transact.ts'
import { countyRecords, scopeFor } from './records.ts'
import { segmentOf } from './column-records.ts'
import { newEnterprise, newHazard, newRiskPoint, TEST_ENTRY } from './stored-rows.ts'

/** A sample county, and beside it rows of every kind that the sample has none of. */
const directory = mkdtempSync(path.join(tmpdir(), 'riskmap-load-'))
const file = path.join(directory, 'riskmap.db')
let store: Store
let ids: string[]

beforeAll(async () => {
  store = await openStore({ kind: 'sqlite', file })
  await migrateToLatest(store)
  await writeSample(store, { seed: 3, asOf: '2026-06-01', enterprises: 12 })
  await store.transact(TEST_ENTRY, async (tx) => {
    const level = { inherent: 2, current: null } as const
    const levels = [{ at: new Date('2024-02-29T23:59:59.999Z'), level }]
    await insertEnterprises(tx, [
      newEnterprise({ id: 'e-nowhere', position: null, levels: [] }),
      newEnterprise({ id: 'e-gone', flags: ['ammonia'], levels }),
    ])
    await insertRiskPoints(tx, [
      newRiskPoint({ id: 'p-own', enterpriseId: 'e-nowhere', approximate: true }),
      newRiskPoint({ id: 'p-none', enterpriseId: 'e-nowhere', position: null }),
      newRiskPoint({ id: 'p-at', enterpriseId: 'e-gone', position: null, levels }),
    ])
    await insertHazards(tx, [
      newHazard({ id: 'h-at', enterpriseId: 'e-nowhere', riskPointId: 'p-own', position: null }),
      newHazard({ id: 'h-none', enterpriseId: 'e-nowhere', position: null, deadline: null }),
      newHazard({ id: 'h-gone', enterpriseId: 'e-gone', hazardLevel: 'major', accident: 'A09' }),
    ])
  })
  for (const [subject, id] of [
    ['risk-point', 'p-at'],
    ['enterprise', 'e-gone'],
    ['risk-point', 'p-at'],
  ] as const)
    for (const current of [3, 4] as const)
      await store.transact(TEST_ENTRY, (tx) =>
        writeLevel(tx, subject, id, { inherent: 1, current }),
      )
  await store.transact(TEST_ENTRY, async (tx) => {
    await archiveHazard(tx, 'h-gone', 1)
    await archiveEnterprise(tx, 'e-gone', 1)
  })
  ids = await listEnterpriseIds(store)
  const [, , archived = ''] = ids
  const [plan] = await listPlans(store, archived)
  if (plan === undefined) throw new Error('an enterprise without a plan')
  await store.transact(TEST_ENTRY, (tx) => archivePlan(tx, plan.id, plan.version))
}, 60_000)

afterAll(async () => {
  await store.close()
  rmSync(directory, { recursive: true, force: true })
})

function rawSegment(of: readonly string[]): Segment {
  const rows = openRawRows(file)
  const builder = new SegmentBuilder()
  new RawLoader(rows, builder).load(of)
  rows.close()
  return builder.seal()
}

async function streamedSegment(of: readonly string[]): Promise<Segment> {
  const builder = new SegmentBuilder()
  await loadEnterprises(store, of, builder)
  return builder.seal()
}

/** What a segment says, whatever numbers its texts have. */
function said({ id: _, texts, lists, enterprises, points, hazards, zones, ...rest }: Segment) {
  const named = (column: Uint32Array) => Array.from(column, (number) => texts[number] ?? null)
  return {
    ...rest,
    enterprises: {
      ...enterprises,
      county: named(enterprises.county),
      township: named(enterprises.township),
      village: named(enterprises.village),
      sector: named(enterprises.sector),
      industry: named(enterprises.industry),
      flags: Array.from(enterprises.flags, (number) => lists[number]),
    },
    points: {
      ...points,
      name: named(points.name),
      accidents: Array.from(points.accidents, (number) => lists[number]),
    },
    hazards: {
      ...hazards,
      description: named(hazards.description),
      department: named(hazards.department),
      checkMode: named(hazards.checkMode),
      accident: named(hazards.accident),
    },
    zones: { ...zones, name: named(zones.name) },
  }
}

describe('rows read raw', () => {
  it('make the segment that streamed records make', async () => {
    const raw = rawSegment([...ids, 'e-unknown'])
    expect(said(raw)).toEqual(said(await streamedSegment(ids)))
    expect(allIds(raw.enterprises.ids)).toEqual(ids)
    expect(raw.zones.count).toBeGreaterThan(20)
    expect(raw.points.levelAt.length).toBeGreaterThan(raw.points.count)
    expect(raw.hazards.deadlineAt.length).toBeGreaterThan(50)
  })

  it('make it one enterprise by another as well', async () => {
    for (const id of ids) expect(said(rawSegment([id]))).toEqual(said(await streamedSegment([id])))
  })
})

describe('rows in use', () => {
  it('are those that are not archived, of enterprises that are not and are live', () => {
    const segment = rawSegment(ids)
    const database = store.engine.sqlite
    const count = (text: string, ...given: string[]) =>
      database
        ?.prepare(text)
        .pluck()
        .get(...given)
    const inUse = `(select id from enterprise where archived_at is null and id <> ?)`
    const [gone = ''] = ids
    const expected = (without: string) => ({
      enterprises: count(`select count(*) from enterprise where id in ${inUse}`, without),
      riskPoints: count(`select count(*) from risk_point where enterprise_id in ${inUse}`, without),
      hazards: count(
        `select count(*) from hazard where archived_at is null and enterprise_id in ${inUse}`,
        without,
      ),
    })
    expect(rowsInUse([segment])).toEqual(expected(''))
    segment.live[0] = 0
    expect(rowsInUse([segment])).toEqual(expected(gone))
    expect(expected(gone).riskPoints).toBeGreaterThan(100)
  })
})

describe('a segment as bytes', () => {
  it.each([1, 7, 65_536])('comes out as it went in, in parts of %i bytes', async (size) => {
    const whole = segmentOf(countyRecords(3))
    const segment = { ...whole, texts: Array.from({ length: 12_000 }, (_, n) => `示例 ${n}`) }
    const all = Buffer.concat([...segmentBytes(size === 1 ? whole : segment)])
    const parts = Array.from({ length: Math.ceil(all.length / size) }, (_, part) =>
      all.subarray(part * size, (part + 1) * size),
    )
    const bytes = new ByteReader(Readable.from(parts, { objectMode: false }))
    const frame = (await readFramed(bytes)) as SegmentFrame
    expect(await readSegment(bytes, frame)).toEqual(size === 1 ? whole : segment)
    for (const _ of ['once', 'and again'])
      await expect(bytes.fill(new Uint8Array(1))).rejects.toThrow('early')
  })
})

describe('bytes of a stream', () => {
  it('are read as they came, also where several parts lie in one buffer', async () => {
    const all = Uint8Array.from({ length: 1_000 }, (_, n) => n % 251)
    const shared = [all.subarray(0, 300), all.subarray(300, 301), all.subarray(301)]
    const own = shared.map((part) => part.slice())
    for (const parts of [shared, own]) {
      const expected = all.slice()
      const bytes = new ByteReader(Readable.from(parts, { objectMode: false }))
      const [head, tail] = [new Uint8Array(7), new Uint8Array(993)]
      await bytes.fill(head)
      await bytes.fill(tail)
      expect([...head, ...tail]).toEqual([...expected])
    }
    expect(all).toHaveLength(1_000)
  })
})

describe('processes that read', () => {
  it('hand over every enterprise once, in segments that grow to the rows wanted', async () => {
    const segments: Segment[] = []
    const read: number[] = []
    await loadInProcesses(
      ids,
      { source: { kind: 'sqlite', file }, rowsASegment: 400, enterprisesAPart: 1 },
      {
        onSegment: (segment) => segments.push(segment),
        onRead: (count) => read.push(count),
      },
    )
    const sizes = segments.map(({ points, hazards }) => points.count + hazards.count)
    expect(sizes.length).toBeGreaterThan(4)
    expect(sizes[0]).toBeLessThan(Math.max(...sizes))
    expect(new Set(segments.map(({ id }) => id)).size).toBe(segments.length)
    expect(segments.flatMap((one) => allIds(one.enterprises.ids)).sort()).toEqual(ids)
    expect(read.at(-1)).toBe(ids.length)
    const whole = await streamedSegment(ids)
    expect(scopeVersionOf(segments, scopeFor())).toEqual(scopeVersionOf([whole], scopeFor()))
  })

  it('go behind whom the server answers meanwhile', async () => {
    const program = path.resolve('server/density/loading/load-process.ts')
    const child = fork(program, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    const ended = once(child, 'exit')
    try {
      const lower = Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL)
      await expect.poll(() => getPriority(child.pid ?? 0), { timeout: 10_000 }).toBe(lower)
    } finally {
      child.kill('SIGKILL')
      await ended
    }
  })

  it('tell when the database cannot be read', async () => {
    const damaged = path.join(directory, 'damaged.db')
    writeFileSync(damaged, 'no database')
    const listener = { onSegment: () => undefined, onRead: () => undefined }
    const source = { kind: 'sqlite', file: damaged } as const
    const loading = loadInProcesses(ids, { source, rowsASegment: 400 }, listener)
    await expect(loading).rejects.toThrow('not a database')
  })
})
