import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import excel from 'exceljs'
import { allIds } from '#server/density/columns/id-column.ts'
import { createSegmentSnapshots } from '#server/density/snapshot/segment-snapshots.ts'
import { keptRowsFile } from '#server/start-index.ts'
import { listEnterpriseIds } from '#server/store/enterprise.ts'
import { openStore } from '#server/store/open.ts'

const projectDirectory = path.resolve(import.meta.dirname, '../../..')
const powerPlants = path.join(projectDirectory, 'tests/fixtures/intake/china-power-plants-200.csv')

interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

let home: string

/** The command as a person starts it, in a home of its own; killed outright when a test says so. */
function riskmap(
  args: readonly string[],
  input = '',
  killAfterMilliseconds = 0,
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['server/cli/riskmap.ts', ...args], {
      cwd: projectDirectory,
      env: { ...process.env, RISKMAP_HOME: home, DATABASE_URL: '' },
    })
    const output = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...output }))
    child.stdin.end(input)
    if (killAfterMilliseconds > 0) setTimeout(() => child.kill('SIGKILL'), killAfterMilliseconds)
  })
}

beforeAll(() => {
  home = mkdtempSync(path.join(tmpdir(), 'riskmap-cli-'))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

describe('riskmap', () => {
  test('reading a store that is not there refuses and makes none', async () => {
    const { code, stdout } = await riskmap(['verify'])
    expect(code).toBe(78)
    expect(stdout).toBe('')
  })

  test('migrate and verify', async () => {
    expect(await riskmap(['migrate'])).toMatchObject({ code: 0, stdout: '数据库结构已是最新\n' })
    expect(await riskmap(['verify'])).toMatchObject({
      code: 0,
      stdout: '校验通过: 审计记录 0 条\n',
    })
  })

  test('an import with bad rows: exit 1, a line each, nothing taken', async () => {
    const { code, stdout } = await riskmap([
      'import',
      powerPlants,
      '--kind',
      'enterprises',
      '--region',
      'none',
    ])
    expect(code).toBe(1)
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(23)
    for (const line of lines.slice(0, -1)) expect(line).toMatch(/^row \d+: \w+: [^;]+; .+$/)
    expect(lines.at(-1)).toMatch(/^未导入: 共 179 行, 有问题 22 行/)
    expect(
      (await riskmap(['export', 'enterprises', '--out', path.join(home, 'none.csv')])).stdout,
    ).toMatch(/^已导出 0 行/)
  })

  test('a dry run of good rows: exit 0, nothing written', async () => {
    const file = path.join(home, 'good.csv')
    writeFileSync(file, 'name,lng,lat\nAlpha,114.2,35.6\n')
    const { code, stdout } = await riskmap([
      'import',
      file,
      '--kind',
      'enterprises',
      '--region',
      'none',
      '--dry-run',
    ])
    expect([code, stdout]).toEqual([
      0,
      '试运行, 未写入: 共 1 行, 可导入 1 行 (新增 1, 更新 0, 不变 0)\n',
    ])
    expect((await riskmap(['imports', 'list'])).stdout).not.toContain('good.csv')
  })

  test('--skip-bad takes the rest, says how many, and leaves the bad rows in a file', async () => {
    const report = path.join(home, 'bad.csv')
    const { code, stdout } = await riskmap([
      'import',
      powerPlants,
      '--kind',
      'enterprises',
      '--region',
      'none',
      '--skip-bad',
      '--report',
      report,
    ])
    expect(code).toBe(0)
    expect(stdout).toContain(
      '共 179 行, 已导入 157 行 (新增 157, 更新 0, 不变 0); 跳过 22 行; 批次 ',
    )
    const reported = readFileSync(report, 'utf8')
    expect(reported.startsWith('\ufeffPower Plant ID,Name,')).toBe(true)
    expect(reported.split('\r\n').filter((line) => line !== '')).toHaveLength(23)
  })

  test('imports list and undo: once done, a second time refused', async () => {
    const { stdout } = await riskmap(['imports', 'list'])
    const done = stdout.split('\n').find((line) => line.includes('done'))
    const id = done?.split('\t')[0] ?? ''
    expect(done).toContain('157/179')
    const out = path.join(home, 'plants.geojson')
    await riskmap([
      'export',
      'enterprises',
      '--format',
      'geojson',
      '--industry',
      '4413',
      '--out',
      out,
    ])
    const features = (JSON.parse(readFileSync(out, 'utf8')) as { features: unknown[] }).features
    expect(features.length).toBeGreaterThan(10)
    expect(await riskmap(['imports', 'undo', id])).toMatchObject({
      code: 0,
      stdout: `已撤销批次 ${id}: 删除 157 条, 恢复 0 条\n`,
    })
    const again = await riskmap(['imports', 'undo', id])
    expect(again.code).toBe(1)
    expect(again.stdout).toContain('未撤销, 数据没有变动')
  })

  test('what was exported is understood when it comes back', async () => {
    const file = path.join(home, 'round.csv')
    const out = path.join(home, 'round-out.csv')
    writeFileSync(
      file,
      'name,外部编号,lng,lat,phone,sector\n=Alpha,list:7,114.2,35.6,+86 371 1234567,WH\n',
    )
    const region = ['--region', 'none']
    expect((await riskmap(['import', file, '--kind', 'enterprises', ...region])).code).toBe(0)
    await riskmap(['export', 'enterprises', '--format', 'csv', '--out', out])
    const exported = readFileSync(out, 'utf8')
    expect(exported.startsWith('\ufeff企业名称,')).toBe(true)
    expect(exported).toContain("'=Alpha")
    const workbookFile = path.join(home, 'round-out.xlsx')
    await riskmap(['export', 'enterprises', '--format', 'xlsx', '--out', workbookFile])
    const workbook = new excel.Workbook()
    await workbook.xlsx.readFile(workbookFile)
    expect(workbook.getWorksheet('企业台账')?.getCell('A2').value).toBe('=Alpha')
    const back = await riskmap(['import', out, '--kind', 'enterprises', ...region])
    expect(back.stdout).toContain('新增 0, 更新 0, 不变 1')
  })

  test.each([
    [['import', 'no-such.csv', '--kind', 'enterprises'], '找不到文件'],
    [['import', powerPlants, '--kind', 'enterprises', '--crs', 'mars'], '不认识坐标系'],
    [['import', powerPlants, '--kind', 'enterprises', '--map', 'name'], '应写成 字段=列名'],
    [['import', powerPlants, '--kind', 'enterprises', '--report', powerPlants], '不能覆盖'],
    [['export', 'enterprises', '--out', 'x.csv', '--level', '9'], '--level'],
    [['user', 'passwd', 'nobody'], '没有账号'],
  ])('%j is refused with what to do', async (args, message) => {
    const { code, stdout, stderr } = await riskmap(args)
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('    at ')
  })

  test('accounts: a given password is judged, an invented one shown once', async () => {
    const weak = await riskmap(
      ['user', 'add', 'Li.Shili', '--role', 'bureau', '--county', '410622', '--password-stdin'],
      'weak\n',
    )
    expect([weak.code, weak.stdout]).toEqual([1, ''])
    const added = await riskmap([
      'user',
      'add',
      'Li.Shili',
      '--role',
      'bureau',
      '--county',
      '410622',
    ])
    expect(added.stdout).toMatch(/初始口令.*: \S{10,}/)
    expect((await riskmap(['user', 'add', 'li.shili', '--role', 'planner'])).stderr).toContain(
      '已被使用',
    )
    expect(
      (await riskmap(['user', 'passwd', 'li.shili', '--password-stdin'], 'Jian-Du-2026x\n')).code,
    ).toBe(0)
    expect((await riskmap(['user', 'disable', 'li.shili'])).code).toBe(0)
    expect((await riskmap(['user', 'list'])).stdout).toContain('li.shili\tbureau\t已停用')
    expect((await riskmap(['verify'])).code).toBe(0)
  })
})

test('display tokens: told once with their address, listed without, revoked for good', async () => {
  const added = await riskmap(['token', 'add', '值班大厅', '--region', '410622'])
  expect(added.code).toBe(0)
  const [, token = ''] = /#token=([\w-]{43})$/m.exec(added.stdout) ?? []
  expect(token).not.toBe('')
  const listed = (await riskmap(['token', 'list'])).stdout
  expect(listed).toMatch(/值班大厅\t410622\t有效\t.*\t未使用/)
  expect(listed).not.toContain(token)
  const [id = ''] = listed.split('\t')
  expect((await riskmap(['token', 'revoke', id])).code).toBe(0)
  expect((await riskmap(['token', 'list'])).stdout).toContain('已吊销')
  const again = await riskmap(['token', 'revoke', id])
  expect([again.code, again.stdout]).toEqual([1, ''])
  expect((await riskmap(['token', 'add', ' '])).stderr).toContain('令牌名称')
})

test('accounts: the last administrator stays, and a role gets the scope it needs', async () => {
  expect((await riskmap(['user', 'add', 'root', '--role', 'admin'])).code).toBe(0)
  const last = await riskmap(['user', 'disable', 'root'])
  expect([last.code, last.stdout]).toEqual([1, ''])
  expect(last.stderr).toContain('最后一个可用的系统管理员')
  const without = await riskmap(['user', 'add', 'gaocun', '--role', 'township'])
  expect([without.code, without.stderr]).toEqual([1, '请选择乡镇（街道）\n'])
  const screen = await riskmap(['user', 'add', 'wall', '--role', 'screen'])
  expect(screen.code).toBe(1)
})

test('the sample comes and goes whole, and is not written over itself', async () => {
  const args = ['sample', '--enterprises', '3', '--risk-points', '20', '--hazards', '10']
  const asOf = ['--as-of', '2026-11-01']
  const written = await riskmap([...args, ...asOf])
  expect([written.code, written.stdout.split('\n')[0]]).toEqual([
    0,
    '已写入示例数据: 企业 3, 风险点 20, 隐患 10 (截至 2026-11-01, 种子 1)',
  ])
  expect((await riskmap([...args, ...asOf])).stderr).toContain('已有示例数据')
  expect((await riskmap(['user', 'list'])).stdout).toContain('planner')
  expect((await riskmap(['sample', '--remove'])).code).toBe(0)
  expect((await riskmap(['user', 'list'])).stdout).not.toContain('planner')
  expect((await riskmap(['sample', '--seed', 'x'])).code).toBe(1)
  expect((await riskmap(['verify'])).code).toBe(0)
}, 120_000)

test('the rows of a large sample are kept for the first start, or not, and nothing fails', async () => {
  const enterprises = 500
  const counts = ['--enterprises', String(enterprises), '--risk-points', '500', '--hazards', '50']
  // A file stands where the directory would be.
  const place = path.dirname(keptRowsFile(home))
  writeFileSync(place, '')
  const without = await riskmap(['sample', ...counts])
  expect(without.code).toBe(0)
  expect(without.stderr).toContain('没有为首次启动备好数据')
  expect((await riskmap(['sample', '--remove'])).code).toBe(0)
  rmSync(place)

  const kept = await riskmap(['sample', ...counts, '--seed', '2'])
  expect(kept.code).toBe(0)
  expect(kept.stderr).toContain('正在为首次启动备好数据')
  expect(kept.stderr).not.toContain('没有为首次启动备好数据')
  const store = await openStore({ kind: 'sqlite', file: path.join(home, 'riskmap.db') })
  const unusable: unknown[] = []
  const onUnusable = (reason: unknown) => unusable.push(reason)
  const rows = await createSegmentSnapshots({ store, file: keptRowsFile(home), onUnusable }).open()
  expect(unusable).toEqual([])
  expect(rows?.changed).toEqual(new Set())
  const ids: string[] = []
  for await (const segment of rows?.segments ?? []) ids.push(...allIds(segment.enterprises.ids))
  expect(ids.sort()).toEqual(await listEnterpriseIds(store))
  expect(ids.length).toBeGreaterThanOrEqual(enterprises)
  await store.close()
  expect((await riskmap(['sample', '--remove'])).code).toBe(0)
}, 120_000)

describe('an import that is killed on the way', () => {
  test('leaves all or nothing, and the next one takes it once', async () => {
    const file = path.join(home, 'many.csv')
    const rows = Array.from(
      { length: 8_000 },
      (_, index) => `Plant ${index},${110 + index / 10_000},35.6,WH`,
    )
    writeFileSync(file, `name,lng,lat,sector\n${rows.join('\n')}\n`)
    const args = ['import', file, '--kind', 'enterprises', '--region', 'none']
    const before = await exported()
    for (const delay of [500, 900, 1300]) {
      await riskmap(args, '', delay)
      expect([before, before + rows.length]).toContain(await exported())
    }
    expect((await riskmap(args)).code).toBe(0)
    expect(await exported()).toBe(before + rows.length)
    const { stdout } = await riskmap(['imports', 'list'])
    const statuses = stdout.split('\n').filter((line) => line.endsWith('many.csv'))
    for (const line of statuses) expect(line).toMatch(/interrupted|done/)
    expect((await riskmap(['verify'])).code).toBe(0)
  })

  async function exported(): Promise<number> {
    const { stdout } = await riskmap([
      'export',
      'enterprises',
      '--out',
      path.join(home, 'count.csv'),
    ])
    return Number(/已导出 (\d+) 行/.exec(stdout)?.[1])
  }
})
