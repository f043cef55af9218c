import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { decodeText } from '#server/intake/decode.ts'
import { encodeText, ENCODINGS } from './encode.ts'

// 一 is U+4E00: its zero byte stands where those of digits do not.
const ledger = '统一名称,经度,纬度\n淇县道乐石油有限公司,114.19,35.61\n沬水垱滹沱,114.2,35.6\n'

describe('decodeText', () => {
  test.each(ENCODINGS)('reads %s without being told', (encoding) => {
    const decoded = decodeText(encodeText(ledger, encoding), 'auto')
    expect(decoded).toMatchObject({ ok: true, value: { text: ledger } })
  })

  test('reads a character outside the basic plane from four bytes of GB18030', () => {
    const decoded = decodeText(encodeText('名称\n𠮷祥化工\n', 'gb18030'), 'auto')
    expect(decoded).toMatchObject({
      ok: true,
      value: { encoding: 'gb18030', text: '名称\n𠮷祥化工\n' },
    })
  })

  test('obeys what a person says, mark or no mark', () => {
    for (const [encoding, choice] of [
      ['utf-16be', 'utf-16'],
      ['utf-16le with mark', 'utf-16'],
      ['gb18030', 'gb18030'],
      ['utf-8 with mark', 'utf-8'],
    ] as const) {
      expect(decodeText(encodeText(ledger, encoding), choice)).toMatchObject({
        ok: true,
        value: { text: ledger },
      })
    }
  })

  test('names the offset of the first byte that does not fit', () => {
    const good = Buffer.from('名称,a\n', 'utf8')
    const refused = decodeText(Buffer.concat([good, Buffer.from([0xff, 0x41])]), 'utf-8')
    expect(refused.ok).toBe(false)
    if (!refused.ok) {
      expect(refused.issues[0]?.code).toBe('encoding')
      expect(refused.issues[0]?.message).toContain(`第 ${good.length} 字节`)
    }
  })

  test('refuses bytes of no encoding instead of showing replacement characters', () => {
    expect(decodeText(Buffer.from([0x61, 0x2c, 0xff, 0xff, 0x0a]), 'auto').ok).toBe(false)
    expect(decodeText(Buffer.from([0xff, 0xfe, 0x61]), 'auto').ok).toBe(false)
  })

  test('asks which it is when both readings are whole and neither is likelier', () => {
    // Two-byte UTF-8 in a row, which is also GBK for real characters.
    const bytes = Buffer.from('name\nДовд\n', 'utf8')
    expect(new TextDecoder('gb18030', { fatal: true }).decode(bytes)).not.toContain('\ufffd')
    const decoded = decodeText(bytes, 'auto')
    expect(decoded).toMatchObject({ ok: false, issues: [{ code: 'encoding_ambiguous' }] })
    expect(decodeText(bytes, 'utf-8')).toMatchObject({ ok: true, value: { text: 'name\nДовд\n' } })
  })

  test('takes an accent in a western name for what it is', () => {
    expect(decodeText(Buffer.from('name\nCafé Zürich\n', 'utf8'), 'auto')).toMatchObject({
      ok: true,
      value: { encoding: 'utf-8' },
    })
  })

  test('reads the shortest GBK file that UTF-8 detectors are known to fail on', () => {
    expect(decodeText(Uint8Array.of(0xc1, 0xaa, 0xcd, 0xa8), 'auto')).toMatchObject({
      ok: true,
      value: { encoding: 'gb18030', text: '联通' },
    })
  })
})
