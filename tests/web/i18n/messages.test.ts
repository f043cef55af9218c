import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { accidentCategories } from '#domain/norms/accident-categories.ts'
import { flags, sectors, sizes } from '#domain/norms/enterprise-codes.ts'
import { checkModes } from '#domain/norms/hazard-codes.ts'
import { CODE_NAMES_EN } from '#web/i18n/code-names-en.ts'
import { en } from '#web/i18n/en.ts'
import { ROOMS } from '#web/i18n/rooms.ts'
import { zhCn } from '#web/i18n/zh-cn.ts'

type Messages = Readonly<Record<string, unknown>>

/** Every message by its whole key. */
function flat(messages: Messages, prefix = ''): [string, string][] {
  return Object.entries(messages).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string'
      ? [[`${prefix}${key}`, value]]
      : flat(value as Messages, `${prefix}${key}.`),
  )
}

const rooms = await Promise.all(
  Object.entries(ROOMS).map(async ([room, load]) => ({ room, ...(await load()) })),
)
const wordsOf = (language: 'zhCn' | 'en') =>
  Object.fromEntries(rooms.map((room) => [room.room, room[language]]))
const chinese = new Map(flat({ ...zhCn, ...wordsOf('zhCn') }))
const english = new Map(flat({ ...en, ...wordsOf('en') }))
const parameters = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()

describe('the two languages', () => {
  test('have the same keys', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
  })

  test('leave no message empty', () => {
    for (const messages of [chinese, english])
      expect([...messages].filter(([, text]) => text.trim() === '')).toEqual([])
  })

  test('say the same things: each message takes the same parameters', () => {
    const apart = [...chinese].filter(
      ([key, text]) => parameters(text).join() !== parameters(english.get(key) ?? '').join(),
    )
    expect(apart).toEqual([])
  })

  test('Chinese is Chinese, English is English', () => {
    const untranslated = [...english].filter(
      ([key, text]) => text === chinese.get(key) && /\p{Script=Han}/u.test(text),
    )
    expect(untranslated).toEqual([])
  })
})

describe('the keys the pages use', () => {
  const files = globSync('web/**/*.{vue,ts}').filter((file) => !file.startsWith('web/i18n/'))
  const used = files.flatMap((file) => {
    const source = readFileSync(file, 'utf8')
    return [...source.matchAll(/\bt\(\s*(['`])([^'`]+)\1/g)].map(([, , key]) => ({
      file,
      key: key ?? '',
    }))
  })

  test('are found at all', () => {
    expect(used.length).toBeGreaterThan(100)
  })

  test('each exists', () => {
    const missing = used.filter(({ key }) => !key.includes('${') && !chinese.has(key))
    expect(missing).toEqual([])
  })

  test('those made of a fixed beginning and a code have messages that begin so', () => {
    const keys = [...chinese.keys()]
    const bare = used.filter(
      ({ key }) =>
        key.includes('${') && !keys.some((known) => known.startsWith(key.split('${')[0] ?? '')),
    )
    expect(bare).toEqual([])
  })
})

test('what one filters by has an English name, but for industries and places', () => {
  const lists = [sectors, sizes, flags, checkModes, accidentCategories()]
  const codes = lists.flatMap(({ items }) => items.map(({ code }) => code))
  expect(codes.filter((code) => (CODE_NAMES_EN[code] ?? '') === '')).toEqual([])
  expect(Object.keys(CODE_NAMES_EN).filter((code) => !codes.includes(code))).toEqual([])
})
