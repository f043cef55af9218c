import { describe, expect, it } from 'vitest'
import {
  hashPassword,
  PasswordBusy,
  verifyPassword,
  withPasswordGate,
} from '#server/access/password.ts'

describe('keeping passwords', () => {
  it('knows the right one, in either Unicode form, and no other', async () => {
    const kept = await hashPassword('Caf\u00e9 淇县 2026')
    expect(kept).toContain('$argon2id$v=19$m=19456,t=2,p=1$')
    expect(await verifyPassword(kept, 'Cafe\u0301 淇县 2026')).toBe(true)
    expect(await verifyPassword(kept, 'Cafe 淇县 2026')).toBe(false)
  })

  it('says no for an account that does not exist, after as much work', async () => {
    expect(await verifyPassword(null, 'anything')).toBe(false)
  })

  it('runs two at a time, lets twenty wait and turns the rest away', async () => {
    const waiting: (() => void)[] = []
    let running = 0
    let most = 0
    const work = () =>
      withPasswordGate(async () => {
        running += 1
        most = Math.max(most, running)
        await new Promise<void>((resolve) => waiting.push(resolve))
        running -= 1
      })
    const accepted = [work(), work()]
    await new Promise((resolve) => setTimeout(resolve))
    for (let count = 0; count < 20; count += 1) accepted.push(work())
    await expect(work()).rejects.toBeInstanceOf(PasswordBusy)
    for (let finished = 0; finished < accepted.length;) {
      const release = waiting.shift()
      release?.()
      finished += release === undefined ? 0 : 1
      await new Promise((resolve) => setTimeout(resolve))
    }
    await Promise.all(accepted)
    expect(most).toBe(2)
  })
})
