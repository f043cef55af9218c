import { describe, expect, test } from 'vitest'
import type { Position } from 'geojson'
import { sharedLines } from '#web/map/shared-lines.ts'

const LEFT: Position[] = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
  [0, 0],
]
const RIGHT: Position[] = [
  [1, 0],
  [2, 0],
  [2, 1],
  [1, 1],
  [1, 0],
]
const lengthOf = (lines: Position[][]) =>
  lines
    .flatMap((line) => line.slice(1).map((to, index) => [line[index] ?? to, to] as const))
    .reduce(
      (sum, [from, to]) =>
        sum + Math.hypot((to[0] ?? 0) - (from[0] ?? 0), (to[1] ?? 0) - (from[1] ?? 0)),
      0,
    )

describe('lines of areas that share borders', () => {
  test('one area alone is its own outline', () => {
    expect(sharedLines([LEFT])).toEqual([LEFT])
  })

  test('a shared border is drawn once, whichever way each area runs', () => {
    expect(lengthOf(sharedLines([LEFT, RIGHT]))).toBe(7)
    expect(lengthOf(sharedLines([LEFT, [...RIGHT].reverse()]))).toBe(7)
  })

  test('what the county’s own line covers is left to it', () => {
    const county: Position[] = [
      [0, 0],
      [1, 0],
      [2, 0],
      [2, 1],
      [1, 1],
      [0, 1],
      [0, 0],
    ]
    expect(sharedLines([LEFT, RIGHT], [county])).toEqual([
      [
        [1, 0],
        [1, 1],
      ],
    ])
  })

  test('no areas, no lines', () => {
    expect(sharedLines([])).toEqual([])
  })
})
