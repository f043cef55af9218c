import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeSample } from '#server/sample/remove-sample.ts'
import { demoEnterpriseId } from '#server/sample/sample.ts'
import { writeSample } from '#server/sample/write-sample.ts'
import type { SampleProgress } from '#server/sample/write-sample.ts'
import { listCheckRecords } from '#server/store/check-record.ts'
import { findEnterprise, insertEnterprises } from '#server/store/enterprise.ts'
import { newId } from '#server/store/identifier.ts'
import { listLevels } from '#server/store/level.ts'
import { migrateToLatest } from '#server/store/migrate.ts'
import { openStore } from '#server/store/open.ts'
import { listPersons } from '#server/store/person.ts'
import { hasSample } from '#server/store/purge.ts'
import { listRiskEvents } from '#server/store/risk-event.ts'
import { listRiskPoints } from '#server/store/risk-point.ts'
import { listRegions } from '#server/store/region.ts'
import { listZonesOnEarth } from '#server/store/zone.ts'
import type { Store } from '#server/store/transact.ts'
import { firstEnterprises } from './first-enterprises.ts'

const OPTIONS = { seed: 3, asOf: '2026-11-21', enterprises: 6, riskPoints: 150, hazards: 40 }
const directory = mkdtempSync(path.join(os.tmpdir(), 'riskmap-sample-'))
let store: Store

beforeAll(async () => {
  store = await openStore({ kind: 'sqlite', file: path.join(directory, 'riskmap.db') })
  await migrateToLatest(store)
})
afterAll(async () => {
  await store.close()
  rmSync(directory, { recursive: true })
})

test('the sample is written, read back through the store, and taken out without a trace', async () => {
  const own = newId()
  await store.transact({ actor: 'test', action: 'enterprise.create' }, (tx) =>
    insertEnterprises(tx, [
      {
        id: own,
        name: '不是样例的企业',
        uscc: null,
        externalId: null,
        county: '410622',
        township: null,
        village: null,
        sector: 'GM',
        industry: null,
        size: 'small',
        flags: [],
        address: null,
        employees: null,
        safetyOfficer: null,
        phone: null,
        position: null,
        sourcePosition: null,
        sample: false,
        createdAt: new Date(),
      },
    ]),
  )
  const steps: number[] = []
  const written = await writeSample(store, OPTIONS, {
    onProgress: ({ enterprises }) => steps.push(enterprises),
  })
  expect(written).toMatchObject({ enterprises: 6, of: 6, riskPoints: 150, hazards: 40 })
  expect(steps).toEqual([6])

  const demo = demoEnterpriseId(OPTIONS)
  const enterprise = await findEnterprise(store, demo)
  expect(enterprise?.name).toContain('示例')
  const levels = await listLevels(store, 'enterprise', demo)
  expect(levels.at(-1)?.level).toEqual(enterprise?.level)
  expect(levels[0]?.at.getTime()).toBeLessThan(Date.parse('2025-11-21'))
  expect((await listPersons(store, demo)).length).toBeGreaterThanOrEqual(4)
  expect((await listCheckRecords(store, demo, 5)).length).toBe(5)
  const zones = await listZonesOnEarth(store, [demo])
  expect(zones.length).toBeGreaterThanOrEqual(5)
  expect(zones.some(({ level }) => level.current === enterprise?.level.current)).toBe(true)
  expect(await listRegions(store)).toHaveLength(215)

  await expect(writeSample(store, OPTIONS)).rejects.toMatchObject({ name: 'StoreConflict' })

  await removeSample(store)
  expect(await hasSample(store)).toBe(false)
  expect(await listRegions(store)).toEqual([])
  expect(await listPersons(store, demo)).toEqual([])
  expect((await findEnterprise(store, own))?.name).toBe('不是样例的企业')
})

/** Enterprises of a thousand points: parts fill fast. */
const WIDE = { seed: 3, asOf: '2026-11-21', enterprises: 40, riskPoints: 24_000, hazards: 80 }

async function countOf(table: 'risk_point' | 'risk_event' | 'enterprise'): Promise<number> {
  const rows = await store.db.selectFrom(table).select('id').execute()
  return rows.length
}

test('interrupted after a part, whole enterprises are kept, and what is kept can be taken out', async () => {
  const own = await countOf('enterprise')
  const stop = new AbortController()
  const seen: SampleProgress[] = []
  const written = await writeSample(store, WIDE, {
    signal: stop.signal,
    onProgress: (progress) => {
      seen.push(progress)
      stop.abort()
    },
  })
  expect(seen).toHaveLength(1)
  expect(seen[0]?.riskPoints).toBeGreaterThanOrEqual(6_000)
  expect(seen[0]?.riskPoints).toBeLessThan(9_000)
  expect(written).toEqual(seen[0])
  expect(written.enterprises).toBeLessThan(written.of)
  expect(await countOf('enterprise')).toBe(own + written.enterprises)
  expect(await countOf('risk_point')).toBe(written.riskPoints)
  for (const { enterprise, riskPoints } of firstEnterprises(WIDE, written.enterprises))
    expect(await listRiskPoints(store, { enterpriseId: enterprise.id })).toHaveLength(
      riskPoints.length,
    )
  await removeSample(store)
  expect(await countOf('enterprise')).toBe(own)
  expect(await countOf('risk_event')).toBe(0)
})

test('a removal that is interrupted is gone on with by the next', async () => {
  const own = await countOf('enterprise')
  const many = { seed: 5, asOf: '2026-11-21', enterprises: 220, riskPoints: 220, hazards: 0 }
  await writeSample(store, many)
  const stop = new AbortController()
  const first = await removeSample(store, { signal: stop.signal, onProgress: () => stop.abort() })
  expect(first).toEqual({ enterprises: 200, of: 220 })
  expect(await countOf('enterprise')).toBe(own + 20)
  expect(await removeSample(store)).toEqual({ enterprises: 20, of: 20 })
  expect(await countOf('enterprise')).toBe(own)
  expect(await hasSample(store)).toBe(false)
})

test('every event shows its latest assessments, and its accident stands on its point', async () => {
  await writeSample(store, OPTIONS)
  const demo = demoEnterpriseId(OPTIONS)
  const [made] = firstEnterprises(OPTIONS, 1)
  const points = await listRiskPoints(store, { enterpriseId: demo })
  const events = await listRiskEvents(
    store,
    points.map(({ id }) => id),
  )
  for (const { point, events: written, assessments } of made?.riskPoints ?? []) {
    const mine = events.filter(({ riskPointId }) => riskPointId === point.id)
    expect(mine).toHaveLength(written.length)
    for (const event of mine) {
      const newest = (kind: string) =>
        assessments.findLast((one) => one.kind === kind && one.eventId === event.id)?.id
      expect(event.inherent?.assessmentId).toBe(newest('inherent'))
      expect(event.current?.assessmentId).toBe(newest('current'))
    }
    const { accidents } = await store.db
      .selectFrom('risk_point')
      .select('accidents')
      .where('id', '=', point.id)
      .executeTakeFirstOrThrow()
    expect(JSON.parse(accidents)).toEqual(
      [...new Set(mine.map(({ accident }) => accident))].toSorted(),
    )
  }
  await removeSample(store)
})
