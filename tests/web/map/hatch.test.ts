import { describe, expect, test } from 'vitest'
import { RISK_LEVELS } from '#domain/risk-level.ts'
import { hatchImage, hatchImageId } from '#web/map/hatch.ts'

const LEVELS = [...RISK_LEVELS.map(({ level }) => level), null]
const imageOf = (level: (typeof LEVELS)[number]) => {
  const image = hatchImage(hatchImageId(level))
  if (image === null) throw new TypeError(`no hatch for ${String(level)}`)
  return image
}
const inkOf = ({ data }: { data: Uint8Array }) =>
  Array.from({ length: data.length / 4 }, (_, pixel) => (data[pixel * 4 + 3] ?? 0) > 0)

describe('hatches', () => {
  test('every level and what is not assessed has a drawing of its own', () => {
    const drawings = LEVELS.map((level) => inkOf(imageOf(level)).join())
    expect(new Set(drawings).size).toBe(LEVELS.length)
  })

  test.each(LEVELS)('level %s shows ink and ground: neither empty nor solid', (level) => {
    const ink = inkOf(imageOf(level))
    const share = ink.filter(Boolean).length / ink.length
    expect(share).toBeGreaterThan(0.05)
    expect(share).toBeLessThan(0.5)
  })

  test('one row down, the red hatch’s ink stands one to the left, the orange one’s to the right', () => {
    const moves = (level: 1 | 2, by: 1 | -1) => {
      const { width, height } = imageOf(level)
      const ink = inkOf(imageOf(level))
      return ink.every((inked, pixel) => {
        const x = ((pixel % width) + by + width) % width
        const y = (Math.floor(pixel / width) + 1) % height
        return ink[y * width + x] === inked
      })
    }
    expect([moves(1, -1), moves(1, 1)]).toEqual([true, false])
    expect([moves(2, 1), moves(2, -1)]).toEqual([true, false])
  })

  test('any other image is not ours to draw', () => {
    for (const id of ['hatch-5', 'hatch-', 'hatch-0', 'marker', 'hatch-1x'])
      expect(hatchImage(id)).toBeNull()
  })
})
