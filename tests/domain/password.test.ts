import { describe, expect, it } from 'vitest'
import list from '#data/codes/common-passwords.json' with { type: 'json' }
import { passwordProfile } from '#domain/norms/password-profiles.ts'
import { checkNewPassword, passwordExpiry, passwordIssues } from '#domain/password.ts'

const codesOf = (password: string, profile: 'mlps' | 'asvs' = 'mlps') =>
  passwordIssues(password, { profile: passwordProfile(profile), username: 'li.lei' }).map(
    ({ code }) => code,
  )

describe('a new password under mlps', () => {
  it.each([
    ['shorter than ten', 'Kb1$efghi', ['length']],
    ['longer than 128', `Kb1$${'efghijk'.repeat(18)}`, ['length']],
    ['of two kinds only', 'mvkqtwzh4829', ['classes']],
    ['with the user name in it', 'Li.Lei-2026', ['well_known']],
    ['with a word of the product', 'Riskmap#2026', ['well_known']],
    ['common, with an ending', 'Woaini#1314', ['common']],
    ['common, in disguise', 'P@ssw0rd2026!', ['common']],
    ['a walk over the keys', '1qaz@WSX3edc', []],
    ['of few different characters', 'Aa1aAa1aAa1a', ['monotonous']],
    ['short, plain and common at once', 'woaini', ['length', 'classes', 'common']],
  ])('%s: %s', (_name, password, codes) => {
    expect(codesOf(password)).toEqual(codes)
  })

  it('may be long, and in any script', () => {
    expect(codesOf('Yunmeng山下七棵树2026')).toEqual([])
  })

  it('tells field and remedy in words', () => {
    const profile = passwordProfile('mlps')
    expect(checkNewPassword('short', { profile, username: 'x' }, 'newPassword')).toMatchObject({
      ok: false,
      issues: [
        { path: 'newPassword', code: 'length', message: '口令应为 10 到 128 个字符' },
        { path: 'newPassword', code: 'classes', message: /三种/ },
      ],
    })
  })
})

describe('a new password under asvs', () => {
  it('needs length, no mixture', () => {
    expect(codesOf('mvkqtwzh4829', 'asvs')).toEqual([])
    expect(codesOf('mvkqtwzh482', 'asvs')).toEqual(['length'])
  })

  it('is refused when it is common', () => {
    expect(codesOf('woaini201314', 'asvs')).toEqual(['common'])
  })
})

describe('a password', () => {
  it('expires after 90 days under mlps and never under asvs', () => {
    const changedAt = new Date('2026-01-01T00:00:00Z')
    expect(passwordExpiry(changedAt, passwordProfile('mlps'))).toEqual(
      new Date('2026-04-01T00:00:00Z'),
    )
    expect(passwordExpiry(changedAt, passwordProfile('asvs'))).toBeNull()
  })
})

it('the list of guesses has three thousand words and more, each once and in lower case', () => {
  const words = list.words.flatMap((line) => line.split(' '))
  expect(words.length).toBeGreaterThanOrEqual(3_000)
  expect(new Set(words).size).toBe(words.length)
  for (const word of words) expect(word).toBe(word.toLowerCase())
})
