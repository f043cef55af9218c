import { describe, expect, it } from 'vitest'
import { cutOff } from '#domain/geometry/cut.ts'
import { polygonAreaSquareMeters, polygonsOverlapArea } from '#domain/geometry/measure.ts'
import { box } from '#tests/web/plan/plan-builders.ts'

describe('cutting one area off another', () => {
  it('leaves the rest, which no longer overlaps', () => {
    const rest = cutOff(box(0, 0, 20, 10), box(15, 0, 10, 10))
    if (rest === null) throw new Error('nothing was left')
    expect(polygonAreaSquareMeters(rest)).toBeCloseTo(150, 6)
    expect(polygonsOverlapArea(rest, box(15, 0, 10, 10))).toBeCloseTo(0, 6)
  })

  it('keeps an area that the other does not touch', () => {
    const rest = cutOff(box(0, 0, 10, 10), box(50, 50, 10, 10))
    expect(rest === null ? 0 : polygonAreaSquareMeters(rest)).toBe(100)
  })

  it.each([
    ['nothing would be left', box(2, 2, 4, 4), box(0, 0, 10, 10)],
    ['it would fall apart', box(0, 0, 30, 10), box(10, -5, 5, 20)],
    ['it would have a hole', box(0, 0, 10, 10), box(4, 4, 2, 2)],
  ])('answers null when %s', (_title, area, other) => {
    expect(cutOff(area, other)).toBeNull()
  })
})
