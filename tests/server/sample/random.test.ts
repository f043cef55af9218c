import { describe, expect, test } from 'vitest'
import { createRandom } from '#server/sample/random.ts'
import { shareOut } from '#server/sample/share-out.ts'

describe('random', () => {
  test('the same keys give the same numbers, other keys others', () => {
    const run = (...keys: (number | string)[]) => {
      const random = createRandom(...keys)
      return Array.from({ length: 8 }, () => random.next())
    }
    expect(run(1, 'a')).toEqual(run(1, 'a'))
    expect(run(1, 'a')).not.toEqual(run(1, 'b'))
    expect(run(1, 'a')).not.toEqual(run(2, 'a'))
  })

  test('numbers spread evenly, gaussians lie round their mean', () => {
    const random = createRandom('spread')
    const bins = Array.from({ length: 10 }, () => 0)
    let sum = 0
    let squares = 0
    for (let round = 0; round < 20_000; round++) {
      const bin = Math.floor(random.next() * 10)
      bins[bin] = (bins[bin] ?? 0) + 1
      const value = random.gaussian(5, 2)
      sum += value
      squares += (value - 5) ** 2
    }
    for (const bin of bins) expect(Math.abs(bin - 2_000)).toBeLessThan(200)
    expect(Math.abs(sum / 20_000 - 5)).toBeLessThan(0.08)
    expect(Math.abs(Math.sqrt(squares / 20_000) - 2)).toBeLessThan(0.08)
  })

  test('weights decide how often, a shuffle loses nothing', () => {
    const random = createRandom('weights')
    let heavy = 0
    for (let round = 0; round < 5_000; round++)
      if (
        random.weighted([
          ['heavy', 3],
          ['light', 1],
        ]) === 'heavy'
      )
        heavy++
    expect(heavy / 5_000).toBeCloseTo(0.75, 1)
    const items = Array.from({ length: 50 }, (_, index) => index)
    const shuffled = random.shuffle(items)
    expect(shuffled).not.toEqual(items)
    expect(shuffled.toSorted((a, b) => a - b)).toEqual(items)
  })

  test('shares add up to the whole', () => {
    const parts = shareOut([1, 2.5, 0.3, 9], 1_000, 3)
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(1_000)
    for (const part of parts) expect(part).toBeGreaterThanOrEqual(3)
    expect(shareOut([1, 1, 1], 2, 1)).toHaveLength(3)
    expect(shareOut([], 0)).toEqual([])
  })
})
