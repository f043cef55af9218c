import { beforeEach, describe, expect, it } from 'vitest'
import { newId } from '#server/store/identifier.ts'
import { bodyOf, countyUnderTest, GEOREFERENCE, MINE, seen, square, zone } from './county.ts'
import type { AnswerBody } from './county.ts'

const county = countyUnderTest()
const { ask } = county

let plan: AnswerBody

beforeEach(async () => {
  const made = await ask('mine', 'POST', `/api/enterprises/${MINE}/plans`, { name: '总平面图' })
  expect(made.status).toBe(201)
  plan = made.body
})

const put = (over: object, version = plan.version) =>
  ask('mine', 'PUT', `/api/plans/${plan.id}`, bodyOf(plan, over), seen(version))

async function makePoint(): Promise<string> {
  const made = await ask('mine', 'POST', '/api/risk-points', {
    enterpriseId: MINE,
    name: '示例储罐',
  })
  expect(made.status).toBe(201)
  return made.body.id
}

describe('on the ground', () => {
  it('is told as WGS 84 once control points fix it', async () => {
    const pointId = await makePoint()
    const before = await ask('mine', 'GET', `/api/plans/${plan.id}?coordinates=wgs84`)
    expect([before.status, before.body.code]).toEqual([409, 'not_georeferenced'])
    await put({
      frame: { unit: 'meter', metersPerUnit: 1, georeference: GEOREFERENCE },
      zones: [zone(newId(), square(0, 0, 100))],
      riskPoints: [{ id: pointId, position: [100, 0] }],
    })
    const after = await ask('mine', 'GET', `/api/plans/${plan.id}?coordinates=wgs84`)
    expect(after.body.riskPoints[0]?.position[0]).toBeCloseTo(114.198104, 7)
    expect(after.body.riskPoints[0]?.position[1]).toBeCloseTo(35.607, 7)
    expect(after.body.zones[0]?.geometry.coordinates[0]?.[0]).toEqual([114.197, 35.607])
    const point = await ask('mine', 'GET', `/api/risk-points/${pointId}`)
    expect(point.body.approximate).toBe(false)
    expect(point.body.position[0]).toBeCloseTo(114.198104, 7)
    expect((await ask('mine', 'GET', `/api/plans/${plan.id}?coordinates=other`)).status).toBe(400)
  })

  it.each([
    [
      'too few points',
      { ...GEOREFERENCE, controlPoints: GEOREFERENCE.controlPoints.slice(1) },
      'too_few_points',
    ],
    [
      'swapped axes',
      {
        kind: 'similarity',
        controlPoints: [GEOREFERENCE.controlPoints[0], { plan: [9, 9], lngLat: [35.6, 114.2] }],
      },
      'swapped',
    ],
    [
      'another county',
      {
        kind: 'similarity',
        controlPoints: [GEOREFERENCE.controlPoints[0], { plan: [9, 9], lngLat: [116.4, 39.9] }],
      },
      'outside_county',
    ],
    [
      'one place twice',
      {
        kind: 'similarity',
        controlPoints: [GEOREFERENCE.controlPoints[0], GEOREFERENCE.controlPoints[0]],
      },
      'coincident',
    ],
  ])('refuses %s', async (_name, georeference, code) => {
    const refused = await put({ frame: { unit: 'meter', metersPerUnit: 1, georeference } })
    expect(refused.status).toBe(422)
    expect(refused.body.issues[0]?.code).toBe(code)
    expect(refused.body.issues[0]?.path).toMatch(/^frame\.georeference\.controlPoints/)
  })

  it('refuses what would lie in another county', async () => {
    const frame = { unit: 'meter', metersPerUnit: 1, georeference: GEOREFERENCE }
    const refused = await put({ frame, zones: [zone(newId(), square(9e6, 0, 10))] })
    expect(refused.body.issues[0]).toMatchObject({
      path: 'zones[0].geometry',
      code: 'far_from_control_points',
    })
  })
})

describe('shapes', () => {
  const ring = (points: unknown) => ({ type: 'Polygon', coordinates: [points] })
  it.each([
    [
      'a text for a number',
      ring([
        [0, 0],
        ['118', 0],
        [1, 1],
        [0, 0],
      ]),
      'not_number',
      '[0][1][0]',
    ],
    [
      'null',
      ring([
        [0, 0],
        [null, 0],
        [1, 1],
        [0, 0],
      ]),
      'not_number',
      '[0][1][0]',
    ],
    [
      'a fifth coordinate',
      ring([
        [0, 0],
        [1, 0, 0, 0, 0],
        [1, 1],
        [0, 0],
      ]),
      'position_length',
      '[0][1]',
    ],
    [
      'a bow tie',
      ring([
        [0, 0],
        [3, 3],
        [3, 0],
        [0, 2],
        [0, 0],
      ]),
      'self_intersection',
      '',
    ],
    [
      'an open ring',
      ring([
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ]),
      'not_closed',
      '[0][3]',
    ],
    [
      'no area',
      ring([
        [0, 0],
        [1, 1],
        [2, 2],
        [0, 0],
      ]),
      'zero_area',
      '[0]',
    ],
    [
      'two points',
      ring([
        [0, 0],
        [1, 1],
        [0, 0],
      ]),
      'too_few_points',
      '[0]',
    ],
    [
      'a hole outside',
      {
        type: 'Polygon',
        coordinates: [...square(0, 0, 5).coordinates, ...square(9, 9, 1).coordinates],
      },
      'hole_outside',
      '',
    ],
    ['an empty MultiPolygon', { type: 'MultiPolygon', coordinates: [] }, 'empty', ''],
    [
      'too far out',
      ring([
        [0, 0],
        [1e12, 0],
        [1, 1],
        [0, 0],
      ]),
      'out_of_range',
      '[0][1]',
    ],
  ])('refuses %s at its place', async (_name, geometry, code, at) => {
    const refused = await put({ zones: [zone('a', square(0, 0, 1)), zone('b', geometry)] })
    expect(refused.status).toBe(422)
    expect(refused.body.issues).toHaveLength(1)
    expect(refused.body.issues[0]?.code).toBe(code)
    expect(refused.body.issues[0]?.path).toContain(`zones[1].geometry.coordinates${at}`)
  })

  it('refuses collections, and lines for zones', async () => {
    const collection = { type: 'GeometryCollection', geometries: [square(0, 0, 1)] }
    const line = {
      type: 'LineString',
      coordinates: [
        [0, 0],
        [1, 1],
      ],
    }
    for (const geometry of [collection, line, null, 7, 'POLYGON']) {
      const refused = await put({ zones: [zone('a', geometry)] })
      expect(refused.status).toBe(422)
      expect(refused.body.issues[0]?.path).toMatch(/^zones\[0\]\.geometry/)
    }
  })

  it('refuses JSON that no geometry can be read from', async () => {
    const text = JSON.stringify(
      bodyOf(plan, {
        zones: [
          zone(
            'a',
            ring([
              [0, 0],
              [1, 0],
              [1, 1],
              [0, 0],
            ]),
          ),
        ],
      }),
    )
    const infinite = text.replace('[1,1]', '[1e400,1]')
    expect(
      (await ask('mine', 'PUT', `/api/plans/${plan.id}`, infinite, seen(1))).body,
    ).toMatchObject({
      status: 422,
      issues: [{ code: 'not_finite' }],
    })
    const nan = text.replace('[1,1]', '[NaN,1]')
    expect((await ask('mine', 'PUT', `/api/plans/${plan.id}`, nan, seen(1))).status).toBe(400)
    const deep = text.replace('[1,1]', '['.repeat(10_000) + ']'.repeat(10_000))
    expect((await ask('mine', 'PUT', `/api/plans/${plan.id}`, deep, seen(1))).body.code).toBe(
      'too_deep',
    )
  })

  it('drops heights and minus zero, and winds outlines one way', async () => {
    const clockwise = ring([
      [-0, 0, 12],
      [0, 4, 12],
      [4, 4, 12],
      [4, 0, 12],
      [-0, 0, 12],
    ])
    const saved = await put({ zones: [zone(newId(), clockwise)] })
    expect(JSON.stringify(saved.body.zones[0]?.geometry.coordinates)).toBe(
      '[[[0,0],[4,0],[4,4],[0,4],[0,0]]]',
    )
  })

  it('takes an outline of ten thousand corners and refuses a million', async () => {
    const circle = (count: number) => {
      const corners = Array.from({ length: count }, (_, index) => {
        const angle = (2 * Math.PI * index) / count
        return [100 * Math.cos(angle), 100 * Math.sin(angle)]
      })
      return ring([...corners, corners[0]])
    }
    const saved = await put({ zones: [zone(newId(), circle(10_000))] })
    expect(saved.status).toBe(200)
    expect(saved.body.zones[0]?.geometry.coordinates[0]).toHaveLength(10_001)
    const many = await put({ zones: [zone('b', circle(30_000))] }, 2)
    expect([many.status, many.body.issues[0]?.code]).toEqual([422, 'too_many_vertices'])
    const flood = await put({ zones: [zone('b', circle(500_000))] }, 2)
    expect(flood.status).toBe(413)
  })

  it('refuses a flood of things before reading them', async () => {
    const symbols = Array.from({ length: 100_000 }, () => ({}))
    expect((await put({ symbols })).status).toBe(413)
  })
})
