import type { Random } from '../random.ts'
import { boxCorners, polygonOf, roundedPoints } from './shapes.ts'
import type { Box, PlanPoint } from './shapes.ts'
import { area, draw, emptyDrawing, mark, markRoute } from './site.ts'
import type { Site } from './site.ts'

/** A shop floor (门店平面) of a trader without storage: rooms along a corridor, a door to the street. */
export function layOutTradeOffice(scale: number, random: Random): Site {
  const drawing = emptyDrawing()
  const width = random.between(62, 74) * scale
  const depth = random.between(60, 70) * scale
  const house: Box = { x: 8, y: depth * 0.42, width: width - 16, depth: depth * 0.42 }
  const corridor = 3
  const half = (house.depth - corridor) / 2
  const upper = house.y + half + corridor
  draw(
    drawing,
    'road',
    '门前场地',
    boxCorners({ x: 3, y: 0.5, width: width - 6, depth: house.y - 3 }),
  )
  draw(drawing, 'building', '经营用房', boxCorners(house))
  const cut = [0, 0.36, 0.68, 1]
  const rooms: readonly (readonly [
    string,
    'office' | 'storage' | 'utility' | 'living',
    readonly string[],
  ])[] = [
    ['经营大厅', 'office', ['trade-paper', 'office-electric']],
    ['样品室', 'storage', ['sample-room']],
    ['财务室', 'office', ['office-electric']],
    ['会议室', 'office', ['office-electric', 'crowd-exit']],
    ['档案室', 'storage', ['archive']],
    ['值班休息室', 'living', ['dormitory']],
  ]
  rooms.forEach(([name, kind, sources], index) => {
    const column = index % 3
    const from = cut[column] ?? 0
    const to = cut[column + 1] ?? 1
    const room: Box = {
      x: house.x + from * house.width,
      y: index < 3 ? house.y : upper,
      width: (to - from) * house.width,
      depth: half,
    }
    draw(drawing, 'equipment', '', boxCorners(room))
    area(drawing, name, kind, '经营部', room, sources)
    const door: PlanPoint = [room.x + room.width / 2, index < 3 ? room.y + half : room.y]
    mark(drawing, 'exit', door, '')
  })
  const power: Box = { x: width - 15, y: depth - 7, width: 7, depth: 5 }
  draw(drawing, 'building', '配电间', boxCorners(power))
  area(drawing, '配电间', 'utility', '综合部', power, ['switch-room'])
  const stand: Box = { x: 6, y: 9, width: width * 0.34, depth: 10 }
  draw(drawing, 'road', '停车位', boxCorners(stand))
  area(drawing, '门前停车区', 'outdoor', '运输部', stand, ['hazardous-vehicle', 'yard-vehicle'])
  draw(
    drawing,
    'green',
    '绿化带',
    roundedPoints({ x: width * 0.62, y: 3, width: width * 0.3, depth: house.y * 0.45 }, 3),
  )
  draw(
    drawing,
    'green',
    '',
    roundedPoints({ x: 3, y: depth - 6, width: width - 24, depth: 4 }, 1.5),
  )
  const fence = polygonOf(boxCorners({ x: 0, y: 0, width, depth }))
  drawing.structures.push({ kind: 'fence', name: '院墙', geometry: fence })
  draw(drawing, 'gate', '大门', boxCorners({ x: width * 0.46, y: -0.7, width: 9, depth: 1.4 }))
  const muster: PlanPoint = [width * 0.52, 8]
  mark(drawing, 'muster-point', muster, '紧急集合点')
  mark(drawing, 'exit', [width * 0.46 + 4.5, 1], '安全出口')
  const middle = house.y + half + corridor / 2
  markRoute(drawing, [
    [house.x + 2, middle],
    [house.x - 3, middle],
    [house.x - 3, house.y - 4],
    [muster[0] - 3, muster[1] + 2],
  ])
  markRoute(drawing, [
    [house.x + house.width - 2, middle],
    [house.x + house.width + 3, middle],
    [house.x + house.width + 3, house.y - 4],
    [muster[0] + 3, muster[1] + 2],
  ])
  for (const share of [0.25, 0.75])
    mark(drawing, 'extinguisher', [house.x + house.width * share, middle], '')
  mark(drawing, 'hydrant', [width * 0.58, house.y - 5], '栓')
  mark(drawing, 'text', [width * 0.5, -4], '厂外道路')
  return { fence, ...drawing }
}
