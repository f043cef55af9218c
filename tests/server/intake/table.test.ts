import { describe, expect, test } from 'vitest'
import { guessDelimiter } from '#server/intake/delimiter.ts'
import { decodeText } from '#server/intake/decode.ts'
import { readRecords, TABLE_LIMITS, TableError, type TableRecord } from '#server/intake/table.ts'
import { DELIMITERS, encodeText, ENCODINGS, LINE_ENDS, separatedText } from './encode.ts'

async function recordsOf(text: string): Promise<TableRecord[]> {
  const records: TableRecord[] = []
  for await (const record of readRecords(text)) records.push(record)
  return records
}

async function errorOf(text: string): Promise<TableError> {
  try {
    await recordsOf(text)
  } catch (error) {
    if (error instanceof TableError) return error
    throw error
  }
  throw new Error('expected a refusal')
}

const table = [
  ['企业名称', '地址', '备注', '人数'],
  ['道乐石油', '高村镇\n思德村', '含 "引号", 分号; 与	制表符', '40'],
  ['永达食品', '', '', '1200'],
  ['沬河堤防管理站', '北阳镇', '𠮷', ''],
]

describe('readRecords', () => {
  const ways = ENCODINGS.flatMap((encoding) =>
    DELIMITERS.flatMap((delimiter) =>
      LINE_ENDS.map((lineEnd) => ({ encoding, delimiter, lineEnd })),
    ),
  )

  test.each(ways)('reads the same rows from $encoding, $delimiter, $lineEnd', async (way) => {
    const text = separatedText(table, way.delimiter, way.lineEnd)
    const decoded = decodeText(encodeText(text, way.encoding), 'auto')
    if (!decoded.ok) throw new Error(decoded.issues[0]?.message)
    const records = await recordsOf(decoded.value.text)
    expect(records).toEqual(table.map((cells, index) => ({ row: index + 1, cells })))
  })

  test('counts blank lines and lines inside cells as a spreadsheet does', async () => {
    const records = await recordsOf('a,b\r\n\r\n"1\n2\n3",x\r4,y')
    expect(records.map(({ row, cells }) => [row, cells[0]])).toEqual([
      [1, 'a'],
      [2, ''],
      [3, '1\n2\n3'],
      [4, '4'],
    ])
  })

  test('takes an inch mark inside a plain cell as it stands', async () => {
    expect((await recordsOf('a,b\n3" 管,x\n'))[1]?.cells).toEqual(['3" 管', 'x'])
  })

  test('names the row of a quote that is never closed', async () => {
    const error = await errorOf('a,b\n1,2\n3,"4\n5,6\n')
    expect([error.issue.code, error.row]).toEqual(['unclosed_quote', 3])
  })

  test('names the row of a record too long to be one', async () => {
    const error = await errorOf(`a,b\n1,2\n3,${'x'.repeat(TABLE_LIMITS.recordCharacters + 1)}\n`)
    expect([error.issue.code, error.row]).toEqual(['record_too_long', 3])
  })

  test('refuses ten thousand columns', async () => {
    const error = await errorOf(`a,b\n${'1,'.repeat(10_000)}\n`)
    expect([error.issue.code, error.row]).toEqual(['too_many_columns', 2])
  })

  test('refuses more rows than one import takes, at the row that is too many', async () => {
    const error = await errorOf('a,b\n' + '1,2\n'.repeat(TABLE_LIMITS.rows + 5))
    expect([error.issue.code, error.row]).toEqual(['too_many_rows', TABLE_LIMITS.rows + 2])
  })

  test('keeps a character whole where the text is cut for reading', async () => {
    const text = `a\n${'x'.repeat(65_533)}𠮷𠮷\n`
    expect((await recordsOf(text))[1]?.cells[0]?.endsWith('x𠮷𠮷')).toBe(true)
  })
})

describe('guessDelimiter', () => {
  test.each([
    ['a;b;c\n1,5;2;3\n4;5,5;6\n', ';'],
    ['名称\t坐标\n甲\t114,35\n乙\t114,36\n', '\t'],
    ['name,note\n"a;b;c;d",x\n"e;f;g;h",y\n', ','],
    ['名称；经度；纬度\n甲；114；35\n', '；'],
    ['name\nalpha\nbeta\n', ','],
  ])('%j', (text, delimiter) => {
    expect(guessDelimiter(text)).toBe(delimiter)
  })
})
