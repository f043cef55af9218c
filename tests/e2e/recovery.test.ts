import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { DEMO_PASSWORD, startProduct, type Product } from './product.ts'

const BUSY = 75
const REFUSED = 78

interface Finished {
  readonly code: number | null
  readonly printed: string
}

/** A program of the product as a person starts it, until it ends. */
function run(program: string, home: string, args: readonly string[] = []): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['server/run.mjs', 'node', program, ...args], {
      env: { ...process.env, RISKMAP_HOME: home, PORT: '0', RISKMAP_SAMPLE: '0', DATABASE_URL: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let printed = ''
    child.stdout.on('data', (text: Buffer) => (printed += text.toString()))
    child.stderr.on('data', (text: Buffer) => (printed += text.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, printed }))
  })
}
const start = (home: string) => run('server/start.ts', home)
const riskmap = (home: string, ...args: string[]) => run('server/cli/riskmap.ts', home, args)

const room = mkdtempSync(path.join(tmpdir(), 'riskmap-recovery-'))
afterAll(() => rmSync(room, { recursive: true, force: true }))

const sumOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

describe('a start that cannot be', () => {
  let whole: string
  beforeAll(async () => {
    whole = path.join(room, 'whole')
    expect((await riskmap(whole, 'migrate')).code).toBe(0)
  })

  const database = (home: string) => path.join(home, 'riskmap.db')
  test.each<[string, (home: string) => void]>([
    ['a database of 0 bytes', (home) => writeFileSync(database(home), '')],
    ['no database beside its marker', (home) => rmSync(database(home))],
    [
      'a truncated database',
      (home) => writeFileSync(database(home), readFileSync(database(home)).subarray(0, 30_000)),
    ],
    [
      'a broken header',
      (home) => {
        const bytes = readFileSync(database(home))
        bytes.fill(0x5a, 0, 100)
        writeFileSync(database(home), bytes)
      },
    ],
    [
      'damage in the middle of a page',
      (home) => {
        const bytes = readFileSync(database(home))
        bytes.fill(0xff, 8_192, 12_288)
        writeFileSync(database(home), bytes)
      },
    ],
    [
      'another database',
      (home) =>
        writeFileSync(
          path.join(home, 'instance.json'),
          JSON.stringify({
            instanceId: '00000000-0000-4000-8000-000000000000',
            database: 'riskmap.db',
          }),
        ),
    ],
    ['a marker nobody can read', (home) => writeFileSync(path.join(home, 'instance.json'), '{')],
  ])('with %s ends with 78, names the restore, touches nothing', async (_name, damage) => {
    const home = mkdtempSync(path.join(room, 'damaged-'))
    cpSync(whole, home, { recursive: true })
    damage(home)
    const before = contentOf(home)
    const { code, printed } = await start(home)
    expect(printed).toContain('restore')
    expect(printed).not.toContain('    at ')
    expect(code).toBe(REFUSED)
    expect(contentOf(home)).toEqual(before)
  })

  test('with damage in a large database serves meanwhile, finds it, and ends with 78', async () => {
    const home = mkdtempSync(path.join(room, 'large-'))
    cpSync(whole, home, { recursive: true })
    const opened = new Database(database(home))
    opened.exec('create table ballast (number integer primary key, text text)')
    opened.exec(`insert into ballast with recursive rows(number) as
      (select 1 union all select number + 1 from rows where number < 100000)
      select number, hex(zeroblob(1500)) from rows`)
    opened.pragma('wal_checkpoint(TRUNCATE)')
    opened.close()
    const file = openSync(database(home), 'r+')
    writeSync(file, Buffer.alloc(4_096, 0xff), 0, 4_096, 40_000 * 4_096)
    closeSync(file)
    const { code, printed } = await start(home)
    expect(printed).toContain('Riskmap  http://')
    expect(printed).toContain('restore')
    expect(printed).not.toContain('    at ')
    expect(code).toBe(REFUSED)
    rmSync(home, { recursive: true })
  })

  function contentOf(home: string): Record<string, string> {
    const names = readdirSync(home).filter((name) => !name.startsWith('lock.'))
    return Object.fromEntries(
      names.map((name) => [name, sumOf(readFileSync(path.join(home, name)))]),
    )
  }
})

describe('the drill', () => {
  let product: Product
  const restored = path.join(room, 'restored')
  beforeAll(async () => {
    product = await startProduct()
  })

  const idSchema = z.object({ id: z.string() })
  async function signIn(url: string): Promise<string> {
    const answer = await fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username: 'bureau', password: DEMO_PASSWORD }),
    })
    expect(answer.status).toBe(200)
    return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  }

  const LEDGER_ROWS = 20_000
  function sendLedger(url: string, cookie: string): Promise<Response> {
    const rows = Array.from({ length: LEDGER_ROWS }, (_, index) =>
      [`台账 ${index}`, '高村镇', '工贸', 114.2 + (index % 200) / 20_000, 35.68].join(','),
    )
    const body = new FormData()
    body.set('kind', 'enterprises')
    body.set(
      'file',
      new File([['企业名称,乡镇,监管行业,经度,纬度', ...rows].join('\n')], '台账.csv'),
    )
    const headers = { Cookie: cookie, 'Idempotency-Key': 'ledger-of-the-drill' }
    return fetch(`${url}/api/imports`, { method: 'POST', headers, body })
  }

  const runsSchema = z.object({
    items: z.array(
      z.object({
        status: z.string(),
        rows: z.object({ taken: z.number() }),
        progress: z.object({ phase: z.string() }).nullable(),
      }),
    ),
  })
  async function importsOf(url: string, cookie: string) {
    const answer = await fetch(`${url}/api/imports`, { headers: { Cookie: cookie } })
    return runsSchema.parse(await answer.json()).items
  }

  const countsSchema = z.object({ counts: z.object({ enterprises: z.number() }) })
  async function enterprisesOf(url: string): Promise<number> {
    const answer = await fetch(`${url}/api/health`)
    return countsSchema.parse(await answer.json()).counts.enterprises
  }

  test('writes go on, a backup is made, the home is lost, everything acknowledged comes back', async () => {
    const cookie = await signIn(product.url)
    const acknowledged: string[] = []
    let isWriting = true
    const writer = async (number: number) => {
      for (let serial = 0; isWriting; serial += 1) {
        const answer = await fetch(`${product.url}/api/enterprises`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', Cookie: cookie },
          body: JSON.stringify({
            name: `演练 ${number}-${serial}`,
            township: '410622101',
            sector: 'WH',
          }),
        })
        if (answer.status === 201) acknowledged.push(idSchema.parse(await answer.json()).id)
        // Rates are limited; a refused write is not an acknowledged one.
        else await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
    const writers = [1, 2, 3, 4].map(writer)
    await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(30)
    const before = [...acknowledged]
    const made = await riskmap(product.home, 'backup', '--out', path.join(room, 'usb'))
    expect(made).toMatchObject({ code: 0 })
    expect(acknowledged.length).toBeGreaterThan(before.length)

    // A second server, and a restore, are refused while this one runs; both change nothing.
    const [name = ''] = readdirSync(path.join(room, 'usb'))
    const file = path.join(room, 'usb', name)
    const second = await start(product.home)
    expect(second).toMatchObject({ code: BUSY })
    expect(second.printed).toContain('已有一个服务')
    expect(await riskmap(product.home, 'restore', file)).toMatchObject({ code: BUSY })
    expect((await fetch(`${product.url}/readyz`)).status).toBe(200)

    isWriting = false
    await Promise.all(writers)
    await product.stop()

    const brought = await riskmap(restored, 'restore', file)
    expect(brought).toMatchObject({ code: 0 })
    expect(brought.printed).toMatch(/企业 \d+/)
    expect(await riskmap(restored, 'verify')).toMatchObject({ code: 0 })
    mkdirSync(restored, { recursive: true })
    const again = await startProduct({ RISKMAP_HOME: restored })
    const fresh = await signIn(again.url)
    const old = await fetch(`${again.url}/api/session`, { headers: { Cookie: cookie } })
    expect(old.status).toBe(401)
    for (const id of before) {
      const answer = await fetch(`${again.url}/api/enterprises/${id}`, {
        headers: { Cookie: fresh },
      })
      if (answer.status === 429) await new Promise((resolve) => setTimeout(resolve, 1_000))
      else expect(answer.status, id).toBe(200)
    }
    expect((await fetch(`${again.url}/api/health`)).status).toBe(200)

    // Killed outright while it writes an import, it leaves a lock that blocks nobody, and nothing of the import.
    const enterprises = await enterprisesOf(again.url)
    const cut = sendLedger(again.url, fresh).catch(() => null)
    await expect
      .poll(async () => (await importsOf(again.url, fresh))[0]?.progress?.phase, {
        timeout: 20_000,
        interval: 20,
      })
      .toBe('writing')
    process.kill(Number(readFileSync(path.join(restored, 'lock.pid'), 'utf8')), 'SIGKILL')
    expect(await cut).toBeNull()
    await again.stop()
    const third = await startProduct({ RISKMAP_HOME: restored })
    expect((await fetch(`${third.url}/readyz`)).status).toBe(200)
    expect((await importsOf(third.url, fresh))[0]).toMatchObject({
      status: 'interrupted',
      rows: { taken: 0 },
    })
    expect(await enterprisesOf(third.url)).toBe(enterprises)

    // Sent again under the same key it is taken, once however often it is sent.
    for (let time = 0; time < 2; time += 1) {
      const sent = await sendLedger(third.url, fresh)
      expect(sent.status).toBe(201)
      expect(await sent.json()).toMatchObject({ status: 'done', rows: { taken: LEDGER_ROWS } })
      await expect
        .poll(() => enterprisesOf(third.url), { timeout: 20_000 })
        .toBe(enterprises + LEDGER_ROWS)
    }
    expect((await importsOf(third.url, fresh)).map(({ status }) => status)).toEqual([
      'done',
      'interrupted',
    ])
    await third.stop()
    expect(await riskmap(restored, 'verify')).toMatchObject({ code: 0 })
  })
})
