import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { extractPart, readManifest, writeArchive } from '#server/deploy/backup-archive.ts'
import { extractBackup } from '#server/deploy/extract-backup.ts'
import { hashFile } from '#server/deploy/files.ts'
import { makeBackup } from '#server/deploy/make-backup.ts'
import type { MadeBackup } from '#server/deploy/make-backup.ts'
import type { Manifest } from '#server/deploy/manifest.ts'
import { restoreBackup } from '#server/deploy/restore-backup.ts'
import { findEnterprise, insertEnterprises } from '#server/store/enterprise.ts'
import { lockInstance } from '#server/store/instance-lock.ts'
import { migrateToLatest } from '#server/store/migrate.ts'
import { openStore } from '#server/store/open.ts'
import { insertSession } from '#server/store/session.ts'
import type { Store } from '#server/store/transact.ts'
import { insertUser } from '#server/store/user.ts'
import { verifyStore } from '#server/store/verify.ts'
import { temporaryDirectory } from '#tests/server/store/engines.ts'
import { anEnterprise, aUser } from '#tests/server/store/ledger.ts'

const AUDIT = { actor: 'u1', action: 'test' }
const room = temporaryDirectory()
let homes = 0

function newHome(): string {
  homes += 1
  const home = path.join(room.path, `home-${homes}`)
  mkdirSync(home)
  return home
}

async function openHome(home: string): Promise<Store> {
  const store = await openStore({ kind: 'sqlite', file: path.join(home, 'riskmap.db') })
  await migrateToLatest(store)
  return store
}

const backUp = (store: Store, home: string): Promise<MadeBackup> =>
  makeBackup(store, {
    directory: path.join(home, 'backups'),
    actor: 'console',
    isAutomatic: false,
    databaseUrl: null,
  })

const restore = (file: string, home: string, takesOtherInstance = false) =>
  restoreBackup(file, { home, actor: 'console', takesOtherInstance })

/** Everything in a home but its lock, byte for byte. */
function contentOf(home: string): Record<string, string> {
  const content: Record<string, string> = {}
  for (const name of readdirSync(home).sort()) {
    if (name === 'lock.db') continue
    const file = path.join(home, name)
    if (name === 'backups') continue
    content[name] = name.includes('.')
      ? createHash('sha256').update(readFileSync(file)).digest('hex')
      : 'directory'
  }
  return content
}

let home: string
let made: MadeBackup
const enterprises: string[] = []

beforeAll(async () => {
  home = newHome()
  const store = await openHome(home)
  await store.transact(AUDIT, async (tx) => {
    const rows = Array.from({ length: 300 }, (_, index) => anEnterprise({ name: `厂 ${index}` }))
    enterprises.push(...rows.map(({ id }) => id))
    await insertEnterprises(tx, rows)
    const user = aUser()
    await insertUser(tx, user)
    const now = new Date()
    const times = { createdAt: now, lastSeenAt: now, expiresAt: new Date(Date.now() + 3_600_000) }
    await insertSession(tx, {
      idHash: 'hash-of-a-session-that-must-not-leave',
      userId: user.id,
      ...times,
      ip: null,
      agent: null,
    })
  })
  made = await backUp(store, home)
  await store.close()
})
afterAll(() => room.remove())

describe('a backup', () => {
  it('says what it holds, and holds it', async () => {
    const { manifest } = made
    expect(await readManifest(made.file)).toEqual(manifest)
    expect(manifest.tables.find(({ name }) => name === 'enterprise')?.rows).toBe(300)
    expect(manifest.tables.map(({ name }) => name)).not.toContain('session')
    expect(manifest.findings).toEqual([])
    expect(manifest.canary).not.toBeNull()
    expect(readdirSync(path.dirname(made.file))).toEqual([path.basename(made.file)])
  })

  it('is taken apart for other tools, and overwrites nothing', async () => {
    const place = path.join(newHome(), 'out')
    const part = await extractBackup(made.file, place)
    expect(await hashFile(part)).toBe(made.manifest.part.sha256)
    await expect(extractBackup(made.file, place)).rejects.toMatchObject({ code: 'failed' })
  })

  it('holds no session, not even in free pages', async () => {
    const file = path.join(room.path, 'part.db')
    await extractPart(made.file, made.manifest, file)
    expect(readFileSync(path.join(home, 'riskmap.db')).includes('that-must-not-leave')).toBe(true)
    expect(readFileSync(file).includes('that-must-not-leave')).toBe(false)
  })

  it('under load: every row acknowledged before it began comes back in a blank home', async () => {
    const busy = newHome()
    const store = await openHome(busy)
    const acknowledged: string[] = []
    let isWriting = true
    const write = async () => {
      while (isWriting) {
        const row = anEnterprise()
        await store.transact(AUDIT, (tx) => insertEnterprises(tx, [row]))
        acknowledged.push(row.id)
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    const writers = Array.from({ length: 4 }, write)
    while (acknowledged.length < 50) await new Promise((resolve) => setTimeout(resolve, 5))
    const before = [...acknowledged]
    const copy = await backUp(store, busy)
    isWriting = false
    await Promise.all(writers)
    expect(acknowledged.length).toBeGreaterThan(before.length)
    await store.close()

    writeFileSync(path.join(busy, 'riskmap.db'), 'gone')
    const blank = newHome()
    await restore(copy.file, blank)
    const restored = await openHome(blank)
    for (const id of before) expect(await findEnterprise(restored, id), id).not.toBeNull()
    expect((await verifyStore(restored)).issues).toEqual([])
    await restored.close()
    // And over the damaged home itself, which keeps what was there.
    const { keptAside } = await restore(copy.file, busy)
    expect(readFileSync(path.join(keptAside ?? '', 'riskmap.db'), 'utf8')).toBe('gone')
    const again = await openHome(busy)
    expect((await verifyStore(again)).issues).toEqual([])
    await again.close()
  })

  it('is not made of a damaged copy’s source without saying what was wrong', async () => {
    const odd = newHome()
    const store = await openHome(odd)
    await store.transact(AUDIT, () => Promise.resolve())
    store.engine.sqlite?.exec("drop trigger audit_no_update; update audit set action = 'else'")
    const copy = await backUp(store, odd)
    expect(copy.manifest.findings).toContain('audit-chain')
    await store.close()
    // Its triggers are no longer ours, so it does not come back unnoticed either.
    await expect(restore(copy.file, newHome())).rejects.toMatchObject({ code: 'damaged' })
  })
})

describe('a restore', () => {
  it('keeps the present data beside it, and is noted in the audit trail', async () => {
    const mine = newHome()
    await restore(made.file, mine)
    const store = await openHome(mine)
    const extra = anEnterprise()
    await store.transact(AUDIT, (tx) => insertEnterprises(tx, [extra]))
    await store.close()
    const { keptAside } = await restore(made.file, mine)
    const now = await openHome(mine)
    expect(await findEnterprise(now, extra.id)).toBeNull()
    const sessions = now.engine.sqlite?.prepare('select count(*) from session').pluck().get()
    expect(sessions).toBe(0)
    const noted = now.engine.sqlite?.prepare(
      "select count(*) from audit where action = 'backup.restore'",
    )
    expect(noted?.pluck().get()).toBe(1)
    await now.close()
    const aside = await openStore({
      kind: 'sqlite',
      file: path.join(keptAside ?? '', 'riskmap.db'),
    })
    expect(await findEnterprise(aside, extra.id)).not.toBeNull()
    await aside.close()
    expect(readdirSync(mine).filter((name) => name.startsWith('.restoring'))).toEqual([])
  })

  it('is refused while a server holds the home', async () => {
    const mine = newHome()
    const lock = lockInstance(mine)
    await expect(restore(made.file, mine)).rejects.toMatchObject({ name: 'InstanceBusy' })
    lock.release()
    await restore(made.file, mine)
  })

  it('is refused for another installation, unless that is said', async () => {
    const other = newHome()
    await (await openHome(other)).close()
    const before = contentOf(other)
    await expect(restore(made.file, other)).rejects.toMatchObject({ code: 'foreign' })
    expect(contentOf(other)).toEqual(before)
    await restore(made.file, other, true)
    const store = await openHome(other)
    expect(await findEnterprise(store, enterprises[0] ?? '')).not.toBeNull()
    await store.close()
  })

  /** The archive made again around another database or manifest, its seal right. */
  async function remade(
    change: (database: Database.Database) => void,
    over: (manifest: Manifest) => Partial<Manifest> = () => ({}),
  ): Promise<string> {
    const place = newHome()
    const part = path.join(place, 'riskmap.db')
    await extractPart(made.file, made.manifest, part)
    const database = new Database(part)
    change(database)
    database.close()
    const bytes = readFileSync(part).length
    const manifest = {
      ...made.manifest,
      part: { name: 'riskmap.db' as const, bytes, sha256: await hashFile(part) },
      ...over(made.manifest),
    }
    const file = path.join(place, 'remade.zip')
    await writeArchive(file, manifest, part)
    return file
  }

  const nothing = () => undefined
  it.each<[string, string, () => Promise<string>]>([
    [
      'a trigger of somebody else',
      'damaged',
      () =>
        remade((db) =>
          db.exec('create trigger evil after insert on enterprise begin delete from audit; end'),
        ),
    ],
    [
      'a view of somebody else',
      'damaged',
      () => remade((db) => db.exec('create view evil as select load_extension(1)')),
    ],
    [
      'a trigger taken away',
      'damaged',
      () => remade((db) => db.exec('drop trigger audit_no_update')),
    ],
    [
      'a row more than it says',
      'damaged',
      () => remade((db) => db.exec("insert into meta (key, value) values ('x', 'y')")),
    ],
    [
      'a changed name',
      'damaged',
      () =>
        remade((db) =>
          db.exec(
            "update enterprise set name = 'x' where rowid = (select min(rowid) from enterprise)",
          ),
        ),
    ],
    [
      'a newer schema',
      'newer',
      () => remade(nothing, ({ schema }) => ({ schema: [...schema, '9999-later'] })),
    ],
    [
      'another identity than its database',
      'damaged',
      () => remade(nothing, () => ({ instanceId: '00000000-0000-4000-8000-000000000000' })),
    ],
    [
      'another sum of its part',
      'damaged',
      () => remade(nothing, ({ part }) => ({ part: { ...part, sha256: '0'.repeat(64) } })),
    ],
    [
      'another size of its part',
      'damaged',
      () => remade(nothing, ({ part }) => ({ part: { ...part, bytes: part.bytes - 1 } })),
    ],
    [
      'a part that is not there',
      'damaged',
      () => remade(nothing, ({ part }) => ({ part: { ...part, name: 'riskmap.dump' } })),
    ],
    [
      'no database inside',
      'damaged',
      async () => {
        const part = path.join(newHome(), 'riskmap.db')
        writeFileSync(part, 'no database')
        const file = `${part}.zip`
        const sum = { name: 'riskmap.db' as const, bytes: 11, sha256: await hashFile(part) }
        await writeArchive(file, { ...made.manifest, part: sum }, part)
        return file
      },
    ],
    [
      'PostgreSQL’s own format',
      'unsupported',
      () =>
        remade(nothing, ({ part }) => ({
          engine: 'postgres',
          part: { ...part, name: 'riskmap.dump' },
        })),
    ],
    ['nothing at all', 'missing', () => Promise.resolve(path.join(room.path, 'none.zip'))],
  ])('is refused with %s, and touches nothing', async (_name, code, make) => {
    const file = await make()
    const live = newHome()
    await restore(made.file, live)
    const before = contentOf(live)
    await expect(restore(file, live, true)).rejects.toMatchObject({ code })
    expect(contentOf(live)).toEqual(before)
  })

  it('is refused for every one of 60 damaged files, and touches nothing', async () => {
    const whole = readFileSync(made.file)
    const live = newHome()
    await restore(made.file, live)
    const before = contentOf(live)
    const damaged = path.join(room.path, 'damaged.zip')
    const places = Array.from({ length: 40 }, (_, index) =>
      Math.floor(((index + 0.5) / 40) * whole.length),
    )
    const tail = [1, 40, 70, 90, 120].map((fromEnd) => whole.length - fromEnd)
    const harms: ((file: string) => void)[] = [
      ...[0, ...places, ...tail].map((place) => (file: string) => {
        const bytes = Buffer.from(whole)
        bytes[place] = (bytes[place] ?? 0) ^ (1 << (place % 8))
        writeFileSync(file, bytes)
      }),
      ...[0, 1, 60, 100, 5_000, whole.length >> 1, whole.length - 1].map(
        (length) => (file: string) => truncateSync(file, length),
      ),
      (file) => writeFileSync(file, Buffer.concat([whole, Buffer.from('more')])),
      (file) => writeFileSync(file, Buffer.concat([Buffer.from('x'), whole])),
      (file) => writeFileSync(file, Buffer.concat([whole, whole])),
      (file) => writeFileSync(file, Buffer.from(whole).reverse()),
      (file) => writeFileSync(file, Buffer.alloc(whole.length)),
      (file) => writeFileSync(file, whole.subarray(100)),
      (file) => copyFileSync(path.join(live, 'riskmap.db'), file),
    ]
    expect(harms.length).toBeGreaterThanOrEqual(60)
    for (const [index, harm] of harms.entries()) {
      copyFileSync(made.file, damaged)
      harm(damaged)
      const refusal: unknown = await restore(damaged, live).catch((error: unknown) => error)
      expect(refusal, `harm ${index}`).toMatchObject({ name: 'DeployRefused', code: 'damaged' })
    }
    expect(contentOf(live)).toEqual(before)
    expect(existsSync(path.join(live, 'riskmap.db'))).toBe(true)
  })
})

describe('the lock of a home', () => {
  it('is held once, and is free again when its holder was killed outright', async () => {
    const mine = newHome()
    const code = `
      const { lockInstance } = await import('#server/store/instance-lock.ts')
      lockInstance(${JSON.stringify(mine)})
      process.stdout.write('held')
      setInterval(() => undefined, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await new Promise((resolve) => child.stdout.once('data', resolve))
    expect(() => lockInstance(mine)).toThrow('已有一个服务')
    const gone = new Promise((resolve) => child.on('exit', resolve))
    child.kill('SIGKILL')
    await gone
    lockInstance(mine).release()
  })
})
