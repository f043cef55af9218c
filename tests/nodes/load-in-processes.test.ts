import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allIds } from '#server/density/columns/id-column.ts'
import type { Segment } from '#server/density/columns/segment.ts'
import { loadInProcesses } from '#server/density/loading/load-in-processes.ts'
import { loadEnterprises } from '#server/density/loading/load-segment.ts'
import { SegmentBuilder } from '#server/density/loading/segment-builder.ts'
import { scopeVersionOf } from '#server/density/scope-version.ts'
import { writeSample } from '#server/sample/write-sample.ts'
import { listEnterpriseIds } from '#server/store/enterprise.ts'
import { migrateToLatest } from '#server/store/migrate.ts'
import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/transact.ts'
import { scopeFor } from '../server/density/records.ts'
import { findPostgres, startPostgres } from '../postgres.ts'
import type { PostgresServer } from '../postgres.ts'

const LISTENER = { onSegment: () => undefined, onRead: () => undefined }

let postgres: PostgresServer
let url: string
let store: Store

beforeAll(async () => {
  const programs = findPostgres()
  if (programs === null) throw new Error('PostgreSQL is gone')
  postgres = await startPostgres(programs)
  url = await postgres.createDatabase('county')
  store = await openStore({ kind: 'postgres', url })
  await migrateToLatest(store)
  await writeSample(store, { seed: 3, asOf: '2026-06-01', enterprises: 12 })
})
afterAll(async () => {
  await (store as Store | undefined)?.close()
  await (postgres as PostgresServer | undefined)?.stop()
})

describe('processes that read PostgreSQL', () => {
  test('hand over every enterprise once, with the rows that are read here', async () => {
    const ids = await listEnterpriseIds(store)
    const segments: Segment[] = []
    await loadInProcesses(
      ids,
      { source: { kind: 'postgres', url }, rowsASegment: 400, enterprisesAPart: 1 },
      { ...LISTENER, onSegment: (segment) => segments.push(segment) },
    )
    expect(segments.length).toBeGreaterThan(4)
    expect(segments.flatMap((one) => allIds(one.enterprises.ids)).sort()).toEqual(ids)
    const builder = new SegmentBuilder()
    await loadEnterprises(store, ids, builder)
    const scope = scopeFor()
    expect(scopeVersionOf(segments, scope)).toEqual(scopeVersionOf([builder.seal()], scope))
  })

  test('tell when it cannot be reached, and never with what password', async () => {
    const elsewhere = new URL(url)
    elsewhere.port = '1'
    elsewhere.password = 'a-secret'
    const source = { kind: 'postgres', url: elsewhere.href } as const
    const loading = loadInProcesses(['any'], { source, rowsASegment: 400 }, LISTENER)
    const error: unknown = await loading.catch((caught: unknown) => caught)
    expect(String(error)).toContain('PostgreSQL')
    expect(String(error)).not.toContain('a-secret')
  })
})
