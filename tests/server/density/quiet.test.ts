import { describe, expect, it } from 'vitest'
import { createQuiet } from '#server/density/quiet.ts'

/** Longer than any test may take. */
const ENDLESS = 1_000_000

describe('a quiet moment', () => {
  it('is there at once where nobody ever asked', async () => {
    await expect(createQuiet(ENDLESS, ENDLESS).comes()).resolves.toBeUndefined()
  })

  it('comes some time after the last question, and not before', async () => {
    const quiet = createQuiet(40, ENDLESS)
    const start = performance.now()
    quiet.disturb()
    const waited = quiet.comes()
    await new Promise((resolve) => setTimeout(resolve, 20))
    const asked = performance.now()
    quiet.disturb()
    await waited
    expect(performance.now() - asked).toBeGreaterThanOrEqual(39)
    expect(performance.now() - start).toBeGreaterThanOrEqual(39)
  })

  it('is not waited for longer than patience lasts', async () => {
    const quiet = createQuiet(ENDLESS, 30)
    quiet.disturb()
    const start = performance.now()
    await quiet.comes()
    expect(performance.now() - start).toBeGreaterThanOrEqual(29)
  })
})
