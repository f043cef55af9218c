import { describe, expect, it } from 'vitest'
import { addressWaitSeconds, lockedUntil } from '#server/access/lockout.ts'

const START = Date.UTC(2026, 5, 1)
const at = (minutes: number) => new Date(START + minutes * 60_000)

describe('the lock of an account', () => {
  it('begins with the fifth failure in fifteen minutes and lasts fifteen more', () => {
    const failures = [0, 1, 2, 3, 14].map(at)
    expect(lockedUntil(failures.slice(0, 4), at(3))).toBeNull()
    expect(lockedUntil(failures, at(14))).toEqual(at(29))
    expect(lockedUntil(failures, at(28.99))).toEqual(at(29))
    expect(lockedUntil(failures, at(29))).toBeNull()
  })

  it('does not begin when five failures are spread over more', () => {
    expect(lockedUntil([0, 4, 8, 12, 15.1].map(at), at(15.1))).toBeNull()
  })

  it('does not begin again with one failure after it ended', () => {
    expect(lockedUntil([0, 10, 10, 10, 10, 25.1].map(at), at(25.1))).toBeNull()
  })
})

describe('the wait of an address', () => {
  it('begins with the fiftieth failure and ends when the first of the fifty is fifteen minutes old', () => {
    const failures = Array.from({ length: 50 }, (_unused, index) => at(index / 10))
    expect(addressWaitSeconds(failures.slice(1), at(5))).toBeNull()
    expect(addressWaitSeconds(failures, at(5))).toBeCloseTo(600)
    expect(addressWaitSeconds(failures, at(15))).toBeNull()
  })
})
