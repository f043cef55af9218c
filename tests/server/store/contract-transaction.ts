import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { listAudit, verifyAuditChain } from '#server/store/audit.ts'
import { findEnterprise, insertEnterprises, patchEnterprise } from '#server/store/enterprise.ts'
import { StoreConflict } from '#server/store/errors.ts'
import { newId } from '#server/store/identifier.ts'
import { readDataVersion } from '#server/store/meta.ts'
import { insertRiskPoints } from '#server/store/risk-point.ts'
import type { Change, Store } from '#server/store/transact.ts'
import { anEnterprise, aRiskPoint } from './ledger.ts'

const AUDIT = { actor: 'u1', action: 'enterprise.create' }

/** What holds of every write, whatever it writes. */
export function transactionContract(store: () => Store): void {
  it('keeps a row and its audit entry together', async () => {
    const one = anEnterprise()
    const before = await readDataVersion(store())
    await store().transact({ ...AUDIT, ip: '10.0.0.1', detail: { from: 'form' } }, async (tx) => {
      await insertEnterprises(tx, [one])
      tx.describe({ subject: { kind: 'enterprise', id: one.id }, detail: { rows: 1 } })
    })
    const [line] = await listAudit(store(), {
      subject: { kind: 'enterprise', id: one.id },
      limit: 10,
    })
    expect(line).toMatchObject({
      actor: 'u1',
      action: 'enterprise.create',
      detail: { from: 'form', rows: 1 },
      ip: '10.0.0.1',
    })
    expect(await findEnterprise(store(), one.id)).toMatchObject({ name: one.name, version: 1 })
    expect(await readDataVersion(store())).toBe(before + 1)
  })

  it('keeps neither when the work fails', async () => {
    const one = anEnterprise()
    const lines = (await listAudit(store(), { limit: 1 }))[0]?.sequence
    const version = await readDataVersion(store())
    const failing = store().transact(AUDIT, async (tx) => {
      await insertEnterprises(tx, [one])
      throw new Error('halfway')
    })
    await expect(failing).rejects.toThrow('halfway')
    expect(await findEnterprise(store(), one.id)).toBeNull()
    expect((await listAudit(store(), { limit: 1 }))[0]?.sequence).toBe(lines)
    expect(await readDataVersion(store())).toBe(version)
  })

  it('keeps no row when the audit entry cannot be written', async () => {
    const one = anEnterprise()
    const circular: Record<string, unknown> = {}
    circular.self = circular
    const failing = store().transact({ ...AUDIT, detail: circular }, (tx) =>
      insertEnterprises(tx, [one]),
    )
    await expect(failing).rejects.toThrow(TypeError)
    expect(await findEnterprise(store(), one.id)).toBeNull()
    expect((await verifyAuditChain(store())).ok).toBe(true)
  })

  it('keeps nothing of cancelled work and still hands out its value', async () => {
    const one = anEnterprise()
    const heard: Change[] = []
    const stop = store().onCommit((changes) => heard.push(...changes))
    const value = await store().transact(AUDIT, async (tx) => {
      await insertEnterprises(tx, [one])
      tx.cancel()
      return 'seen'
    })
    stop()
    expect(value).toBe('seen')
    expect(heard).toEqual([])
    expect(await findEnterprise(store(), one.id)).toBeNull()
  })

  it('tells listeners what changed after the commit, each thing once', async () => {
    const one = anEnterprise()
    const heard: { changes: readonly Change[]; version: number }[] = []
    const stop = store().onCommit((changes, version) => heard.push({ changes, version }))
    await store().transact(AUDIT, async (tx) => {
      await insertEnterprises(tx, [one])
      tx.changed('enterprise', one.id, one.id)
      expect(heard).toEqual([])
    })
    await store().transact({ actor: 'u1', action: 'session.open' }, () => Promise.resolve())
    stop()
    const version = await readDataVersion(store())
    expect(heard).toEqual([
      { changes: [{ kind: 'enterprise', id: one.id, enterpriseId: one.id }], version },
    ])
  })

  it('refuses a transaction inside a transaction instead of waiting for ever', async () => {
    const nested = store().transact(AUDIT, () => store().transact(AUDIT, () => Promise.resolve(1)))
    await expect(nested).rejects.toThrow('already open')
  })

  it('loses no update of concurrent writers', async () => {
    const one = anEnterprise({ employees: 0 })
    await store().transact(AUDIT, (tx) => insertEnterprises(tx, [one]))
    const hire = async (): Promise<void> => {
      for (;;) {
        const seen = await findEnterprise(store(), one.id)
        if (seen === null) throw new Error('gone')
        await wait(Math.random() * 3)
        const written = await store().transact({ actor: 'u1', action: 'enterprise.patch' }, (tx) =>
          patchEnterprise(tx, one.id, seen.version, { employees: (seen.employees ?? 0) + 1 }),
        )
        if (written?.ok === true) return
        expect(written?.current.version).toBeGreaterThan(seen.version)
      }
    }
    await Promise.all(Array.from({ length: 12 }, hire))
    expect(await findEnterprise(store(), one.id)).toMatchObject({ employees: 12, version: 13 })
    const patches = await listAudit(store(), { action: 'enterprise.patch', limit: 500 })
    expect(patches).toHaveLength(12)
  })

  it('holds unique codes and lets many rows have none', async () => {
    const code = newId().slice(0, 18)
    const insert = (rows: ReturnType<typeof anEnterprise>[]) =>
      store().transact(AUDIT, (tx) => insertEnterprises(tx, rows))
    await insert([anEnterprise({ uscc: code }), anEnterprise(), anEnterprise()])
    const error: unknown = await insert([anEnterprise(), anEnterprise({ uscc: code })]).catch(
      (caught: unknown) => caught,
    )
    expect(error).toBeInstanceOf(StoreConflict)
    expect(error).toMatchObject({ code: 'duplicate' })
  })

  it('holds foreign keys', async () => {
    const orphan = store().transact(AUDIT, (tx) =>
      insertRiskPoints(tx, [aRiskPoint('no such enterprise')]),
    )
    await expect(orphan).rejects.toMatchObject({ name: 'StoreConflict', code: 'reference' })
  })

  it('lets others have their turn while thousands of rows are written', async () => {
    const one = anEnterprise()
    let turns = 0
    let done = false
    const count = (): void => {
      turns += 1
      if (!done) setImmediate(count)
    }
    await store().transact(AUDIT, async (tx) => {
      await insertEnterprises(tx, [one])
      setImmediate(count)
      await insertRiskPoints(
        tx,
        Array.from({ length: 5_000 }, (_, index) => aRiskPoint(one.id, { number: `B-${index}` })),
      )
      done = true
    })
    expect(turns).toBeGreaterThanOrEqual(4)
  })
}
