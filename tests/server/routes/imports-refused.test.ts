import { Buffer } from 'node:buffer'
import { access, readdir } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { countEnterprises } from '#server/store/enterprise.ts'
import type { TestApplication } from '#tests/server/http/application.ts'
import { csv } from '#tests/server/intake/county-store.ts'
import { encodeText } from '#tests/server/intake/encode.ts'
import { Clerk, DAOLE, HEADER, openImports, refusal, workbook, YONGDA, zip } from './imports-kit.ts'

let application: TestApplication
let bureau: Clerk

beforeEach(async () => {
  application = await openImports()
  bureau = new Clerk(application, 'bureau')
})
afterEach(() => application.close())

const count = () => countEnterprises(application.services.store)
const LEDGER = csv(HEADER, DAOLE, YONGDA)

describe('files that are refused', () => {
  const sheet = (rows: readonly (readonly unknown[])[]) =>
    workbook((book) => void book.addWorksheet('企业').addRows(rows as never))

  it.each([
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), 415, 'wrong_type'],
    ['a PDF', Buffer.from('%PDF-1.7'), 415, 'wrong_type'],
    ['a workbook of the old kind', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 415, 'old_workbook'],
    [
      'an encrypted workbook',
      Buffer.concat([
        Buffer.from('d0cf11e0a1b11ae1', 'hex'),
        Buffer.from('EncryptedPackage', 'utf16le'),
      ]),
      422,
      'encrypted',
    ],
    ['half a workbook', Buffer.from('504b030414000600', 'hex'), 422, 'not_a_workbook'],
    ['an empty file', Buffer.alloc(0), 422, 'empty'],
  ])('%s', async (_name, content, status, code) => {
    const answer = await refusal(await bureau.upload('a.xlsx', content))
    expect(answer).toMatchObject({ status, issues: [code] })
    expect(answer.detail).toMatch(/; 请/)
    expect((await bureau.send({}, { name: 'a.xlsx', content })).status).toBe(status)
  })

  it('a zip of something else, and one of too many files', async () => {
    const other = await zip({ 'word/document.xml': '<x/>', '[Content_Types].xml': '<x/>' })
    expect(await refusal(await bureau.upload('a.docx', other))).toMatchObject({
      status: 422,
      issues: ['not_a_workbook'],
    })
    const crowd = await zip(
      Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`a${index}.xml`, '<x/>'])),
    )
    expect((await refusal(await bureau.upload('a.xlsx', crowd))).issues).toEqual([
      'too_many_entries',
    ])
  })

  it('a bomb, before it is inflated, and nothing of it stays', async () => {
    const bomb = await zip({
      '[Content_Types].xml': '<x/>',
      'xl/workbook.xml': '<x/>',
      'xl/worksheets/sheet1.xml': Buffer.alloc(50 * 1024 * 1024, 'a'),
    })
    expect(bomb.length).toBeLessThan(200_000)
    expect((await refusal(await bureau.upload('a.xlsx', bomb))).issues).toEqual(['bomb'])
    const huge = await zip({
      '[Content_Types].xml': '<x/>',
      'xl/workbook.xml': '<x/>',
      'xl/media/a.bin': Buffer.alloc(70 * 1024 * 1024),
    })
    expect((await refusal(await bureau.upload('a.xlsx', huge))).issues).toEqual(['too_large'])
    const kept = path.join(application.directory, 'uploads', 'imports')
    expect(await readdir(kept)).toEqual([])
  })

  it('a directory that lies about what inflates', async () => {
    const bytes = Buffer.from(
      await zip({
        '[Content_Types].xml': '<x/>',
        'xl/workbook.xml': '<x/>',
        'xl/sheet.xml': Buffer.alloc(3 * 1024 * 1024, 'a'),
      }),
    )
    // The size in the central directory: small enough to pass the look at it.
    const at = bytes.lastIndexOf('xl/sheet.xml') - 46 + 24
    expect(bytes.readUInt32LE(at)).toBe(3 * 1024 * 1024)
    bytes.writeUInt32LE(1_000, at)
    expect((await refusal(await bureau.upload('a.xlsx', bytes))).issues).toEqual(['not_a_workbook'])
  })

  it('names that climb out of the archive, and entities from outside', async () => {
    const bytes = Buffer.from(
      await zip({ '[Content_Types].xml': '<x/>', 'xl/workbook.xml': '<x/>', 'aa/evil': 'x' }),
    )
    for (let at = bytes.indexOf('aa/evil'); at >= 0; at = bytes.indexOf('aa/evil')) {
      bytes.write('../evil', at)
    }
    expect((await refusal(await bureau.upload('a.xlsx', bytes))).issues).toEqual(['unsafe_entry'])
    await expect(access(path.join(application.directory, 'uploads', 'evil'))).rejects.toThrow()
    const entity = await zip({
      '[Content_Types].xml': '<x/>',
      'xl/workbook.xml': '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    })
    expect((await refusal(await bureau.upload('a.xlsx', entity))).issues).toEqual([
      'external_entity',
    ])
  })

  it('too many columns, in a text and in a workbook', async () => {
    const wide = Array.from({ length: 600 }, (_, index) => `列${index}`)
    const text = await bureau.send({}, { name: 'a.csv', content: csv(wide, wide) })
    expect((await refusal(text)).issues).toEqual(['too_many_columns'])
    expect((await refusal(await bureau.upload('a.xlsx', await sheet([wide])))).issues).toEqual([
      'too_many_columns',
    ])
  })

  it('a wrong encoding, an ambiguous one', async () => {
    const gb = encodeText(LEDGER, 'gb18030')
    const wrong = await bureau.send({ encoding: 'utf-8' }, { name: 'a.csv', content: gb })
    expect((await refusal(wrong)).issues).toEqual(['encoding'])
    expect((await bureau.send({}, { name: 'a.csv', content: gb })).status).toBe(201)
    const wide = encodeText(LEDGER, 'utf-16le with mark')
    expect((await bureau.send({}, { name: 'a.csv', content: wide })).status).toBe(201)
    // 绢 in GBK is also é in UTF-8 twice over.
    const short = Buffer.from([0xc3, 0xa9, 0xc3, 0xa9, 0x2c, 0x61, 0x0a])
    const ambiguous = await bureau.send({}, { name: 'a.csv', content: short })
    expect((await refusal(ambiguous)).issues).toEqual(['encoding_ambiguous'])
  })

  it('a missing column, one given to two fields, a field nobody knows', async () => {
    const short = csv(HEADER.slice(0, 3), DAOLE.slice(0, 3))
    const missing = await bureau.send({}, { name: 'a.csv', content: short })
    expect((await refusal(missing)).issues).toEqual(['missing_column', 'missing_column'])
    const file = { name: 'a.csv', content: LEDGER }
    const twice = { map: JSON.stringify({ lng: '#5', lat: '#5' }) }
    expect((await refusal(await bureau.send(twice, file))).issues).toEqual(['duplicate_mapping'])
    const unknown = { map: JSON.stringify({ colour: '#1' }) }
    expect((await refusal(await bureau.send(unknown, file))).issues).toEqual(['unknown_field'])
  })

  it.each([
    ['outside the county', [116.4, 39.9], 'outside_county', /范围外/],
    ['swapped', [35.7, 114.235], 'swapped', /疑似经纬度颠倒/],
    ['in metres', [38_521_000, 3_952_000], 'projected', /疑似投影坐标/],
  ])('a place %s', async (_name, place, code, message) => {
    const content = csv(HEADER, [...DAOLE.slice(0, 4), ...place])
    const answer = await refusal(await bureau.send({}, { name: 'a.csv', content }))
    expect(answer).toMatchObject({ status: 422, issues: [code] })
    expect(answer.messages[0]).toMatch(message)
  })

  it('fields that are not as they should be', async () => {
    const file = { name: 'a.csv', content: LEDGER }
    for (const fields of [
      { crs: 'mars' },
      { map: 'not json' },
      { map: '{"a":{"b":1}}' },
      { corrections: '[{"row":0,"cells":{}}]' },
      { corrections: '['.repeat(5_000) },
      { region: '999999' },
      { unknown: 'x' },
      { kind: 'persons' },
      { headerRow: '-1' },
    ]) {
      const answer = await bureau.send(fields, file)
      expect(answer.status, JSON.stringify(fields)).toBe(422)
    }
    expect((await bureau.send({ kind: 'enterprises' })).status).toBe(422)
    expect(await count()).toBe(0)
  })
})
