import { describe, expect, it } from 'vitest'
import { parseSince } from '#domain/comparison.ts'

describe('the day that another is set against', () => {
  it.each([
    ['2026-03-31', null],
    ['2026-06-01', null],
    ['2026-03-31', '2026-03-31'],
    ['2026-03-30', '2026-03-31'],
  ])('%s is taken before %s', (since, asOf) => {
    expect(parseSince(since, asOf, '2026-06-01')).toEqual({ ok: true, value: since })
  })

  it.each([
    ['', null, 'not_a_day'],
    ['2026-02-30', null, 'not_a_day'],
    ['2026-3-1', null, 'not_a_day'],
    ['2026-06-02', null, 'in_the_future'],
    ['2026-06-02', '2026-12-31', 'in_the_future'],
    ['2026-04-01', '2026-03-31', 'after_as_of'],
  ])('%s before %s is refused: %s', (since, asOf, code) => {
    const parsed = parseSince(since, asOf, '2026-06-01')
    expect(parsed.ok).toBe(false)
    if (parsed.ok) return
    expect(parsed.issues).toMatchObject([{ path: 'since', code }])
    // What to do about it.
    expect(parsed.issues[0]?.message).toContain('请')
  })
})
