import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scanJson } from '#server/http/json-scan.ts'

describe('scanning JSON before it is parsed', () => {
  it.each([
    ['a lone surrogate', String.raw`{"a":"\ud800"}`, 'forbidden_character'],
    ['a NUL', String.raw`{"a":"\u0000"}`, 'forbidden_character'],
    ['a NUL in a key', String.raw`{"\u0000":1}`, 'forbidden_character'],
    ['__proto__', '{"__proto__":{"x":1}}', 'forbidden_key'],
    ['__proto__ spelled with an escape', String.raw`{"\u005f_proto__":{}}`, 'forbidden_key'],
    ['the same key twice', '{"a":1,"a":2}', 'duplicate_key'],
    ['the same key twice, inside', '[{"b":{"a":1,"\\u0061":2}}]', 'duplicate_key'],
    ['33 levels', '['.repeat(33) + ']'.repeat(33), 'too_deep'],
    ['5,000,000 levels', '['.repeat(5_000_000), 'too_deep'],
  ])('refuses %s', (_name, text, fault) => {
    expect(scanJson(text, 32)).toBe(fault)
  })

  it.each([
    ['32 levels', '['.repeat(32) + ']'.repeat(32)],
    ['a whole surrogate pair', String.raw`{"a":"\ud842\udfb7"}`],
    ['equal keys of different objects', '[{"a":{"a":1}},{"a":2}]'],
    ['keys among values', '{"a":["b","b"],"b":"a"}'],
    ['brackets and quotes in a string', String.raw`{"a":"[[[\"{{{"}`],
    ['__proto__ as a value', '["__proto__"]'],
  ])('lets %s pass', (_name, text) => {
    expect(scanJson(text, 32)).toBeNull()
  })

  it('finds no fault in what JSON.stringify writes of clean values', () => {
    const clean = fc.jsonValue({ maxDepth: 6, stringUnit: 'grapheme' })
    fc.assert(
      fc.property(clean, (value) => {
        const text = JSON.stringify(value)
        fc.pre(!text.includes('__proto__') && !text.includes(String.raw`\u0000`))
        expect(scanJson(text, 32)).toBeNull()
      }),
    )
  })

  it('vertices are counted before anyone parses them', () => {
    const vertices = (count: number) => `{"geometry":[${Array(count).fill('[1,2]').join()}]}`
    expect(scanJson(vertices(99), 32, 100)).toBeNull()
    expect(scanJson(vertices(100), 32, 100)).toBe('too_many_lists')
  })
})
