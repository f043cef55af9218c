import { execFileSync, spawnSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { PLATFORMS } from '#server/deploy/platform.ts'
import { freePort } from '../free-port.ts'

/** Spaces and Chinese in the path, as an office's folders have. */
const room = mkdtempSync(path.join(tmpdir(), 'riskmap 安装 '))
afterAll(() => rmSync(room, { recursive: true, force: true }))

const platform = PLATFORMS[process.arch === 'arm64' ? 'linux-arm64' : 'linux-x64']
let product: string

beforeAll(() => {
  const archive = path.join(room, 'riskmap.tar.gz')
  execFileSync(process.execPath, [
    ...['server/run.mjs', 'node', 'server/cli/riskmap.ts', 'pack'],
    ...['--platform', platform.name, '--out', archive],
  ])
  execFileSync('tar', ['-xzf', archive, '-C', room])
  rmSync(archive)
  const [top = ''] = readdirSync(room)
  product = path.join(room, top)
  // All that the start script may ask of the machine.
  mkdirSync(path.join(room, 'bin'))
  for (const name of ['sh', 'mkdir']) {
    const file = execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim()
    symlinkSync(file, path.join(room, 'bin', name))
  }
})

/** Runs inside the bare room, on the packed runtime: starts the product, asks it, ends its group. */
const PROBE = `
import { spawn } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
const [start, port] = process.argv.slice(2)
const base = 'http://127.0.0.1:' + port
const child = spawn(start, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
let printed = ''
child.stdout.on('data', (text) => (printed += text))
child.stderr.on('data', (text) => (printed += text))
const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal })))
const ask = (path, options) => fetch(base + path, options).then(
  async (answer) => ({ status: answer.status, type: answer.headers.get('content-type'), headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) }),
  () => ({ status: 0, type: null, bytes: Buffer.alloc(0) }))
let ready = { status: 0 }
for (let tries = 0; tries < 300 && ready.status !== 200; tries += 1) {
  ready = await ask('/readyz')
  if (ready.status !== 200) await wait(100)
}
const page = await ask('/')
const asset = /assets\\/[^"]+\\.js/.exec(page.bytes.toString())?.[0] ?? ''
const script = await ask('/' + asset)
const signedIn = await ask('/api/session', { method: 'POST', headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ username: 'bureau', password: process.env.RISKMAP_DEMO_PASSWORD }) })
const cookie = (signedIn.headers?.get('set-cookie') ?? '').split(';')[0]
const tile = await ask('/api/tiles/density/10/836/403.png', { headers: { cookie } })
const outside = await fetch('http://192.0.2.55/', { signal: AbortSignal.timeout(300) }).then(() => true, () => false)
process.kill(-child.pid, 'SIGTERM')
const end = await Promise.race([ended, wait(10_000).then(() => null)])
let isGroupGone = false
try { process.kill(-child.pid, 0) } catch { isGroupGone = true }
process.stdout.write(JSON.stringify({ ready: ready.status, page: page.status, hasApp: page.bytes.includes('id="app"'),
  script: script.status, signedIn: signedIn.status, tile: tile.status, tileType: tile.type, tileBytes: tile.bytes.length,
  outside, end, isGroupGone, printed }))
`
const probeSchema = z.object({
  ready: z.number(),
  page: z.number(),
  hasApp: z.boolean(),
  script: z.number(),
  signedIn: z.number(),
  tile: z.number(),
  tileType: z.string().nullable(),
  tileBytes: z.number(),
  outside: z.boolean(),
  end: z.object({ code: z.number().nullable(), signal: z.string().nullable() }).nullable(),
  isGroupGone: z.boolean(),
  printed: z.string(),
})

/** Without a network of its own where the machine allows that; the room has no Node and no npm either way. */
function inBareRoom(command: readonly string[]): string {
  const canUnshare = spawnSync('unshare', ['-n', 'true']).status === 0
  const bare = [
    'env',
    '-i',
    `PATH=${path.join(room, 'bin')}`,
    'RISKMAP_DEMO_PASSWORD=Qixian-demo-2026',
  ]
  const whole = canUnshare
    ? ['unshare', '-n', 'sh', '-c', 'ip link set lo up; exec "$@"', 'sh', ...bare, ...command]
    : [...bare, 'HTTP_PROXY=http://127.0.0.1:9', 'HTTPS_PROXY=http://127.0.0.1:9', ...command]
  const [program = '', ...args] = whole
  return execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1e8, cwd: room })
}

describe('the package, unpacked where there is neither Node nor npm nor a network', () => {
  test('starts, serves page and tile, and ends with its group', async () => {
    const probe = path.join(room, 'probe.mjs')
    writeFileSync(probe, PROBE)
    const port = String(await freePort())
    const bound = [`PORT=${port}`, path.join(product, 'runtime/node'), probe]
    const answer = probeSchema.parse(
      JSON.parse(inBareRoom([...bound, path.join(product, 'start.sh'), port])),
    )
    expect(answer, answer.printed).toMatchObject({
      ready: 200,
      page: 200,
      hasApp: true,
      script: 200,
      signedIn: 200,
      tile: 200,
      tileType: 'image/png',
      outside: false,
      end: { code: 0, signal: null },
      isGroupGone: true,
    })
    expect(answer.tileBytes).toBeGreaterThan(500)
    expect(answer.printed).toContain('Sign in: http://localhost:')
    expect(answer.printed).not.toContain('Building')
  })

  test('keeps its data beside the program, never in it', () => {
    expect(readdirSync(path.join(room, 'riskmap-data'))).toContain('riskmap.db')
    // What was compiled is no data: it may be deleted at any time.
    expect(readdirSync(path.join(product, 'program/node_modules/.cache'))).toEqual(['compiled'])
    expect(readFileSync(path.join(product, 'SHA256SUMS'), 'utf8')).not.toContain('/.cache/')
    const written = execFileSync('sh', ['-c', 'sha256sum --quiet -c SHA256SUMS 2>&1 || true'], {
      cwd: product,
      encoding: 'utf8',
    })
    expect(written).toBe('')
  })

  test('has its command line: a backup, a restore, a check', () => {
    const command = path.join(product, 'riskmap.sh')
    const out = path.join(room, 'usb')
    expect(inBareRoom([command, 'backup', '--out', out])).toContain('已备份并校验')
    const [name = ''] = readdirSync(out)
    expect(inBareRoom([command, 'restore', path.join(out, name)])).toContain('已恢复')
    expect(inBareRoom([command, 'verify'])).toContain('校验通过')
  })

  test('has its manual and what starts it with the machine, and no tools', () => {
    const names = readdirSync(product)
    for (const wanted of [
      'start.sh',
      'stop.sh',
      'riskmap.sh',
      'riskmap.service',
      '安装手册.txt',
      'VERSION',
      'SHA256SUMS',
    ])
      expect(names).toContain(wanted)
    const manual = readFileSync(path.join(product, '安装手册.txt'), 'utf8')
    for (const word of ['start.sh', '局域网', 'TLS_CERT', 'restore', '升级', 'riskmap-data'])
      expect(manual).toContain(word)
    const modules = readdirSync(path.join(product, 'program/node_modules'))
    for (const tool of ['vite', 'vue', 'typescript', 'vitest', 'element-plus'])
      expect(modules).not.toContain(tool)
  })
})
