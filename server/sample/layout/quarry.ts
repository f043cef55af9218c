import { featureCollection, polygon, union } from '@turf/turf'
import type { Polygon } from 'geojson'
import type { Random } from '../random.ts'
import { boxCorners, boxPolygon, polygonOf, roundedPoints } from './shapes.ts'
import type { Box, PlanPoint } from './shapes.ts'
import { area, draw, emptyDrawing, mark, markRoute } from './site.ts'
import type { Site } from './site.ts'

/** A wavy closed line round a centre: the edge of a bench. */
function bench(
  centre: PlanPoint,
  radiusX: number,
  radiusY: number,
  waves: readonly number[],
): PlanPoint[] {
  const sides = waves.length
  return waves.map((wave, index) => {
    const angle = (index / sides) * 2 * Math.PI
    return [
      centre[0] + radiusX * wave * Math.cos(angle),
      centre[1] + radiusY * wave * Math.sin(angle),
    ] as const
  })
}

/** A road of even width along a line, mitred at its bends. */
function strip(line: readonly PlanPoint[], width: number): Polygon {
  const side = (sign: 1 | -1): PlanPoint[] =>
    line.map((at, index) => {
      const before = line[index - 1] ?? at
      const after = line[index + 1] ?? at
      const angle = Math.atan2(after[1] - before[1], after[0] - before[0]) + (sign * Math.PI) / 2
      return [at[0] + (width / 2) * Math.cos(angle), at[1] + (width / 2) * Math.sin(angle)] as const
    })
  return polygonOf([...side(1), ...side(-1).toReversed()])
}

/**
 * Lay an open pit (露天采石场) out: benches in the hill, a haul road down to the crusher, stock and waste
 * apart, the office at the gate, the explosives store far from all of them.
 * Units: metres, the gate at the bottom
 */
export function layOutQuarry(scale: number, random: Random): Site {
  const drawing = emptyDrawing()
  const width = 380 * scale
  const depth = 330 * scale
  const waves = Array.from({ length: 22 }, () => random.between(0.9, 1.08))
  const pit: PlanPoint = [width * 0.62, depth * 0.69]
  const radiusX = width * 0.28
  const radiusY = depth * 0.23

  const outer = bench(pit, radiusX, radiusY, waves)
  draw(drawing, 'equipment', '采场境界', outer)
  const steps = [0.84, 0.68, 0.52]
  steps.forEach((step, index) =>
    draw(
      drawing,
      'equipment',
      `+${260 - index * 15}m 平台`,
      bench(pit, radiusX * step, radiusY * step, waves),
    ),
  )
  const floor = bench(pit, radiusX * 0.5, radiusY * 0.5, waves)
  drawing.areas.push({
    name: '采场底部装载区',
    kind: 'production',
    department: '采矿队',
    geometry: polygonOf(floor),
    sources: ['excavator-loading', 'haul-truck', 'pit-water'],
    tanks: [],
  })
  // The bench ring is graded apart from the floor; half rings keep both zones simple polygons.
  const half = (from: number, to: number): PlanPoint[] => {
    const ring = outer.slice(from, to + 1)
    const inner = bench(pit, radiusX * 0.54, radiusY * 0.54, waves).slice(from, to + 1)
    return [...ring, ...inner.toReversed()]
  }
  for (const [name, from, to, sources] of [
    ['北侧台阶边坡', 1, 10, ['slope', 'drilling', 'blasting']],
    ['南侧台阶边坡', 12, 21, ['slope', 'drilling']],
  ] as const)
    drawing.areas.push({
      name,
      kind: 'production',
      department: '采矿队',
      geometry: polygonOf(half(from, to)),
      sources,
      tanks: [],
    })

  const crusher: Box = { x: width * 0.08, y: depth * 0.44, width: 46 * scale, depth: 26 * scale }
  const screening: Box = { x: width * 0.08, y: depth * 0.55, width: 40 * scale, depth: 24 * scale }
  const stock: Box = { x: width * 0.06, y: depth * 0.22, width: width * 0.17, depth: depth * 0.15 }
  const office: Box = { x: width * 0.38, y: 10, width: 40 * scale, depth: 14 * scale }
  const repair: Box = { x: width * 0.6, y: depth * 0.1, width: 34 * scale, depth: 18 * scale }
  const power: Box = { x: width * 0.08, y: depth * 0.66, width: 16 * scale, depth: 11 * scale }
  const store: Box = { x: width * 0.05, y: depth * 0.86, width: 22 * scale, depth: 16 * scale }
  const waste: Box = { x: width * 0.78, y: depth * 0.12, width: width * 0.17, depth: depth * 0.24 }
  const scale2: Box = { x: width * 0.31 + 12, y: depth * 0.09, width: 16, depth: 5 }
  const platform: Box = {
    x: crusher.x - 10,
    y: crusher.y - 12,
    width: crusher.width + 34,
    depth: power.y + power.depth - crusher.y + 22,
  }
  const gate: PlanPoint = [width * 0.3 + 5, 0]
  const fork: PlanPoint = [gate[0], depth * 0.185]
  const turn: PlanPoint = [width * 0.52, depth * 0.215]
  const roads = [
    strip([gate, fork, turn, [width * 0.565, depth * 0.31], [width * 0.555, depth * 0.5], pit], 10),
    strip(
      [
        fork,
        [width * 0.262, depth * 0.3],
        [width * 0.25, depth * 0.45],
        [platform.x + platform.width - 4, depth * 0.5],
      ],
      9,
    ),
    strip(
      [
        turn,
        [repair.x + repair.width / 2, repair.y + repair.depth + 8],
        [waste.x + 14, waste.y + waste.depth * 0.55],
      ],
      8,
    ),
    strip(
      [
        [platform.x + platform.width / 2, platform.y + platform.depth - 3],
        [store.x + store.width + 26, depth * 0.8],
        [store.x + store.width + 4, store.y + 5],
      ],
      5,
    ),
    strip(
      [
        [stock.x + stock.width - 4, stock.y + stock.depth * 0.6],
        [width * 0.27, depth * 0.27],
      ],
      9,
    ),
    boxPolygon(platform),
  ]
  const paved = union(featureCollection(roads.map((road) => polygon(road.coordinates))))
  if (paved?.geometry.type === 'Polygon') {
    const [outside = [], ...holes] = paved.geometry.coordinates
    const open = (ring: number[][]): PlanPoint[] =>
      ring.slice(0, -1).map(([x = 0, y = 0]) => [x, y])
    drawing.structures.unshift({
      kind: 'road',
      name: '矿山道路',
      geometry: polygonOf(open(outside), holes.map(open)),
    })
  }
  draw(drawing, 'building', '破碎车间', boxCorners(crusher))
  draw(drawing, 'building', '筛分车间', boxCorners(screening))
  draw(drawing, 'equipment', '成品料堆场', roundedPoints(stock, 12))
  draw(drawing, 'building', '办公生活区', boxCorners(office))
  draw(drawing, 'building', '机修车间', boxCorners(repair))
  draw(drawing, 'building', '配电室', boxCorners(power))
  draw(drawing, 'building', '民爆物品临时存放点', boxCorners(store))
  draw(drawing, 'equipment', '排土场', roundedPoints(waste, 16))
  draw(drawing, 'building', '地磅房', boxCorners(scale2))
  draw(drawing, 'green', '防护林带', [
    [width * 0.2, depth * 0.9],
    [width * 0.34, depth * 0.93],
    [width * 0.33, depth * 0.97],
    [width * 0.2, depth * 0.96],
  ])
  draw(drawing, 'green', '复垦区', [
    [width * 0.62, depth * 0.27],
    [width * 0.74, depth * 0.24],
    [width * 0.76, depth * 0.36],
    [width * 0.64, depth * 0.4],
  ])
  draw(drawing, 'green', '', [
    [width * 0.03, 4],
    [width * 0.26, 4],
    [width * 0.25, depth * 0.16],
    [width * 0.03, depth * 0.18],
  ])
  area(drawing, '破碎车间', 'production', '破碎车间', crusher, [
    'crusher',
    'belt-conveyor',
    'dust-noise',
  ])
  area(drawing, '筛分车间', 'production', '破碎车间', screening, [
    'crusher',
    'belt-conveyor',
    'height-work',
  ])
  area(drawing, '成品料堆场', 'outdoor', '运输队', stock, ['loader', 'material-pile', 'haul-truck'])
  area(drawing, '办公生活区', 'office', '综合部', office, ['office-electric', 'canteen-gas'])
  area(drawing, '机修车间', 'utility', '机修队', repair, ['welding', 'gas-cylinder', 'tyre'])
  area(drawing, '配电室', 'utility', '机修队', power, ['switch-room', 'transformer'])
  area(drawing, '民爆物品临时存放点', 'storage', '安全部', store, ['explosive-store'])
  area(drawing, '排土场', 'outdoor', '采矿队', waste, ['waste-dump', 'haul-truck'])

  const fence = polygonOf([
    [0, 0],
    [width * 0.94, -0],
    [width, depth * 0.3],
    [width * 0.985, depth * 0.88],
    [width * 0.8, depth],
    [width * 0.3, depth],
    [width * 0.02, depth * 0.97],
  ])
  drawing.structures.push({ kind: 'fence', name: '矿区范围', geometry: fence })
  draw(drawing, 'gate', '大门', boxCorners({ x: width * 0.3, y: -0.8, width: 10, depth: 1.6 }))
  const muster: PlanPoint = [width * 0.38, depth * 0.03 + 24 * scale]
  mark(drawing, 'muster-point', muster, '紧急集合点')
  mark(drawing, 'exit', [width * 0.3 + 5, 2], '安全出口')
  markRoute(drawing, [
    [pit[0], pit[1]],
    [width * 0.548, depth * 0.47],
    [width * 0.555, depth * 0.31],
    [width * 0.51, depth * 0.218],
    [width * 0.35, depth * 0.185],
    [muster[0] - 8, muster[1] + 4],
  ])
  markRoute(drawing, [
    [width * 0.255, depth * 0.42],
    [width * 0.28, depth * 0.19],
    [muster[0] - 10, muster[1]],
  ])
  for (const box of [crusher, screening, office, repair, power]) {
    mark(drawing, 'extinguisher', [box.x + box.width / 2 + 2, box.y], '')
    mark(drawing, 'exit', [box.x + box.width / 2, box.y], '')
  }
  mark(drawing, 'camera', [store.x + store.width, store.y], '')
  mark(drawing, 'hydrant', [office.x + office.width + 4, office.y + 2], '栓')
  mark(drawing, 'text', [width * 0.3, -5], '厂外道路')
  return { fence, ...drawing }
}
