import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoEnterpriseId } from '#server/sample/sample.ts'
import { removeSample, writeSample } from '#server/sample/write-sample.ts'
import { listCheckRecords } from '#server/store/check-record.ts'
import { findEnterprise, insertEnterprises } from '#server/store/enterprise.ts'
import { newId } from '#server/store/identifier.ts'
import { listLevels } from '#server/store/level.ts'
import { migrateToLatest } from '#server/store/migrate.ts'
import { openStore } from '#server/store/open.ts'
import { listPersons } from '#server/store/person.ts'
import { hasSample } from '#server/store/purge.ts'
import { listRegions } from '#server/store/region.ts'
import { listZonesOnEarth } from '#server/store/zone.ts'
import type { Store } from '#server/store/transact.ts'

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
  const written = await writeSample(store, OPTIONS, ({ enterprises }) => steps.push(enterprises))
  expect(written).toEqual({ enterprises: 6, of: 6, riskPoints: 150, hazards: 40 })
  expect(steps).toEqual([1, 2, 3, 4, 5, 6])

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
