import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { HELP_PAGES } from '#web/help/pages.ts'
import { ROOMS } from '#web/i18n/rooms.ts'
import { zhCn } from '#web/i18n/zh-cn.ts'

const sections = HELP_PAGES.flatMap((page) => page.sections.map((section) => ({ page, section })))

function wordsIn(messages: unknown): string[] {
  if (typeof messages === 'string') return [messages]
  return Object.values(messages as Record<string, unknown>).flatMap(wordsIn)
}

describe('the manual', () => {
  test('calls buttons and headings what the pages call them', async () => {
    const rooms = await Promise.all(Object.values(ROOMS).map((load) => load()))
    const labels = new Set([zhCn, ...rooms.map((room) => room.zhCn)].flatMap(wordsIn))
    const quoted = sections.flatMap(({ page, section }) =>
      [...section.steps, ...(section.notes ?? [])]
        .flatMap((text) => [...text.matchAll(/“([^”]+)”/g)].map(([, label = '']) => label))
        .map((label) => `${page.id}: ${label}`),
    )
    expect(quoted.length).toBeGreaterThan(40)
    expect(quoted.filter((line) => !labels.has(line.slice(line.indexOf(': ') + 2)))).toEqual([])
  })

  test('shows each picture that was taken, and takes each that it shows', () => {
    const shown = sections.flatMap(({ section }) => section.picture?.name ?? [])
    const taken = readdirSync('web/help/pictures').map((file) => file.replace(/\.webp$/, ''))
    expect([...shown].sort()).toEqual([...taken].sort())
  })

  test('says on each page for whom it is, and has jobs with steps', () => {
    expect(new Set(HELP_PAGES.map(({ id }) => id)).size).toBe(HELP_PAGES.length)
    expect(sections.filter(({ section }) => section.steps.length < 2)).toEqual([])
  })
})
