import type { Random } from '../random.ts'
import { drawFacility } from './facility.ts'
import type { Facility } from './facility.ts'
import { boxCorners, polygonOf, roundedPoints } from './shapes.ts'
import type { Box, PlanPoint } from './shapes.ts'
import { draw, emptyDrawing, mark } from './site.ts'
import type { Drawing, Site } from './site.ts'
import { markEvacuation } from './evacuation.ts'
import type { Door } from './evacuation.ts'

/** One row of facilities on both sides of the main road, the front row first. */
export interface Band {
  readonly left: readonly Facility[]
  readonly right: readonly Facility[]
}

const SIDE_ROAD = 6
const CROSS_ROAD = 7
const GREEN_BELT = 5

interface Sized {
  readonly facility: Facility
  readonly width: number
  readonly depth: number
}

interface Frame {
  readonly spineLeft: number
  readonly spineRight: number
  readonly roadLeft: number
  readonly roadRight: number
  readonly frontRoad: number
  readonly top: number
  readonly width: number
}

/**
 * Lay a campus (厂区) out: a main road from the gate, cross roads between rows of buildings, a side
 * road round the back, green along the fence; every building stands along a road with a yard between.
 * Units: metres, the gate at the bottom
 */
export function layOutCampus(programme: readonly Band[], scale: number, random: Random): Site {
  const drawing = emptyDrawing()
  const setback = random.between(3, 4.5)
  const gap = random.between(9, 13)
  const spine = random.between(8, 10)
  const size = (facility: Facility): Sized => ({
    facility,
    width: random.between(...facility.width) * scale,
    depth: random.between(...facility.depth) * scale,
  })
  const bands = programme.map(({ left, right }) => ({
    left: left.map(size),
    right: right.map(size),
  }))
  const side = (row: readonly Sized[]): number =>
    row.reduce((sum, { width }) => sum + width, 0) + gap * Math.max(0, row.length - 1) + 2 * setback
  const leftWidth = Math.max(...bands.map(({ left }) => side(left)))
  const rightWidth = Math.max(...bands.map(({ right }) => side(right)))
  const roadLeft = GREEN_BELT
  const spineLeft = roadLeft + SIDE_ROAD + leftWidth
  const spineRight = spineLeft + spine
  const roadRight = spineRight + rightWidth + SIDE_ROAD

  const blocks: Box[] = []
  const doors: Door[] = []
  let y = GREEN_BELT
  let frontRoad = 0
  bands.forEach((band, index) => {
    const depth = Math.max(...[...band.left, ...band.right].map((each) => each.depth)) + 2 * setback
    const left: Box = { x: roadLeft + SIDE_ROAD, y, width: leftWidth, depth }
    const right: Box = { x: spineRight, y, width: rightWidth, depth }
    doors.push(
      ...fillBlock(drawing, band.left, left, {
        setback,
        gap,
        outward: -1,
        front: index === 0,
        random,
      }),
    )
    doors.push(
      ...fillBlock(drawing, band.right, right, {
        setback,
        gap,
        outward: 1,
        front: index === 0,
        random,
      }),
    )
    if (index === 0) frontRoad = y + depth
    else blocks.push(left, right)
    y += depth + CROSS_ROAD
  })
  const top = y - CROSS_ROAD + SIDE_ROAD
  const frame: Frame = {
    spineLeft,
    spineRight,
    roadLeft,
    roadRight,
    frontRoad,
    top,
    width: roadRight + GREEN_BELT,
  }
  const sideGate = random.chance(0.45)
  drawRoads(drawing, frame, blocks, sideGate)
  const fence = drawFence(drawing, frame, sideGate, random)
  drawGate(drawing, frame, sideGate)
  blocks.forEach((block) => markHydrants(drawing, block))
  const parked = drawing.structures.find(({ name }) => name === '停车场')
  markEvacuation(drawing, {
    doors,
    spineX: (spineLeft + spineRight) / 2,
    muster: musterAt(parked?.geometry.coordinates, frame),
    gate: [(spineLeft + spineRight) / 2, 0],
  })
  return { fence, ...drawing }
}

function fillBlock(
  drawing: Drawing,
  row: readonly Sized[],
  block: Box,
  {
    setback,
    gap,
    outward,
    front,
    random,
  }: {
    setback: number
    gap: number
    outward: 1 | -1
    front: boolean
    random: Random
  },
): Door[] {
  const doors: Door[] = []
  const net = row.reduce((sum, { width }) => sum + width, 0)
  const room = block.width - 2 * setback - gap * Math.max(0, row.length - 1)
  const stretch = row.length === 0 ? 1 : Math.min(1.3, room / net)
  const spread = row.length < 2 ? 0 : Math.min(9, (room - net * stretch) / (row.length - 1))
  const alongTop = !front && random.chance(0.4)
  let offset = setback
  for (const { facility, width: planned, depth } of row) {
    const width = planned * stretch
    const x = outward === 1 ? block.x + offset : block.x + block.width - offset - width
    const slack = block.depth - 2 * setback - depth
    const y = alongTop || front ? block.y + block.depth - setback - depth : block.y + setback
    drawFacility(drawing, facility, { x, y, width, depth }, random)
    const up = alongTop || front
    doors.push({
      at: [x + width / 2, up ? y + depth : y],
      roadY: up ? block.y + block.depth + CROSS_ROAD / 2 : block.y - CROSS_ROAD / 2,
      living: facility.zone !== null && facility.form !== 'parking',
    })
    if (slack > 7) {
      const behind = { x, width, y: up ? block.y + 1.5 : y + depth + 2.5, depth: slack - 2.5 }
      draw(drawing, 'green', '', roundedPoints(behind, 2))
    }
    offset += width + gap + spread
  }
  const left = block.width - offset + gap + spread - 2 * setback
  if (left > 9) {
    const x = outward === 1 ? block.x + block.width - left : block.x + 1.5
    const rest: Box = { x, y: block.y + 1.5, width: left - 1.5, depth: block.depth - 3 }
    draw(drawing, 'green', '', roundedPoints(rest, 3))
  }
  return doors
}

function drawRoads(
  drawing: Drawing,
  frame: Frame,
  blocks: readonly Box[],
  sideGate: boolean,
): void {
  const { spineLeft, spineRight, roadLeft, roadRight, frontRoad, top, width } = frame
  const bottom = frontRoad
  const curb = 4
  const outside: PlanPoint[] = [
    [spineLeft, 0],
    [spineRight, 0],
    [spineRight, bottom - curb],
    [spineRight + curb, bottom],
    [roadRight, bottom],
    ...(sideGate
      ? ([
          [width, bottom],
          [width, bottom + CROSS_ROAD],
          [roadRight, bottom + CROSS_ROAD],
        ] as const)
      : []),
    [roadRight, top - curb],
    [roadRight - curb, top],
    [roadLeft + curb, top],
    [roadLeft, top - curb],
    [roadLeft, bottom],
    [spineLeft - curb, bottom],
    [spineLeft, bottom - curb],
  ]
  const holes = blocks.map((block) => roundedPoints(block, curb))
  drawing.structures.unshift({
    kind: 'road',
    name: '厂区道路',
    geometry: polygonOf(outside, holes),
  })
}

function drawFence(drawing: Drawing, frame: Frame, sideGate: boolean, random: Random) {
  const { top, width, roadLeft, roadRight, spineLeft, spineRight, frontRoad } = frame
  const height = top + GREEN_BELT
  const slantLeft = random.chance(0.5) ? random.between(0, 14) : 0
  const slantRight = !sideGate && random.chance(0.5) ? random.between(0, 14) : 0
  const rise = random.chance(0.4) ? random.between(0, 10) : 0
  const corners: PlanPoint[] = [
    [0, 0],
    [width, 0],
    [width + slantRight, height],
    [-slantLeft, height + rise],
  ]
  const fence = polygonOf(corners)
  const belt = 1
  const green: (readonly [string, PlanPoint[]])[] = [
    [
      '绿化带',
      [
        [belt, belt],
        [spineLeft - 5, belt],
        [spineLeft - 5, GREEN_BELT - 0.5],
        [belt, GREEN_BELT - 0.5],
      ],
    ],
    [
      '',
      [
        [spineRight + 7, belt],
        [width - belt, belt],
        [width - belt, GREEN_BELT - 0.5],
        [spineRight + 7, GREEN_BELT - 0.5],
      ],
    ],
    [
      '',
      [
        [belt, frontRoad],
        [roadLeft - 0.5, frontRoad],
        [roadLeft - 0.5, top],
        [belt - slantLeft, height - belt],
      ],
    ],
    [
      '',
      [
        [roadLeft, top + 0.8],
        [roadRight, top + 0.8],
        [width + slantRight - belt - 1, height - belt],
        [belt - slantLeft + 1, height + rise - belt],
      ],
    ],
  ]
  if (!sideGate)
    green.push([
      '',
      [
        [roadRight + 0.5, frontRoad],
        [width - belt, frontRoad],
        [width + slantRight - belt, height - belt],
        [roadRight + 0.5, top],
      ],
    ])
  for (const [name, points] of green) draw(drawing, 'green', name, points)
  drawing.structures.push({ kind: 'fence', name: '围墙', geometry: fence })
  return fence
}

function drawGate(drawing: Drawing, frame: Frame, sideGate: boolean): void {
  const { spineLeft, spineRight, frontRoad, width } = frame
  const gate: Box = { x: spineLeft, y: -0.8, width: spineRight - spineLeft, depth: 1.6 }
  draw(drawing, 'gate', '大门', boxCorners(gate))
  draw(
    drawing,
    'building',
    '门卫室',
    boxCorners({ x: spineRight + 1, y: 1.2, width: 5, depth: 3.6 }),
  )
  mark(drawing, 'exit', [spineLeft - 2, 1.5], '安全出口')
  mark(drawing, 'camera', [spineRight + 3.5, 5.6], '')
  mark(drawing, 'emergency-supplies', [spineRight + 8, 3], '应急物资柜')
  if (!sideGate) return
  draw(
    drawing,
    'gate',
    '物流门',
    boxCorners({ x: width - 0.8, y: frontRoad, width: 1.6, depth: CROSS_ROAD }),
  )
  mark(drawing, 'exit', [width - 2, frontRoad - 2], '安全出口')
}

function markHydrants(drawing: Drawing, block: Box): void {
  const count = Math.max(1, Math.round(block.width / 55))
  for (let index = 0; index < count; index++) {
    const x = block.x + ((index + 0.5) * block.width) / count + 3.5
    mark(drawing, 'hydrant', [Math.round(x * 10) / 10, Math.round((block.y + 1.2) * 10) / 10], '栓')
  }
}

/** The car park in front is where people gather; without one, the verge by the gate. */
function musterAt(parking: unknown, frame: Frame): PlanPoint {
  const [ring] = (parking ?? []) as number[][][]
  if (ring === undefined) return [frame.spineLeft - 10, frame.frontRoad - 6]
  const xs = ring.map(([x = 0]) => x)
  const ys = ring.map(([, y = 0]) => y)
  return [
    (Math.min(...xs) + Math.max(...xs)) / 2,
    Math.min(...ys) + (Math.max(...ys) - Math.min(...ys)) * 0.3,
  ]
}
