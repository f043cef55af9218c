import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { scanGeometry } from '#domain/geometry.ts'
import type { GeometryType } from '#domain/geometry.ts'

const every: readonly GeometryType[] = ['Point', 'LineString', 'Polygon', 'MultiPolygon']

function scan(value: unknown, bounds: 'wgs84' | 'plane' = 'plane', maxVertices = 10_000) {
  return scanGeometry(value, { types: every, maxVertices, bounds })
}

function issueOf(value: unknown, bounds: 'wgs84' | 'plane' = 'plane', maxVertices = 10_000) {
  const result = scan(value, bounds, maxVertices)
  return result.ok ? undefined : result.issues[0]
}

function polygon(...rings: unknown[]) {
  return { type: 'Polygon', coordinates: rings }
}

/** A closed square, counter-clockwise. */
function square(x: number, y: number, size: number): [number, number][] {
  return [
    [x, y],
    [x + size, y],
    [x + size, y + size],
    [x, y + size],
    [x, y],
  ]
}

describe('what is taken', () => {
  test('z is dropped, −0 and 1e-320 become 0, further members go', () => {
    const result = scan({ type: 'Point', coordinates: [-0, 1e-320, 7, 8], bbox: [0, 0, 0, 0] })
    expect(result).toEqual({ ok: true, value: { type: 'Point', coordinates: [0, 0] } })
    expect(result.ok && Object.is(result.value.coordinates[0], 0)).toBe(true)
  })

  test('nine decimals', () => {
    expect(scan({ type: 'Point', coordinates: [114.1970000004, 35.60700000051] })).toEqual({
      ok: true,
      value: { type: 'Point', coordinates: [114.197, 35.607000001] },
    })
  })

  test('repeated vertices are dropped and the winding is set right', () => {
    const clockwise = square(0, 0, 10).toReversed()
    const hole = square(2, 2, 2)
    const doubled = clockwise.flatMap((vertex) => [vertex, vertex])
    expect(scan(polygon(doubled, hole))).toEqual({
      ok: true,
      value: polygon(square(0, 0, 10), hole.toReversed()),
    })
  })

  test('holes may touch in a point, parts may touch in a point or lie in a hole', () => {
    const diamond = [
      [0, 5],
      [3, 3],
      [6, 5],
      [3, 7],
      [0, 5],
    ]
    expect(scan(polygon(square(0, 0, 10), diamond)).ok).toBe(true)
    const touching = {
      type: 'MultiPolygon',
      coordinates: [[square(0, 0, 10)], [square(10, 10, 5)]],
    }
    expect(scan(touching).ok).toBe(true)
    const island = {
      type: 'MultiPolygon',
      coordinates: [[square(0, 0, 10), square(2, 2, 6)], [square(4, 4, 1)]],
    }
    expect(scan(island).ok).toBe(true)
  })

  test('a line may cross itself', () => {
    const line = {
      type: 'LineString',
      coordinates: [
        [0, 0],
        [2, 2],
        [0, 2],
        [2, 0],
      ],
    }
    expect(scan(line)).toEqual({ ok: true, value: line })
  })

  test('what was taken is taken again unchanged', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -179, max: 179, noNaN: true }),
        fc.double({ min: -80, max: 80, noNaN: true }),
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        (x, y, size) => {
          const first = scan(polygon(square(x, y, size)), 'wgs84')
          if (!first.ok) throw new Error(JSON.stringify(first.issues))
          expect(scan(first.value, 'wgs84')).toEqual(first)
        },
      ),
    )
  })
})

describe('what is refused', () => {
  const outer = square(0, 0, 10)
  test.each<[string, string, unknown]>([
    ['not_object', 'geometry', null],
    ['not_object', 'geometry', [1, 2]],
    ['not_object', 'geometry', 'POINT(1 2)'],
    ['type_refused', 'geometry.type', { type: 'GeometryCollection', geometries: [] }],
    ['type_refused', 'geometry.type', { type: 'MultiPoint', coordinates: [[1, 2]] }],
    ['type_refused', 'geometry.type', { coordinates: [1, 2] }],
    ['not_array', 'geometry.coordinates', { type: 'Point' }],
    ['not_array', 'geometry.coordinates', { type: 'Polygon', coordinates: {} }],
    ['not_array', 'geometry.coordinates', { type: 'MultiPolygon', coordinates: null }],
    ['not_array', 'geometry.coordinates[0]', polygon(null)],
    ['not_array', 'geometry.coordinates[0][1]', polygon([[0, 0], null])],
    ['empty', 'geometry.coordinates', { type: 'Polygon', coordinates: [] }],
    ['empty', 'geometry.coordinates', { type: 'MultiPolygon', coordinates: [] }],
    ['empty', 'geometry.coordinates[0]', { type: 'MultiPolygon', coordinates: [[]] }],
    ['position_length', 'geometry.coordinates', { type: 'Point', coordinates: [1] }],
    ['position_length', 'geometry.coordinates', { type: 'Point', coordinates: [1, 2, 3, 4, 5] }],
    ['not_number', 'geometry.coordinates[0]', { type: 'Point', coordinates: ['118', 35] }],
    ['not_number', 'geometry.coordinates[1]', { type: 'Point', coordinates: [118, null] }],
    ['not_number', 'geometry.coordinates[2]', { type: 'Point', coordinates: [1, 2, 'z'] }],
    ['not_finite', 'geometry.coordinates[1]', { type: 'Point', coordinates: [1, NaN] }],
    ['not_finite', 'geometry.coordinates[0]', { type: 'Point', coordinates: [Infinity, 1] }],
    ['depth', 'geometry.coordinates[0][0][0]', polygon([[[[1, 2]], [1, 2]]])],
    ['depth', 'geometry.coordinates[0]', { type: 'Point', coordinates: [[1], 2] }],
    ['out_of_range', 'geometry.coordinates', { type: 'Point', coordinates: [1e9, 1] }],
    ['too_few_points', 'geometry.coordinates', { type: 'LineString', coordinates: [[1, 1]] }],
    [
      'too_few_points',
      'geometry.coordinates',
      {
        type: 'LineString',
        coordinates: [
          [1, 1],
          [1, 1],
        ],
      },
    ],
    [
      'too_few_points',
      'geometry.coordinates[0]',
      polygon([
        [0, 0],
        [1, 1],
        [0, 0],
      ]),
    ],
    ['not_closed', 'geometry.coordinates[0][3]', polygon(outer.slice(0, 4))],
    [
      'zero_area',
      'geometry.coordinates[0]',
      polygon([
        [0, 0],
        [1, 1],
        [2, 2],
        [0, 0],
      ]),
    ],
    ['hole_outside', 'geometry.coordinates[1]', polygon(outer, square(20, 20, 2))],
    ['hole_outside', 'geometry.coordinates[1]', polygon(outer, square(-5, -5, 30))],
    ['hole_outside', 'geometry.coordinates[1]', polygon(outer, square(10, 10, 2))],
    ['rings_cross', 'geometry.coordinates[0][0]', polygon(outer, square(5, -1, 2))],
    ['rings_cross', 'geometry.coordinates[0][0]', polygon(outer, outer)],
    ['holes_overlap', 'geometry.coordinates[2]', polygon(outer, square(1, 1, 5), square(2, 2, 1))],
    ['holes_overlap', 'geometry.coordinates[2]', polygon(outer, square(2, 2, 1), square(1, 1, 5))],
    [
      'parts_overlap',
      'geometry.coordinates[1][0]',
      { type: 'MultiPolygon', coordinates: [[outer], [square(1, 1, 2)]] },
    ],
    [
      'parts_overlap',
      'geometry.coordinates[1][0]',
      { type: 'MultiPolygon', coordinates: [[square(1, 1, 2)], [outer]] },
    ],
    [
      'hole_outside',
      'geometry.coordinates[1]',
      // Through two vertices of the outer ring: no proper crossing anywhere.
      polygon(
        [
          [0, 0],
          [10, 0],
          [10, 10],
          [5, 5],
          [0, 10],
          [0, 0],
        ],
        [
          [10, 10],
          [0, 10],
          [5, 2],
          [10, 10],
        ],
      ),
    ],
    [
      'too_many_rings',
      'geometry.coordinates',
      polygon(outer, ...Array.from({ length: 1000 }, () => outer)),
    ],
    [
      'rings_cross',
      'geometry.coordinates[0][0][3]',
      // They also touch in a vertex at the end of an upright edge, left of the crossing.
      {
        type: 'MultiPolygon',
        coordinates: [
          [
            [
              [0, 8],
              [3, 2],
              [7, 2],
              [6, 4],
              [0, 8],
            ],
          ],
          [
            [
              [3, 6],
              [3, 3],
              [4, 2],
              [6, 5],
              [6, 6],
              [3, 6],
            ],
          ],
        ],
      },
    ],
  ])('%s at %s', (code, path, value) => {
    const issue = issueOf(value)
    expect(issue?.code).toBe(code)
    expect(issue?.path).toBe(path)
    expect(issue?.message).toMatch(/请/)
  })

  test('only the types asked for', () => {
    const point = { type: 'Point', coordinates: [1, 2] }
    const result = scanGeometry(point, { types: ['Polygon'], maxVertices: 10, bounds: 'plane' })
    expect(result).toMatchObject({ ok: false, issues: [{ code: 'type_refused' }] })
  })

  test('degrees beyond the world', () => {
    expect(issueOf({ type: 'Point', coordinates: [181, 0] }, 'wgs84')?.code).toBe('out_of_range')
    expect(issueOf({ type: 'Point', coordinates: [114, 91] }, 'wgs84')?.code).toBe('out_of_range')
    expect(issueOf({ type: 'Point', coordinates: [35.6, 114.2] }, 'wgs84')?.message).toContain(
      '经纬度顺序',
    )
  })

  test('too many vertices, before one is read', () => {
    const line = { type: 'LineString', coordinates: new Array(11).fill('x') }
    expect(issueOf(line, 'plane', 10)?.code).toBe('too_many_vertices')
    const two = { type: 'MultiPolygon', coordinates: [[square(0, 0, 1)], [square(5, 5, 1)]] }
    expect(scan(two, 'plane', 10).ok).toBe(true)
    expect(issueOf(two, 'plane', 9)).toMatchObject({
      code: 'too_many_vertices',
      path: 'geometry.coordinates[1][0]',
    })
  })

  test('one issue, however many vertices are bad', () => {
    const result = scan(polygon(Array.from({ length: 9000 }, () => ['a', 'b'])))
    expect(result).toMatchObject({ ok: false, issues: [{ path: 'geometry.coordinates[0][0][0]' }] })
    expect(result.ok ? 0 : result.issues.length).toBe(1)
  })

  test('arrays nested without end', () => {
    let nested: unknown = [1, 2]
    for (let i = 0; i < 1_000_000; i++) nested = [nested]
    for (const type of every) {
      const issue = issueOf({ type, coordinates: nested })
      expect(['depth', 'position_length']).toContain(issue?.code)
    }
  })

  test('anything at all gets an answer', () => {
    const coordinate = fc.oneof(fc.double(), fc.constant(null), fc.string(), fc.integer())
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ depthSize: 'small' }, coordinate, fc.array(tie('tree'), { maxLength: 5 })),
    }))
    fc.assert(
      fc.property(fc.constantFrom(...every), tree, (type, coordinates) => {
        expect(typeof scan({ type, coordinates }, 'wgs84').ok).toBe('boolean')
      }),
    )
  })
})
