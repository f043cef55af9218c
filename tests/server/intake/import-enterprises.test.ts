import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Enterprise } from '#domain/enterprise.ts'
import { badRowLines } from '#server/intake/row-issue.ts'
import { runImport } from '#server/intake/run-import.ts'
import { findEnterprisesByNaturalKey } from '#server/store/enterprise.ts'
import type { ImportOutcome } from '#server/intake/import-options.ts'
import type { Store } from '#server/store/transact.ts'
import { csv, importOf, openCountyStore } from './county-store.ts'
import { DELIMITERS, encodeText, ENCODINGS, LINE_ENDS, separatedText } from './encode.ts'

let store: Store
let close: () => Promise<void>

beforeEach(async () => {
  ;({ store, close } = await openCountyStore())
})
afterEach(() => close())

const HEADER = ['企业名称', '统一社会信用代码', '乡镇', '监管行业', '经度', '纬度']
const DAOLE = ['道乐石油', '91410622MA3X00010Y', '高村镇', '危险化学品', 114.235, 35.7]
const YONGDA = ['永达食品', '91410622000000019A', '410622102', 'GM', 114.12, 35.55]

async function named(...names: string[]): Promise<Enterprise[]> {
  return findEnterprisesByNaturalKey(store, { usccs: [], externalIds: [], names })
}

async function count(): Promise<number> {
  const row = await store.db
    .selectFrom('enterprise')
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow()
  return row.rows
}

function lines(outcome: ImportOutcome): string[] {
  return outcome.bad.flatMap(badRowLines)
}

describe('what a row says', () => {
  test('codes and Chinese names mean the same; every field arrives', async () => {
    const outcome = await runImport(
      store,
      importOf(
        'enterprises',
        csv(
          [
            ...HEADER,
            '村',
            '国民经济行业',
            '规模',
            '重点监管情形',
            '地址',
            '从业人数',
            '安全负责人',
            '联系电话',
          ],
          [...DAOLE, '思德村', '2511', '规上', '', '107国道东', '40人', '张示例', '0392-7220000'],
          [...YONGDA, '', '农副食品加工业', '小微', '涉氨制冷、有限空间', '', '1,200', '', ''],
        ),
      ),
    )
    expect(lines(outcome)).toEqual([])
    const [daole, yongda] = [(await named('道乐石油'))[0], (await named('永达食品'))[0]]
    expect(daole).toMatchObject({
      uscc: '91410622MA3X00010Y',
      county: '410622',
      township: '410622101',
      sector: 'WH',
      industry: '2511',
      size: 'above-scale',
      employees: 40,
      safetyOfficer: '张示例',
      position: [114.235, 35.7],
      sourcePosition: { crs: 'wgs84', x: 114.235, y: 35.7 },
    })
    expect(yongda).toMatchObject({
      township: '410622102',
      sector: 'GM',
      industry: '13',
      size: 'small',
      flags: ['ammonia', 'confined-space'],
      employees: 1200,
    })
    expect(outcome.status).toBe('taken')
  })

  test('pinyin initials of a 一企一档 file are understood', async () => {
    const text = csv(
      ['QYMC', 'QYBM', 'TYSHXYDM', 'SCJYDZ', 'AQFZR', 'CYRYSL', '乡镇', '监管行业', '经度', '纬度'],
      ['大用食品', 'Q-7', '', '北阳镇东', '李示例', '300', '北阳', '工贸', 114.13, 35.56],
    )
    expect((await runImport(store, importOf('enterprises', text))).taken.created).toBe(1)
    expect((await named('大用食品'))[0]).toMatchObject({
      externalId: 'QYBM:Q-7',
      address: '北阳镇东',
      employees: 300,
      township: '410622102',
    })
  })

  test('a title above the header does no harm, and rows are still counted from the top', async () => {
    const text = csv(['淇县企业台账', '', ''], HEADER, DAOLE, [
      '无坐标厂',
      '',
      '高村镇',
      'GM',
      '',
      '',
    ])
    const outcome = await runImport(store, importOf('enterprises', text))
    expect(lines(outcome)).toEqual(['row 4: position: 没有坐标; 请补填经度和纬度 (单位: 度)'])
  })
})

describe('every way a file may be written', () => {
  const ways = ENCODINGS.flatMap((encoding) =>
    DELIMITERS.flatMap((delimiter) =>
      LINE_ENDS.map((lineEnd) => ({ encoding, delimiter, lineEnd })),
    ),
  )
  const table = [
    [...HEADER, '地址'],
    [...DAOLE.map(String), '思德村; "北门"\n东侧'],
    [...YONGDA.map(String), ''],
  ]

  test('all of them give the same rows: the first makes them, none of the others changes one', async () => {
    for (const [index, way] of ways.entries()) {
      const bytes = encodeText(separatedText(table, way.delimiter, way.lineEnd), way.encoding)
      const outcome = await runImport(store, { ...importOf('enterprises', ''), bytes })
      expect([way, lines(outcome), outcome.taken]).toEqual([
        way,
        [],
        index === 0
          ? { created: 2, updated: 0, unchanged: 0 }
          : { created: 0, updated: 0, unchanged: 2 },
      ])
    }
    expect(await count()).toBe(2)
    expect((await named('道乐石油'))[0]?.address).toBe('思德村; "北门" 东侧')
  })
})

describe('coordinates are told apart, never put right', () => {
  test('each kind of fault has its own reason on its own row', async () => {
    const row = (name: string, lng: string | number, lat: string | number) => [
      name,
      '',
      '高村镇',
      'GM',
      lng,
      lat,
    ]
    const outcome = await runImport(
      store,
      importOf(
        'enterprises',
        csv(
          HEADER,
          row('颠倒', 35.7, 114.2),
          row('零点', 0, 0),
          row('缺纬度', 114.2, ''),
          row('都缺', '', ''),
          row('在外', 116.4, 39.9),
          row('投影', 518_000, 3_941_000),
          row('文字', '东经114', 35.6),
          row('无穷', '1e400', 35.6),
          row('正确', 114.2, 35.6),
        ),
      ),
    )
    expect(outcome.bad.map(({ row: number, issues }) => [number, issues[0]?.code])).toEqual([
      [2, 'swapped'],
      [3, 'zero'],
      [4, 'missing'],
      [5, 'missing'],
      [6, 'outside_county'],
      [7, 'projected'],
      [8, 'not_a_number'],
      [9, 'not_a_number'],
    ])
    for (const line of lines(outcome)) expect(line).toMatch(/^row \d+: \w+: [^;]+; .+/)
    expect(outcome.status).toBe('refused')
    expect(await count()).toBe(0)
  })

  test('latitude may stand first, in its own column or in one with longitude', async () => {
    const apart = csv(
      ['纬度', '经度', '企业名称', '乡镇', '监管行业'],
      [35.61, 114.21, '甲厂', '高村镇', 'GM'],
    )
    const joined = csv(
      ['name', 'latLng', 'township', 'sector'],
      ['乙厂', '35.62, 114.22', '高村镇', 'GM'],
    )
    const lngFirst = csv(
      ['name', '经纬度', 'township', 'sector'],
      ['丙厂', '114.23,35.63', '高村镇', 'GM'],
    )
    const wrongWay = csv(
      ['name', '经纬度', 'township', 'sector'],
      ['丁厂', '35.63,114.23', '高村镇', 'GM'],
    )
    for (const text of [apart, joined, lngFirst]) {
      expect((await runImport(store, importOf('enterprises', text))).status).toBe('taken')
    }
    const positions = (await named('甲厂', '乙厂', '丙厂')).map(({ position }) => position)
    expect(positions).toEqual(
      expect.arrayContaining([
        [114.21, 35.61],
        [114.22, 35.62],
        [114.23, 35.63],
      ]),
    )
    const refused = await runImport(store, importOf('enterprises', wrongWay))
    expect(refused.bad[0]?.issues[0]?.code).toBe('swapped')
  })

  test('another system is converted, and what was given is kept', async () => {
    // 朝歌 in GCJ-02: +0.00599°, −0.00014° from WGS 84.
    const text = csv(HEADER, ['县城某厂', '', '朝歌街道', 'GM', 114.19959, 35.60786])
    await runImport(store, importOf('enterprises', text, { crs: 'gcj02' }))
    const [enterprise] = await named('县城某厂')
    expect(enterprise?.position?.[0]).toBeCloseTo(114.1936, 4)
    expect(enterprise?.position?.[1]).toBeCloseTo(35.608, 4)
    expect(enterprise?.sourcePosition).toEqual({ crs: 'gcj02', x: 114.19959, y: 35.60786 })
  })
})

describe('columns', () => {
  const plain = csv(['厂名', '所在', '领域', 'JD', 'WD'], ['甲厂', '高村镇', 'GM', 114.2, 35.6])

  test('a column nobody knows is asked for by name, and mapped by hand', async () => {
    const refused = await runImport(store, importOf('enterprises', plain))
    expect(lines(refused)).toEqual([
      'row 1: name: 没有找到列 企业名称; 请用 --map name=列名 指明; 现有列: 厂名, 所在, 领域, JD, WD',
      'row 1: township: 没有找到列 乡镇 (街道); 请用 --map township=列名 指明; 现有列: 厂名, 所在, 领域, JD, WD',
    ])
    const map = new Map([
      ['name', '厂名'],
      ['township', '#2'],
    ])
    expect((await runImport(store, importOf('enterprises', plain, { map }))).status).toBe('taken')
  })

  test.each([
    [{ nope: '厂名' }, 'unknown_field'],
    [{ name: '没有的列' }, 'unknown_column'],
    [{ name: '#9' }, 'unknown_column'],
  ])('a mapping that cannot be is refused: %j', async (map, code) => {
    const outcome = await runImport(
      store,
      importOf('enterprises', plain, { map: new Map(Object.entries(map)) }),
    )
    expect(outcome.bad[0]?.issues[0]?.code).toBe(code)
  })

  test('two columns of one name are told, not chosen between', async () => {
    const text = csv(
      ['企业名称', '企业名称', '乡镇', '监管行业', '经度', '纬度'],
      ['甲', '乙', '高村镇', 'GM', 114.2, 35.6],
    )
    const refused = await runImport(store, importOf('enterprises', text))
    expect(refused.bad[0]?.issues[0]?.code).toBe('ambiguous_column')
    const map = new Map([['name', '#2']])
    expect((await runImport(store, importOf('enterprises', text, { map }))).status).toBe('taken')
    expect(await named('乙')).toHaveLength(1)
  })

  test('which of two possible columns was taken is said, and what was not used', async () => {
    const text = csv(
      ['企业名称', '名称', '注册资本', '乡镇', '监管行业', '经度', '纬度'],
      ['甲', '乙', '丙', '高村镇', 'GM', 114.2, 35.6],
    )
    const outcome = await runImport(store, importOf('enterprises', text))
    expect(outcome.notices.join('\n')).toContain('取自列 "企业名称", 未取 "名称"')
    expect(outcome.notices.join('\n')).toContain('注册资本')
  })
})

describe('what is refused, by row', () => {
  test.each([
    [['', '', '高村镇', 'GM', 114.2, 35.6], 'name', 'missing'],
    [['甲', '91410622MA3X00010X', '高村镇', 'GM', 114.2, 35.6], 'uscc', 'uscc_check_digit'],
    [['甲', '9.14106E+17', '高村镇', 'GM', 114.2, 35.6], 'uscc', 'scientific'],
    [['甲', '', '无此镇', 'GM', 114.2, 35.6], 'township', 'unknown_township'],
    [['甲', '', '', 'GM', 114.2, 35.6], 'township', 'missing'],
    [['甲', '', '高村镇', '航天', 114.2, 35.6], 'sector', 'unknown_code'],
    [['甲', '', '高村镇', '', 114.2, 35.6], 'sector', 'missing'],
    [['甲\u202e乙', '', '高村镇', 'GM', 114.2, 35.6], 'name', 'hidden_character'],
    [['甲\ufffd', '', '高村镇', 'GM', 114.2, 35.6], 'name', 'damaged_text'],
    [['甲'.repeat(101), '', '高村镇', 'GM', 114.2, 35.6], 'name', 'too_long'],
    [['甲', '', '高村镇', 'GM', 114.2, 35.6, '多一格'], 'row', 'extra_cells'],
  ])('%j → %s %s', async (row, field, code) => {
    const outcome = await runImport(store, importOf('enterprises', csv(HEADER, row)))
    expect(outcome.bad[0]?.issues[0]).toMatchObject({ field, code })
    expect(outcome.bad[0]?.row).toBe(2)
    expect(await count()).toBe(0)
  })

  test.each([
    ['', 'empty'],
    ['企业名称,乡镇,监管行业,经度,纬度\n', 'empty'],
    ['企业名称,乡镇\n"甲', 'unclosed_quote'],
  ])('a file without rows: %j', async (text, code) => {
    const outcome = await runImport(store, importOf('enterprises', text))
    expect(outcome.status).toBe('refused')
    expect(outcome.bad[0]?.issues[0]?.code).toBe(code)
  })

  test('a county that is not there is named with those that are', async () => {
    const outcome = await runImport(
      store,
      importOf('enterprises', csv(HEADER, DAOLE), { region: '410621' }),
    )
    expect(lines(outcome)[0]).toContain('410622 淇县')
  })

  test('who may not write an enterprise is refused its row', async () => {
    const permits = ({ township }: { township: string | null }) => township === '410622101'
    const outcome = await runImport(
      store,
      importOf('enterprises', csv(HEADER, DAOLE, YONGDA), { permits }),
    )
    expect(outcome.bad.map(({ row, issues }) => [row, issues[0]?.code])).toEqual([
      [3, 'outside_scope'],
    ])
  })
})
