import { expect, test } from 'vitest'
import { MAP_FONT, mapFontFaces } from '#web/map/fonts.ts'

const rule = (declarations: Record<string, string>) => ({
  style: { getPropertyValue: (name: string) => declarations[name] ?? '' },
})
const slice = (url: string, range: string) =>
  rule({
    'font-family': '"Noto Sans SC Variable"',
    src: `url("${url}") format("woff2-variations")`,
    'unicode-range': range,
  })

test('each slice of the page’s font, with the characters it covers and its whole address', () => {
  const sheets = [
    {
      href: 'http://localhost:8080/assets/index.css',
      cssRules: [slice('./a.woff2', 'U+6cab, u+6ef9'), slice('/assets/b.woff2', 'U+5781')],
    },
  ]
  expect(mapFontFaces(sheets, 'http://localhost:8080/county')).toEqual({
    [MAP_FONT]: [
      { url: 'http://localhost:8080/assets/a.woff2', 'unicode-range': ['U+6CAB', 'U+6EF9'] },
      { url: 'http://localhost:8080/assets/b.woff2', 'unicode-range': ['U+5781'] },
    ],
  })
})

test('other families, other rules and slices without a range are passed over', () => {
  const sheets = [
    {
      href: null,
      cssRules: [
        {},
        rule({ color: 'red' }),
        rule({ 'font-family': 'Other', src: 'url(x.woff2)', 'unicode-range': 'U+0-FF' }),
        rule({ 'font-family': '"Noto Sans SC Variable"', src: 'url(y.woff2)' }),
        slice('z.woff2', 'U+4E00-9FFF'),
      ],
    },
  ]
  expect(mapFontFaces(sheets, 'http://localhost:8080/county')).toEqual({
    [MAP_FONT]: [{ url: 'http://localhost:8080/z.woff2', 'unicode-range': ['U+4E00-9FFF'] }],
  })
})
