import { describe, expect, test } from 'vitest'

import {
  pointInPolygon,
  polygonAreaSquareMeters,
  polygonCentroid,
  polygonsOverlapArea,
} from '#domain/geometry/measure.ts'
import type { PlaneArea } from '#domain/geometry/measure.ts'

function square(x: number, y: number, size: number): [number, number][] {
  return [
    [x, y],
    [x + size, y],
    [x + size, y + size],
    [x, y + size],
    [x, y],
  ]
}

const yard: PlaneArea = { type: 'Polygon', coordinates: [square(0, 0, 10), square(2, 2, 2)] }
const far: PlaneArea = {
  type: 'Polygon',
  coordinates: [square(38_517_849, 3_941_955, 10)],
}
const two: PlaneArea = {
  type: 'MultiPolygon',
  coordinates: [[square(0, 0, 2)], [square(10, 0, 2)]],
}

describe('area and centre', () => {
  test('holes are taken off, parts added', () => {
    expect(polygonAreaSquareMeters(yard)).toBe(96)
    expect(polygonAreaSquareMeters(two)).toBe(8)
    expect(polygonAreaSquareMeters(far)).toBe(100)
  })

  test('the centre of mass', () => {
    expect(polygonCentroid(two)).toEqual([6, 1])
    expect(polygonCentroid(far)).toEqual([38_517_854, 3_941_960])
    const [x, y] = polygonCentroid(yard)
    expect(x).toBeCloseTo((100 * 5 - 4 * 3) / 96, 12)
    expect(y).toBeCloseTo(x, 12)
    expect(() => polygonCentroid({ type: 'MultiPolygon', coordinates: [] })).toThrow(RangeError)
  })
})

describe('pointInPolygon', () => {
  test.each<[number, number, boolean]>([
    [5, 5, true],
    [0, 5, true],
    [10, 10, true],
    [3, 3, false],
    [2, 3, true],
    [-1, 0, false],
    [5, 10.0001, false],
    [-1, 10, false],
  ])('%d, %d in a yard with a pit: %s', (x, y, inside) => {
    expect(pointInPolygon([x, y], yard)).toBe(inside)
  })
})

describe('overlap', () => {
  test('of areas that share some, all or nothing', () => {
    const other: PlaneArea = { type: 'Polygon', coordinates: [square(3, 3, 10)] }
    expect(polygonsOverlapArea(yard, other)).toBeCloseTo(48, 9)
    expect(polygonsOverlapArea(yard, yard)).toBeCloseTo(96, 9)
    expect(polygonsOverlapArea(two, yard)).toBeCloseTo(4, 9)
    expect(polygonsOverlapArea(yard, far)).toBe(0)
  })
})
