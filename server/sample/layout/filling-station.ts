import type { Random } from '../random.ts'
import { boxCentre, boxCorners, boxPolygon, inset, roundedPoints } from './shapes.ts'
import type { Box, PlanPoint } from './shapes.ts'
import { area, draw, emptyDrawing, mark, markRoute } from './site.ts'
import type { Drawing, Site } from './site.ts'

/**
 * Lay a filling station (加油站) out: two openings to the road, a canopy over the islands, the shop
 * behind, buried tanks and the unloading point on the side away from the entrance.
 * Units: metres, the road at the bottom
 */
export function layOutFillingStation(scale: number, random: Random): Site {
  const drawing = emptyDrawing()
  const width = random.between(74, 92) * scale
  const depth = random.between(56, 68) * scale
  const mouth = 13
  const plot: Box = { x: 0, y: 0, width, depth }
  const apron: PlanPoint[] = [
    [6, 0],
    [6 + mouth, 0],
    [9 + mouth, 6],
    [width - 9 - mouth, 6],
    [width - 6 - mouth, 0],
    [width - 6, 0],
    [width - 3, 5],
    [width - 3, depth - 20],
    [3, depth - 20],
    [3, 5],
  ]
  draw(drawing, 'road', '站区场地', apron)
  draw(
    drawing,
    'green',
    '绿化带',
    roundedPoints({ x: 10 + mouth, y: 0.8, width: width - 20 - 2 * mouth, depth: 4.4 }, 2),
  )

  const canopy: Box = { x: width * 0.17, y: 12, width: width * 0.42, depth: 19 }
  draw(drawing, 'equipment', '加油罩棚', boxCorners(canopy))
  const islands = random.pick([3, 4])
  for (let index = 0; index < islands; index++) {
    const x = canopy.x + ((index + 0.5) * canopy.width) / islands
    draw(
      drawing,
      'equipment',
      '',
      roundedPoints({ x: x - 0.7, y: canopy.y + 4.5, width: 1.4, depth: 10 }, 0.7),
    )
    mark(drawing, 'extinguisher', [x + 1.6, canopy.y + 4], '')
  }

  const shop: Box = { x: width * 0.12, y: depth - 16, width: width * 0.36, depth: 10 }
  const power: Box = { x: shop.x + shop.width, y: shop.y, width: 7, depth: 10 }
  const duty: Box = { x: power.x + power.width, y: shop.y, width: 8, depth: 10 }
  draw(drawing, 'building', '站房', boxCorners(shop))
  draw(drawing, 'building', '配电间', boxCorners(power))
  draw(drawing, 'building', '值班休息室', boxCorners(duty))

  const tankField: Box = { x: width * 0.7, y: depth - 36, width: width * 0.24, depth: 15 }
  const tanks = buriedTanks(drawing, tankField)
  const unloading: Box = { x: width * 0.72, y: 9, width: width * 0.2, depth: depth - 50 }
  draw(drawing, 'equipment', '卸油位', boxCorners(unloading))
  const recovery: Box = { x: width * 0.82, y: depth - 14, width: 8, depth: 6 }
  draw(drawing, 'equipment', '油气回收装置', boxCorners(recovery))
  const separator: Box = { x: width * 0.7, y: depth - 13, width: 6, depth: 4 }
  draw(drawing, 'water', '隔油池', boxCorners(separator))
  draw(
    drawing,
    'green',
    '',
    roundedPoints({ x: 2, y: depth - 4.5, width: width - 4, depth: 3.5 }, 1),
  )

  const fence = boxPolygon(plot)
  drawing.structures.push({ kind: 'fence', name: '围墙', geometry: fence })
  draw(drawing, 'gate', '入口', boxCorners({ x: 6, y: -0.7, width: mouth, depth: 1.4 }))
  draw(
    drawing,
    'gate',
    '出口',
    boxCorners({ x: width - 6 - mouth, y: -0.7, width: mouth, depth: 1.4 }),
  )

  const forecourt: Box = { x: 4.5, y: 12, width: canopy.x - 6, depth: 19 }
  area(drawing, '加油区', 'production', '加油班', canopy, [
    'dispenser',
    'forecourt-vehicle',
    'fuel-static',
  ])
  area(
    drawing,
    '埋地罐区',
    'tank-farm',
    '计量组',
    tankField,
    ['fuel-tank', 'tank-manhole', 'tank-cleaning'],
    tanks,
  )
  area(drawing, '卸油区', 'loading', '计量组', unloading, ['fuel-unloading', 'fuel-static'])
  area(drawing, '站房', 'office', '站务组', shop, ['office-electric', 'shop-goods'])
  area(drawing, '配电间', 'utility', '站务组', power, ['switch-room'])
  area(drawing, '值班休息室', 'living', '站务组', duty, ['office-electric'])
  area(drawing, '油气回收区', 'utility', '计量组', recovery, ['vapour-recovery'])
  area(drawing, '隔油池', 'other', '站务组', separator, ['sewage'])
  area(drawing, '进站车道', 'outdoor', '加油班', forecourt, ['forecourt-vehicle'])
  markSafety(drawing, { canopy, shop, unloading, tankField, width, mouth })
  return { fence, ...drawing }
}

function buriedTanks(drawing: Drawing, field: Box): PlanPoint[] {
  draw(drawing, 'equipment', '埋地罐池', boxCorners(field))
  const inside = inset(field, 1.2)
  const names = ['92#汽油', '95#汽油', '0#柴油', '0#柴油']
  const pitch = inside.depth / names.length
  return names.map((name, index) => {
    const lying: Box = {
      x: inside.x + 1,
      y: inside.y + index * pitch + 0.4,
      width: inside.width - 2,
      depth: pitch - 0.8,
    }
    draw(drawing, 'tank', name, roundedPoints(lying, 1.4))
    return boxCentre(lying)
  })
}

function markSafety(
  drawing: Drawing,
  {
    canopy,
    shop,
    unloading,
    tankField,
    width,
    mouth,
  }: {
    canopy: Box
    shop: Box
    unloading: Box
    tankField: Box
    width: number
    mouth: number
  },
): void {
  const muster: PlanPoint = [6 + mouth / 2, 5]
  mark(drawing, 'muster-point', muster, '紧急集合点')
  mark(drawing, 'exit', [6 + mouth / 2, 0.8], '安全出口')
  mark(drawing, 'exit', [width - 6 - mouth / 2, 0.8], '安全出口')
  mark(drawing, 'emergency-supplies', [shop.x + 2, shop.y - 1.5], '应急物资柜')
  mark(drawing, 'extinguisher', [unloading.x + 1, unloading.y + 1], '消防沙箱')
  mark(drawing, 'gas-detector', [tankField.x + 1, tankField.y + 1], '')
  mark(drawing, 'camera', [canopy.x + 1, canopy.y + canopy.depth - 1], '')
  mark(drawing, 'hydrant', [shop.x + shop.width + 18, shop.y + 1], '栓')
  mark(drawing, 'text', [width / 2, -4], '厂外道路')
  markRoute(drawing, [
    [shop.x + shop.width * 0.3, shop.y],
    [shop.x + shop.width * 0.3, 33],
    [muster[0], 33],
    [muster[0], 8],
  ])
  markRoute(drawing, [
    [unloading.x, unloading.y + 3],
    [canopy.x - 2, unloading.y + 1],
    [muster[0] + 2, 8],
  ])
}
