import { describe, expect, it } from 'vitest'
import { SignInCodes } from '#server/access/sign-in-code.ts'

describe('the one-use sign-in code', () => {
  it('opens once', () => {
    const codes = new SignInCodes(() => new Date(0))
    const code = codes.issue()
    expect(codes.redeem(`${code.slice(1)}A`)).toBe(false)
    expect(codes.redeem(code)).toBe(true)
    expect(codes.redeem(code)).toBe(false)
  })

  it('is void after fifteen minutes, and when a new one is issued', () => {
    let now = 0
    const codes = new SignInCodes(() => new Date(now))
    const late = codes.issue()
    now = 15 * 60_000
    expect(codes.redeem(late)).toBe(false)
    const replaced = codes.issue()
    const current = codes.issue()
    expect(codes.redeem(replaced)).toBe(false)
    expect(codes.redeem(current)).toBe(true)
  })
})
