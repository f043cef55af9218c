import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitGeoreference } from '#domain/georeference.ts'
import { localPlane } from '#domain/local-plane.ts'
import { riskLevelFacts, type RiskLevel } from '#domain/risk-level.ts'
import { PALETTES } from '#web/palette.ts'
import { scaleBar, trueNorth } from '#web/plan/paper.ts'
import { spreadMarks } from '#web/plan/paper-labels.ts'
import { buildSheet, POINT_RADIUS, SHEET_FRAME, SHEET_MAP, type Sheet } from '#web/plan/sheet.ts'
import { box, level, plan, point, structure, zone } from './plan-builders.ts'

const words = {
  level: (one: RiskLevel | null) => (one === null ? '未评价' : riskLevelFacts(one).nameZh),
  mark: (one: RiskLevel | null) => (one === null ? '未评' : riskLevelFacts(one).letter),
  unnamedZone: '未命名分区',
}

const plant = plan({
  structures: [structure('f', { kind: 'fence', geometry: box(0, 0, 120, 90) })],
  zones: [
    zone('tank', box(10, 50, 30, 30), { name: '液氨罐区', level: level(1, 2) }),
    zone('hall', box(50, 50, 60, 30), { name: '屠宰分割车间', level: level(3, 4) }),
    zone('office', box(10, 10, 30, 20), { name: '', level: level(4, 4) }),
  ],
  riskPoints: [
    point('FX-010', [25, 65], 'tank', level(1, 2)),
    point('FX-002', [25.1, 65], 'tank', level(2, 2)),
    point('FX-003', [80, 65], 'hall', level(3, 4)),
    point('FX-004', [20, 20], 'office', level(4, 4)),
  ],
})

function labelBoxes(sheet: Sheet) {
  return sheet.labels.map(({ x, y, variant: { width, height } }) => ({
    left: x - width / 2,
    right: x + width / 2,
    top: y - height / 2,
    bottom: y + height / 2,
  }))
}

describe('the printed sheet', () => {
  test('the map takes at least 65 % of the frame', () => {
    const share = (SHEET_MAP.width * SHEET_MAP.height) / (SHEET_FRAME.width * SHEET_FRAME.height)
    expect(share).toBeGreaterThanOrEqual(0.65)
  })

  test('is drawn at a usual scale, everything inside the map', () => {
    const sheet = buildSheet(plant, 'inherent', words)
    expect(sheet.scale).toBe(500)
    const numbers = sheet.structures.flatMap(({ path }) => path.match(/[\d.]+ [\d.]+/g) ?? [])
    for (const pair of numbers) {
      const [x = NaN, y = NaN] = pair.split(' ').map(Number)
      expect(x).toBeGreaterThanOrEqual(SHEET_MAP.x)
      expect(x).toBeLessThanOrEqual(SHEET_MAP.x + SHEET_MAP.width)
      expect(y).toBeGreaterThanOrEqual(SHEET_MAP.y)
      expect(y).toBeLessThanOrEqual(SHEET_MAP.y + SHEET_MAP.height)
    }
  })

  test('a plan without scale fits, and has no scale bar', () => {
    const frame = { unit: 'pixel', metersPerUnit: null, georeference: null } as const
    const sheet = buildSheet({ ...plant, frame }, 'inherent', words)
    expect([sheet.scale, sheet.bar]).toEqual([null, null])
  })

  test('the basis decides colours, counts and the list', () => {
    const inherent = buildSheet(plant, 'inherent', words)
    const current = buildSheet(plant, 'current', words)
    expect(inherent.zoneCounts).toEqual({ 1: 1, 2: 0, 3: 1, 4: 1, none: 0 })
    expect(current.zoneCounts).toEqual({ 1: 0, 2: 1, 3: 0, 4: 2, none: 0 })
    expect(inherent.rows.map(({ number, level: one }) => [number, one])).toEqual([
      ['FX-010', 1],
      ['FX-002', 2],
    ])
    expect(current.rows.map(({ number }) => number)).toEqual(['FX-002', 'FX-010'])
  })

  test('the worst zone is drawn last, on top of what it overlaps', () => {
    const { zones } = buildSheet(plant, 'inherent', words)
    expect(zones.map(({ level: one }) => one)).toEqual([4, 3, 1])
  })

  test('no name lies under a mark or on another name', () => {
    const sheet = buildSheet(plant, 'inherent', words)
    const boxes = labelBoxes(sheet)
    for (const { left, right, top, bottom } of boxes)
      for (const mark of sheet.points) {
        const apart =
          mark.x + POINT_RADIUS <= left ||
          mark.x - POINT_RADIUS >= right ||
          mark.y + POINT_RADIUS <= top ||
          mark.y - POINT_RADIUS >= bottom
        expect(apart).toBe(true)
      }
    for (const [index, a] of boxes.entries())
      for (const b of boxes.slice(index + 1)) {
        const apart =
          a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top
        expect(apart).toBe(true)
      }
  })

  test('a name without room inside stands beside its zone with a leader', () => {
    const small = plan({
      structures: [structure('f', { kind: 'fence', geometry: box(0, 0, 200, 150) })],
      zones: [zone('s', box(100, 70, 5, 5), { name: '危险化学品中间仓库', level: level(1) })],
      riskPoints: [point('1', [102, 72], 's', level(1))],
    })
    const [label] = buildSheet(small, 'inherent', words).labels
    expect(label?.leader).not.toBeNull()
  })

  test('an unnamed zone is called so', () => {
    const texts = buildSheet(plant, 'inherent', words).labels.flatMap(({ variant }) =>
      variant.lines.map(({ text }) => text),
    )
    expect(texts.join(' ')).toContain('未命名分区')
  })

  test('red stays red and yellow yellow on paper', () => {
    const solid = ([1, 2, 3, 4] as const).map((one) => PALETTES.print.level[one].solid)
    expect(solid).toEqual(['#ff0000', '#ff7e00', '#ffff00', '#0000ff'])
  })
})

describe('marks that would cover each other', () => {
  test('are parted until none does, and stay near their place', () => {
    const coordinate = fc.double({ min: 0, max: 60, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(fc.record({ x: coordinate, y: coordinate }), { maxLength: 12 }),
        (places) => {
          const marks = spreadMarks(places, 5)
          for (const [index, a] of marks.entries())
            for (const b of marks.slice(index + 1))
              expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(4.5)
        },
      ),
    )
  })

  test('what stands alone does not move', () => {
    expect(
      spreadMarks(
        [
          { x: 1, y: 1 },
          { x: 20, y: 1 },
        ],
        5,
      ),
    ).toMatchObject([
      { x: 1, y: 1 },
      { x: 20, y: 1 },
    ])
  })
})

describe('north and scale', () => {
  test('true north is where the georeference has it', () => {
    for (const degrees of [0, 30, -75, 160]) {
      // A plan whose own up looks `-degrees` from north: north lies `degrees` clockwise of up.
      const turn = (degrees * Math.PI) / 180
      const ground = localPlane([114.2, 35.6])
      const points = [
        [0, 0],
        [100, 0],
        [0, 100],
      ] as const
      const fitted = fitGeoreference(
        'similarity',
        points.map(([x, y]) => ({
          plan: [x, y],
          lngLat: ground.toPosition([
            x * Math.cos(turn) - y * Math.sin(turn),
            x * Math.sin(turn) + y * Math.cos(turn),
          ]),
        })),
      )
      if (!fitted.ok) throw new Error('not fitted')
      const frame = { unit: 'meter', metersPerUnit: 1, georeference: fitted.value } as const
      expect(trueNorth(frame, [50, 50])).toBeCloseTo(degrees, 0)
    }
  })

  test('there is none before the plan is georeferenced', () => {
    expect(trueNorth({ unit: 'meter', metersPerUnit: 1, georeference: null }, [0, 0])).toBeNull()
  })

  test.each([
    [500, 10],
    [200, 2],
    [1000, 20],
  ])('a bar at 1:%d goes in steps of %d m', (scale, step) => {
    const bar = scaleBar(scale, 90)
    expect(bar.stepMeters).toBe(step)
    expect(bar.stepMillimeters * bar.steps).toBeLessThanOrEqual(90)
  })
})
