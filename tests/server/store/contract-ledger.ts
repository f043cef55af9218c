import { expect, it } from 'vitest'
import { UNKNOWN_PROFILE } from '#domain/enterprise-profile.ts'
import type { Region } from '#domain/region.ts'
import { insertCheckRecords, listCheckRecords } from '#server/store/check-record.ts'
import {
  archiveEnterprise,
  findEnterprise,
  findEnterprises,
  findEnterprisesByNaturalKey,
  insertEnterprises,
  listEnterpriseIds,
  patchEnterprise,
} from '#server/store/enterprise.ts'
import { newId } from '#server/store/identifier.ts'
import { insertHazards } from '#server/store/hazard.ts'
import { listPersonDuties } from '#server/store/person-duty.ts'
import {
  findPersons,
  insertPersons,
  listPersons,
  removePerson,
  savePerson,
} from '#server/store/person.ts'
import {
  findPicture,
  knownPictures,
  listUnusedPhotos,
  removeUnusedPhotos,
  savePicture,
} from '#server/store/picture.ts'
import { findRegion, listRegions, putRegions } from '#server/store/region.ts'
import { findRiskPoint, insertRiskPoints } from '#server/store/risk-point.ts'
import type { Store } from '#server/store/transact.ts'
import { anEnterprise, aHazard, aRiskPoint, CREATED } from './ledger.ts'

const AUDIT = { actor: 'u1', action: 'test' }

/** Regions, enterprises, their people, checks and pictures. */
export function ledgerContract(store: () => Store): void {
  it('gives an enterprise back as it was written, rare characters included', async () => {
    const one = anEnterprise({
      externalId: `county:${newId()}`,
      phone: '0392-沬𠮷',
      legalRepresentative: '沬某',
      businessScope: '液氨储存',
      standardization: 'third',
      selfCheck: { ...UNKNOWN_PROFILE.selfCheck, closedLoop: true, visibleSigns: false },
    })
    const bare = anEnterprise({
      county: null,
      township: null,
      industry: null,
      flags: [],
      employees: null,
      safetyOfficer: null,
      position: null,
      sourcePosition: null,
    })
    const at = new Date('2026-03-02T00:00:00.000Z')
    await store().transact({ ...AUDIT, at }, (tx) => insertEnterprises(tx, [one, bare]))
    const computed = { level: { inherent: null, current: null }, archived: false, version: 1 }
    expect(await findEnterprises(store(), [bare.id, 'unknown', one.id])).toEqual([
      { ...UNKNOWN_PROFILE, ...bare, ...computed, updatedAt: at },
      { ...UNKNOWN_PROFILE, ...one, ...computed, updatedAt: at },
    ])
  })

  it('finds enterprises by code and by external id', async () => {
    const code = newId().slice(-18)
    const [byCode, byId, other] = [
      anEnterprise({ uscc: code }),
      anEnterprise({ externalId: `x:${code}` }),
      anEnterprise(),
    ]
    await store().transact(AUDIT, (tx) => insertEnterprises(tx, [byCode, byId, other]))
    const found = await findEnterprisesByNaturalKey(store(), {
      usccs: [code, 'none'],
      externalIds: [`x:${code}`],
    })
    expect(new Set(found.map((one) => one.id))).toEqual(new Set([byCode.id, byId.id]))
  })

  it('lists the ids of all enterprises in order, far more than are read at a time', async () => {
    const many = Array.from({ length: 2_001 }, () => anEnterprise())
    const before = await listEnterpriseIds(store())
    let listed: string[] = []
    const undone = store().transact(AUDIT, async (tx) => {
      await insertEnterprises(tx, many)
      listed = await listEnterpriseIds(tx)
      throw new Error('seen enough')
    })
    await expect(undone).rejects.toThrow('seen enough')
    expect(listed).toEqual([...before, ...many.map(({ id }) => id)].sort())
    expect(await listEnterpriseIds(store())).toEqual(before)
  })

  it('changes an enterprise only from the version that was seen', async () => {
    const one = anEnterprise()
    await store().transact(AUDIT, (tx) => insertEnterprises(tx, [one]))
    const patch = (version: number, name: string) =>
      store().transact(AUDIT, (tx) => patchEnterprise(tx, one.id, version, { name }))
    expect(await patch(1, '甲')).toMatchObject({ ok: true, value: { name: '甲', version: 2 } })
    expect(await patch(1, '乙')).toMatchObject({ ok: false, current: { name: '甲', version: 2 } })
    expect(await findEnterprise(store(), one.id)).toMatchObject({ name: '甲', version: 2 })
    const archived = await store().transact(AUDIT, (tx) => archiveEnterprise(tx, one.id, 2))
    expect(archived).toMatchObject({ ok: true, value: { archived: true, version: 3 } })
    expect(await patch(3, '丙')).toBeNull()
  })

  it('moves what has no place of its own along with its enterprise', async () => {
    const one = anEnterprise()
    const near = aRiskPoint(one.id)
    const exact = aRiskPoint(one.id, { approximate: false, position: [114.2, 35.61] })
    const hazard = aHazard(one.id, { riskPointId: near.id })
    await store().transact(AUDIT, async (tx) => {
      await insertEnterprises(tx, [one])
      await insertRiskPoints(tx, [near, exact])
      await insertHazards(tx, [hazard])
      await patchEnterprise(tx, one.id, 1, { position: [114.3, 35.7] })
    })
    expect((await findRiskPoint(store(), near.id))?.position).toEqual([114.3, 35.7])
    expect((await findRiskPoint(store(), exact.id))?.position).toEqual([114.2, 35.61])
    const row = await store()
      .db.selectFrom('hazard')
      .select(['lng', 'lat'])
      .where('id', '=', hazard.hazard.id)
      .executeTakeFirstOrThrow()
    expect(row).toEqual({ lng: 114.3, lat: 35.7 })
  })

  it('puts a region in place of the one with its code', async () => {
    const region: Region = {
      code: '410622101',
      name: '高村镇',
      kind: 'township',
      parentCode: '410622',
      seat: [114.2, 35.6],
      geometry: null,
      source: '示例',
      illustrative: true,
      areaKm2: null,
      sample: false,
    }
    await store().transact(AUDIT, (tx) => putRegions(tx, [region]))
    expect(await findRegion(store(), region.code)).toEqual(region)
    const ring = [
      [114, 35],
      [115, 35],
      [115, 36],
      [114, 35],
    ]
    const drawn: Region = {
      ...region,
      geometry: { type: 'Polygon', coordinates: [ring] },
      areaKm2: 88.5,
      illustrative: false,
    }
    await store().transact(AUDIT, (tx) => putRegions(tx, [drawn]))
    expect(await listRegions(store())).toEqual([drawn])
    expect(await findRegion(store(), '999999')).toBeNull()
  })

  it('keeps a roster, and a person whom a hazard names', async () => {
    const one = anEnterprise()
    const person = (name: string) => ({
      id: newId(),
      enterpriseId: one.id,
      name,
      department: '安环部',
      post: '安全员',
      phone: null,
      sample: false,
    })
    const [free, named] = [person('沬某'), person('𠮷某')]
    const point = aRiskPoint(one.id, { personId: free.id })
    await store().transact(AUDIT, async (tx) => {
      await insertEnterprises(tx, [one])
      await insertPersons(tx, [free, named])
      await insertRiskPoints(tx, [point])
      await insertHazards(tx, [aHazard(one.id, { rectifierId: named.id })])
    })
    const kept = { version: 1, left: false }
    expect(await listPersons(store(), one.id)).toEqual([
      { ...free, ...kept },
      { ...named, ...kept },
    ])
    const save = await store().transact(AUDIT, (tx) =>
      savePerson(tx, { ...free, phone: '12350' }, 1),
    )
    expect(save).toMatchObject({ ok: true, value: { phone: '12350', version: 2 } })
    const again = (version: number) =>
      store().transact(AUDIT, (tx) => savePerson(tx, free, version))
    expect(await again(1)).toMatchObject({ ok: false, current: { version: 2 } })
    expect(await listPersonDuties(store(), free.id)).toEqual([
      { kind: 'risk-point', id: point.id, name: 'R-01 示例：储罐', part: 'responsible' },
    ])
    expect(await listPersonDuties(store(), named.id)).toMatchObject([
      { kind: 'hazard', part: 'rectifier' },
    ])
    const removed = await store().transact(AUDIT, (tx) => removePerson(tx, free, 2))
    expect(removed).toMatchObject({ ok: true, value: { left: true, version: 3 } })
    expect(await listPersons(store(), one.id)).toMatchObject([{ id: named.id }])
    expect(await findPersons(store(), [free.id])).toMatchObject([{ name: free.name, left: true }])
    expect(await again(3)).toBeNull()
    expect(await findRiskPoint(store(), point.id)).toMatchObject({ personId: free.id })
  })

  it('lists check records newest first', async () => {
    const one = anEnterprise()
    const record = (day: number, hazardsFound: number) => ({
      id: newId(),
      enterpriseId: one.id,
      checkMode: 'SELF',
      checkedAt: new Date(CREATED.getTime() + day * 86_400_000),
      checkedBy: '示例：班组长',
      hazardsFound,
      note: '',
      sample: false,
    })
    const [first, second] = [record(1, 2), record(2, 0)]
    await store().transact(AUDIT, async (tx) => {
      await insertEnterprises(tx, [one])
      await insertCheckRecords(tx, [first, second])
    })
    expect(await listCheckRecords(store(), one.id, 10)).toEqual([second, first])
  })

  it('keeps a picture once, and apart for each enterprise', async () => {
    const [mine, theirs] = [anEnterprise(), anEnterprise()]
    const picture = {
      enterpriseId: mine.id,
      purpose: 'plan' as const,
      width: 2,
      height: 1,
      mime: 'image/png',
      bytes: Uint8Array.from({ length: 256 }, (_, index) => index),
    }
    const [first, again] = await store().transact(AUDIT, async (tx) => {
      await insertEnterprises(tx, [mine, theirs])
      return [await savePicture(tx, picture), await savePicture(tx, picture)]
    })
    expect(again).toBe(first)
    expect(await findPicture(store(), mine.id, first)).toEqual({ id: first, ...picture })
    expect(await findPicture(store(), theirs.id, first)).toBeNull()
  })

  it('removes photos that nothing shows once they are old, and no others', async () => {
    const one = anEnterprise()
    const day = (number: number) => new Date(Date.UTC(2026, 2, number))
    const save = (at: Date, value: number, purpose: 'photo' | 'plan' = 'photo') =>
      store().transact({ ...AUDIT, at }, (tx) =>
        savePicture(tx, {
          enterpriseId: one.id,
          purpose,
          width: 1,
          height: 1,
          mime: 'image/png',
          bytes: Uint8Array.of(value),
        }),
      )
    await store().transact(AUDIT, (tx) => insertEnterprises(tx, [one]))
    const shown = await save(day(1), 1)
    const ground = await save(day(1), 2)
    const renewed = await save(day(1), 3)
    const unused = await save(day(1), 4)
    const young = await save(day(3), 5)
    await save(day(3), 2, 'plan')
    await save(day(3), 3)
    const listed = await listUnusedPhotos(store())
    const ids = listed.flatMap(({ id, enterpriseId }) => (enterpriseId === one.id ? id : []))
    expect(ids.toSorted()).toEqual([shown, renewed, unused, young].toSorted())

    // Between the look and the sweep one is handed in.
    const { hazard, events } = aHazard(one.id)
    await store().transact(AUDIT, (tx) =>
      insertHazards(tx, [{ hazard, events: events.map((step) => ({ ...step, photos: [shown] })) }]),
    )
    await store().maintain((tx) => removeUnusedPhotos(tx, listed, day(2)))
    const all = [shown, ground, renewed, unused, young]
    const kept = await knownPictures(store(), one.id, all)
    expect(all.filter((id) => !kept.has(id))).toEqual([unused])
  })
}
