import type { ZoneKind } from '#domain/plan.ts'
import type { Random } from '../random.ts'
import {
  boxCentre,
  boxCorners,
  boxPolygon,
  circlePoints,
  inset,
  lineOf,
  polygonOf,
  roundedPoints,
} from './shapes.ts'
import type { Box, PlanPoint } from './shapes.ts'
import { draw, mark } from './site.ts'
import type { Drawing } from './site.ts'

/** How a facility is drawn. */
export const FACILITY_FORMS = [
  'office',
  'hall',
  'small',
  'tanks',
  'bullets',
  'pools',
  'yard',
  'silos',
  'parking',
  'field',
  'tower',
  'apparatus',
] as const
export type FacilityForm = (typeof FACILITY_FORMS)[number]

/** One building or area of a site programme. */
export interface Facility {
  readonly name: string
  readonly form: FacilityForm
  /** Null for what is drawn but carries no risk of its own. */
  readonly zone: ZoneKind | null
  readonly width: readonly [least: number, most: number]
  readonly depth: readonly [least: number, most: number]
  readonly department: string
  readonly sources: readonly string[]
  /** A long hall is graded section by section. */
  readonly sections?: readonly string[]
}

type Draw = (drawing: Drawing, facility: Facility, box: Box, random: Random) => readonly PlanPoint[]

/** Draw one facility in its box and, where it carries risk, its area. */
export function drawFacility(drawing: Drawing, facility: Facility, box: Box, random: Random): void {
  const before = drawing.structures.length
  const tanks = DRAW[facility.form](drawing, facility, box, random)
  if (facility.zone === null) return
  const { name, zone: kind, department, sources, sections } = facility
  const footprint = drawing.structures[before]?.geometry
  if (sections === undefined) {
    const geometry = footprint?.type === 'Polygon' ? footprint : boxPolygon(box)
    drawing.areas.push({ name, kind, department, sources, geometry, tanks })
    return
  }
  const part = box.width / sections.length
  sections.forEach((section, index) => {
    const x = box.x + index * part
    const geometry = boxPolygon({ ...box, x, width: part })
    if (index > 0)
      drawing.structures.push({
        kind: 'equipment',
        name: '',
        geometry: lineOf([
          [x, box.y],
          [x, box.y + box.depth],
        ]),
      })
    drawing.areas.push({ name: section, kind, department, sources, geometry, tanks: [] })
  })
}

const DRAW: Readonly<Record<FacilityForm, Draw>> = {
  office(drawing, { name }, box, random) {
    const { x, y, width, depth } = box
    const wing = width * random.between(0.35, 0.5)
    const notch = depth * random.between(0.35, 0.5)
    const shape: PlanPoint[] =
      width > 26 && depth > 14
        ? [
            [x, y],
            [x + width, y],
            [x + width, y + depth - notch],
            [x + wing, y + depth - notch],
            [x + wing, y + depth],
            [x, y + depth],
          ]
        : boxCorners(box)
    draw(drawing, 'building', name, shape)
    return []
  },

  hall(drawing, { name, sections }, box, random) {
    draw(drawing, 'building', name, boxCorners(box))
    const parts = sections?.length ?? 1
    const part = box.width / parts
    for (let section = 0; section < parts; section++) {
      const rows = Math.max(1, Math.min(4, Math.floor(box.depth / random.between(9, 13))))
      const pitch = box.depth / (rows + 0.6)
      for (let row = 0; row < rows; row++) {
        const length = part * random.between(0.55, 0.78)
        const machine: Box = {
          x: box.x + section * part + (part - length) / 2,
          y: box.y + pitch * (row + 0.55),
          width: length,
          depth: Math.min(3.2, pitch * 0.35),
        }
        draw(drawing, 'equipment', '', boxCorners(machine))
      }
    }
    const docks = Math.max(1, Math.round(box.width / 34))
    for (let dock = 0; dock < docks; dock++) {
      const x = box.x + (box.width * (dock + 0.5)) / docks - 2.5
      draw(drawing, 'equipment', '', boxCorners({ x, y: box.y - 1.8, width: 5, depth: 1.8 }))
    }
    return []
  },

  small(drawing, { name }, box) {
    draw(drawing, 'building', name, boxCorners(box))
    return []
  },

  tanks(drawing, { name, sources }, box) {
    draw(drawing, 'equipment', `${name}防火堤`, boxCorners(box))
    const rows = box.depth > 30 ? 2 : 1
    const inside = inset(box, 3.5)
    const reach = inside.depth / rows
    const radius = Math.min(7.5, reach * 0.36)
    const columns = Math.max(2, Math.floor(inside.width / (radius * 2.7)))
    const tanks: PlanPoint[] = []
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const at: PlanPoint = [
          inside.x + ((column + 0.5) * inside.width) / columns,
          inside.y + (row + 0.5) * reach,
        ]
        tanks.push(at)
        draw(drawing, 'tank', `${tanks.length}#`, circlePoints(at, radius))
      }
    }
    if (rows === 2) {
      const middle = box.y + box.depth / 2
      const dike = [
        [box.x, middle],
        [box.x + box.width, middle],
      ] as const
      drawing.structures.push({ kind: 'equipment', name: '', geometry: lineOf(dike) })
    }
    markTankSafety(drawing, box, sources)
    return tanks
  },

  bullets(drawing, { name, sources }, box) {
    draw(drawing, 'equipment', `${name}围堰`, boxCorners(box))
    const inside = inset(box, 2.5)
    const count = Math.max(1, Math.min(5, Math.floor(inside.depth / 5)))
    const pitch = inside.depth / count
    const tanks: PlanPoint[] = []
    for (let index = 0; index < count; index++) {
      const lying: Box = {
        x: inside.x + inside.width * 0.08,
        y: inside.y + index * pitch + pitch * 0.2,
        width: inside.width * 0.84,
        depth: Math.min(3.6, pitch * 0.6),
      }
      tanks.push(boxCentre(lying))
      draw(drawing, 'tank', `${index + 1}#`, roundedPoints(lying, 1.8))
    }
    markTankSafety(drawing, box, sources)
    return tanks
  },

  pools(drawing, { name }, box) {
    draw(drawing, 'equipment', name, boxCorners(box))
    const inside = inset(box, 2)
    const names = poolNames(name, inside.width > 26)
    const pitch = inside.width / names.length
    names.forEach((pool, index) => {
      const water: Box = {
        x: inside.x + index * pitch + 0.8,
        y: inside.y,
        width: pitch - 1.6,
        depth: inside.depth,
      }
      draw(drawing, 'water', pool, boxCorners(water))
    })
    if (name.includes('污水'))
      mark(drawing, 'confined-space', [box.x + box.width - 1, box.y + 1], '有限空间')
    return []
  },

  yard(drawing, { name }, box, random) {
    draw(drawing, 'equipment', name, boxCorners(box))
    const inside = inset(box, 3)
    const columns = Math.max(1, Math.floor(inside.width / 13))
    const rows = Math.max(1, Math.floor(inside.depth / 10))
    for (let column = 0; column < columns; column++) {
      for (let row = 0; row < rows; row++) {
        if (random.chance(0.22)) continue
        const stack: Box = {
          x: inside.x + (column * inside.width) / columns + 1.4,
          y: inside.y + (row * inside.depth) / rows + 1.4,
          width: (inside.width / columns - 2.8) * random.between(0.85, 1),
          depth: inside.depth / rows - 2.8,
        }
        draw(drawing, 'equipment', '', boxCorners(stack))
      }
    }
    return []
  },

  silos(drawing, { name }, box) {
    draw(drawing, 'equipment', name, boxCorners(box))
    const rows = box.depth > 22 ? 2 : 1
    const tower = Math.min(8, box.width * 0.16)
    const room = box.width - tower - 3
    const radius = Math.min(6, (box.depth - 3) / rows / 2 - 0.4)
    const columns = Math.max(2, Math.floor(room / (2 * radius + 0.8)))
    const tanks: PlanPoint[] = []
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const at: PlanPoint = [
          box.x + 1.5 + ((column + 0.5) * room) / columns,
          box.y + 1.5 + ((row + 0.5) * (box.depth - 3)) / rows,
        ]
        tanks.push(at)
        draw(drawing, 'tank', `${tanks.length}#仓`, circlePoints(at, radius))
      }
    }
    const elevator: Box = {
      x: box.x + box.width - tower - 0.8,
      y: box.y + box.depth / 2 - tower / 2,
      width: tower,
      depth: tower,
    }
    draw(drawing, 'building', '提升塔', boxCorners(elevator))
    return tanks
  },

  parking(drawing, { name }, box) {
    draw(drawing, 'road', name, boxCorners(box))
    const stalls = Math.max(2, Math.floor((box.width - 2) / 2.6))
    for (let stall = 0; stall <= stalls; stall++) {
      const x = box.x + 1 + ((box.width - 2) * stall) / stalls
      const line = [
        [x, box.y + box.depth],
        [x, box.y + box.depth - Math.min(5.3, box.depth * 0.45)],
      ] as const
      drawing.structures.push({ kind: 'equipment', name: '', geometry: lineOf(line) })
    }
    return []
  },

  field(drawing, { name }, box) {
    const track = inset(box, 1)
    draw(drawing, 'green', name, roundedPoints(track, track.depth / 2, 10))
    for (const lane of [2.5, 5]) {
      const ring = roundedPoints(inset(track, lane), track.depth / 2 - lane, 10)
      const [first] = ring
      if (first !== undefined)
        drawing.structures.push({ kind: 'equipment', name: '', geometry: lineOf([...ring, first]) })
    }
    return []
  },

  tower(drawing, { name }, box) {
    draw(drawing, 'building', name, boxCorners(box))
    const core = inset(box, Math.min(box.width, box.depth) * 0.3)
    draw(drawing, 'equipment', '', boxCorners(core))
    const mast: PlanPoint = [box.x + box.width / 2, box.y + box.depth + 3]
    draw(
      drawing,
      'equipment',
      '塔机',
      boxCorners({ x: mast[0] - 1.2, y: mast[1] - 1.2, width: 2.4, depth: 2.4 }),
    )
    const jib = circlePoints(mast, Math.min(24, box.width * 0.75), 40)
    const [first = mast] = jib
    drawing.structures.push({ kind: 'equipment', name: '', geometry: lineOf([...jib, first]) })
    return []
  },

  apparatus(drawing, { name }, box) {
    draw(drawing, 'equipment', name, boxCorners(box))
    const inside = inset(box, 3)
    const columns = Math.max(2, Math.floor(inside.width / 9))
    for (let column = 0; column < columns; column++) {
      const x = inside.x + ((column + 0.5) * inside.width) / columns
      draw(drawing, 'tank', '', circlePoints([x, inside.y + inside.depth * 0.72], 1.9, 20))
      const heater: Box = { x: x - 2.6, y: inside.y + inside.depth * 0.2, width: 5.2, depth: 1.8 }
      draw(drawing, 'equipment', '', boxCorners(heater))
    }
    const rack: Box = {
      x: inside.x,
      y: inside.y + inside.depth * 0.42,
      width: inside.width,
      depth: 2,
    }
    drawing.structures.push({
      kind: 'equipment',
      name: '管廊',
      geometry: polygonOf(boxCorners(rack)),
    })
    return []
  },
}

function poolNames(name: string, isWide: boolean): readonly string[] {
  if (name.includes('应急')) return ['消防水池', '事故应急池']
  if (name.includes('消防')) return ['1#消防水池', '2#消防水池']
  if (name.includes('循环')) return ['热水池', '冷水池']
  return ['调节池', '厌氧池', '好氧池', '沉淀池'].slice(0, isWide ? 4 : 3)
}

function markTankSafety(drawing: Drawing, box: Box, sources: readonly string[]): void {
  mark(drawing, 'gas-detector', [box.x + 1, box.y + 1], '')
  mark(drawing, 'gas-detector', [box.x + box.width - 1, box.y + box.depth - 1], '')
  if (sources.some((source) => source.includes('acid') || source.includes('ammonia')))
    mark(drawing, 'eyewash', [box.x + box.width + 1.2, box.y + 2], '洗眼器')
}
