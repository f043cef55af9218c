import { pointInPolygon } from '#domain/geometry/measure.ts'
import type { Geometry } from '#domain/geometry.ts'
import { zoneFinder } from '#domain/zone-membership.ts'
import type { PlanDocument, PlanZone, StructureKind, SymbolKind } from '#domain/plan.ts'
import type { LevelPair, RiskLevel } from '#domain/risk-level.ts'
import { effectiveCurrent } from '#domain/grading.ts'
import { shortPointNumber, type PlanPoint } from './draft.ts'
import type { Basis } from './levels.ts'
import { boxOf, verticesOf, type Box } from './measure.ts'
import { openPlace } from './open-place.ts'
import {
  paperPath,
  paperPlacement,
  scaleBar,
  textWidth,
  trueNorth,
  type PaperPlacement,
  type Rectangle,
} from './paper.ts'
import {
  placeLabels,
  spreadMarks,
  type LabelVariant,
  type LabelWish,
  type PlacedLabel,
  type SpreadMark,
} from './paper-labels.ts'

/** A3 landscape with a binding margin, in millimetres. */
export const SHEET = { width: 420, height: 297 } as const
export const SHEET_FRAME: Rectangle = { x: 25, y: 10, width: 385, height: 277 }
export const SHEET_MAP: Rectangle = { x: 28, y: 33, width: 292, height: 251 }
export const SHEET_COLUMN: Rectangle = { x: 323, y: 33, width: 84, height: 251 }

/** Scale bar and north arrow have a strip of their own under the plan: nothing drawn runs into them. */
export const SHEET_STRIP_HEIGHT = 17
export const POINT_RADIUS = 2.6
export const SIGN_SIZE = 5.2
const PLAN_MARGIN = 5
const NAME_SIZE = 3.5
const NOTE_SIZE = 2.7

/** What the sheet writes of a level, in the reader's language. */
export type LevelWords = (level: RiskLevel | null) => string

export interface SheetPoint extends SpreadMark {
  readonly id: string
  readonly mark: string
  readonly level: RiskLevel | null
}

/** A row of the list of major and considerable points. */
export interface SheetPointRow {
  readonly id: string
  readonly number: string
  readonly name: string
  readonly zoneName: string
  readonly personId: string | null
  readonly level: RiskLevel
}

/** Everything on the printed sheet (四色图图纸), placed in millimetres. */
export interface Sheet {
  readonly scale: number | null
  readonly bar: (ReturnType<typeof scaleBar> & { readonly x: number; readonly y: number }) | null
  readonly northDegrees: number | null
  readonly picture: {
    readonly id: string
    readonly opacity: number
    readonly transform: string
    readonly width: number
    readonly height: number
  } | null
  readonly structures: readonly {
    readonly id: string
    readonly kind: StructureKind
    readonly isArea: boolean
    readonly path: string
  }[]
  readonly zones: readonly {
    readonly id: string
    readonly level: RiskLevel | null
    readonly path: string
  }[]
  readonly routes: readonly { readonly id: string; readonly path: string }[]
  readonly signs: readonly {
    readonly id: string
    readonly kind: SymbolKind
    readonly text: string
    readonly x: number
    readonly y: number
  }[]
  readonly points: readonly SheetPoint[]
  readonly labels: readonly PlacedLabel[]
  readonly zoneCounts: Readonly<Record<'1' | '2' | '3' | '4' | 'none', number>>
  readonly rows: readonly SheetPointRow[]
  readonly symbolKinds: readonly SymbolKind[]
}

function levelOn(basis: Basis, level: LevelPair): RiskLevel | null {
  return basis === 'inherent' ? level.inherent : effectiveCurrent(level)
}

function variantOf(lines: LabelVariant['lines']): LabelVariant {
  return {
    lines,
    width: Math.max(...lines.map(({ text, size }) => textWidth(text, size))) + 1.2,
    height: lines.reduce((sum, { size }) => sum + size * 1.25, 0) + 0.4,
  }
}

function contentBox(plan: PlanDocument): Box {
  const shapes = [...plan.structures, ...plan.zones, ...plan.symbols]
  const corners: PlanPoint[] =
    plan.image === null
      ? []
      : [
          [0, 0],
          [plan.image.width, plan.image.height],
        ]
  const box = boxOf([
    ...corners,
    ...shapes.flatMap(({ geometry }) => verticesOf(geometry)),
    ...plan.riskPoints.map(({ position }) => position),
  ])
  return box ?? { minX: 0, minY: 0, maxX: 100, maxY: 80 }
}

const INSIDE_STEPS = 9

/** Where a zone's name may stand: its open place, then a grid over it. */
function insidePlaces(zone: PlanZone, points: readonly PlanPoint[]): readonly PlanPoint[] {
  const box = boxOf(verticesOf(zone.geometry))
  if (box === null) return []
  const best = openPlace(zone.geometry, points)
  const grid: PlanPoint[] = []
  for (let row = 1; row < INSIDE_STEPS; row += 1)
    for (let column = 1; column < INSIDE_STEPS; column += 1) {
      const place: PlanPoint = [
        box.minX + ((box.maxX - box.minX) * column) / INSIDE_STEPS,
        box.minY + ((box.maxY - box.minY) * row) / INSIDE_STEPS,
      ]
      if (pointInPolygon(place, zone.geometry)) grid.push(place)
    }
  const off = ([x, y]: PlanPoint) => Math.hypot(x - best[0], y - best[1])
  return [best, ...grid.sort((a, b) => off(a) - off(b))]
}

function labelWish(
  plan: PlanDocument,
  zone: PlanZone,
  placement: PaperPlacement,
  words: { readonly level: string; readonly mark: string; readonly name: string },
): LabelWish {
  const own = plan.riskPoints.filter(({ zoneId }) => zoneId === zone.id)
  const inside = insidePlaces(
    zone,
    own.map(({ position }) => position),
  )
  const toPoint = (place: PlanPoint) => {
    const [x, y] = placement.toPaper(place)
    return { x, y }
  }
  const corners = verticesOf(zone.geometry).map(placement.toPaper)
  const box = boxOf(corners) ?? { minX: 0, minY: 0, maxX: 0, maxY: 0 }
  const middle = { x: (box.minX + box.maxX) / 2, y: (box.minY + box.maxY) / 2 }
  const [first] = inside
  return {
    id: zone.id,
    variants: [
      variantOf([
        { text: words.name, size: NAME_SIZE },
        { text: words.level, size: NOTE_SIZE },
      ]),
      variantOf([
        { text: words.name, size: NAME_SIZE * 0.8 },
        { text: words.level, size: NOTE_SIZE * 0.85 },
      ]),
      variantOf([{ text: `${words.name} ${words.mark}`, size: NOTE_SIZE }]),
    ],
    inside: inside.map(toPoint),
    outside: ({ width, height }) =>
      [1.5, 5, 9, 14].flatMap((gap) => [
        { x: middle.x, y: box.minY - gap - height / 2 },
        { x: middle.x, y: box.maxY + gap + height / 2 },
        { x: box.minX - gap - width / 2, y: middle.y },
        { x: box.maxX + gap + width / 2, y: middle.y },
      ]),
    anchor: first === undefined ? middle : toPoint(first),
    isOptional: false,
  }
}

/** What routes run along and what is only ground needs no name on paper. */
const UNNAMED_ON_PAPER: ReadonlySet<StructureKind> = new Set(['fence', 'road', 'green'])

/** Names of structures that lie under no zone, where there is room for them. */
function structureWishes(plan: PlanDocument, placement: PaperPlacement): readonly LabelWish[] {
  const findZone = zoneFinder(plan.zones)
  return plan.structures.flatMap(({ id, name, kind, geometry }): LabelWish[] => {
    if (name.trim() === '' || UNNAMED_ON_PAPER.has(kind)) return []
    if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return []
    if (verticesOf(geometry).some((vertex) => findZone(vertex) !== null)) return []
    const [x, y] = placement.toPaper(openPlace(geometry, []))
    const anchor = { x, y }
    const variants = [variantOf([{ text: name, size: NOTE_SIZE }])]
    return [{ id, variants, inside: [anchor], outside: () => [], anchor, isOptional: true }]
  })
}

function square(x: number, y: number, size: number): Rectangle {
  return { x: x - size / 2, y: y - size / 2, width: size, height: size }
}

function pictureOf(plan: PlanDocument, placement: PaperPlacement): Sheet['picture'] {
  const { image } = plan
  if (image === null) return null
  const { millimetersPerUnit: size } = placement
  const [x, y] = placement.toPaper([0, image.height])
  const turn = `rotate(${image.rotation} ${image.width / 2} ${image.height / 2})`
  return {
    id: image.id,
    opacity: image.opacity,
    transform: `translate(${x} ${y}) scale(${size}) ${turn}`,
    width: image.width,
    height: image.height,
  }
}

function pointRows(plan: PlanDocument, basis: Basis, unnamed: string): SheetPointRow[] {
  const zones = new Map(plan.zones.map((zone) => [zone.id, zone]))
  return plan.riskPoints
    .flatMap((point): SheetPointRow[] => {
      const level = levelOn(basis, point.level)
      if (level !== 1 && level !== 2) return []
      const zone = point.zoneId === null ? undefined : zones.get(point.zoneId)
      const { id, number, name } = point
      const zoneName = zone === undefined ? '' : zone.name || unnamed
      return [{ id, number, name, zoneName, personId: zone?.personId ?? null, level }]
    })
    .sort((a, b) => a.level - b.level || a.number.localeCompare(b.number, 'zh', { numeric: true }))
}

/**
 * Lay out the printed four-colour map (四色图图纸布置).
 * Shape: plan document, basis and words → everything on an A3 sheet in millimetres; worse zones are
 *   drawn later, names stand clear of marks, marks clear of each other
 */
export function buildSheet(
  plan: PlanDocument,
  basis: Basis,
  words: { readonly level: LevelWords; readonly mark: LevelWords; readonly unnamedZone: string },
): Sheet {
  const area: Rectangle = {
    x: SHEET_MAP.x + PLAN_MARGIN,
    y: SHEET_MAP.y + PLAN_MARGIN,
    width: SHEET_MAP.width - 2 * PLAN_MARGIN,
    height: SHEET_MAP.height - PLAN_MARGIN - SHEET_STRIP_HEIGHT,
  }
  const box = contentBox(plan)
  const placement = paperPlacement(box, plan.frame, area)
  const levelOf = (row: { readonly level: LevelPair }) => levelOn(basis, row.level)
  const path = (geometry: Geometry) => paperPath(placement, geometry)
  const zones = [...plan.zones].sort((a, b) => (levelOf(b) ?? 5) - (levelOf(a) ?? 5))
  const spread = spreadMarks(
    plan.riskPoints.map(({ position }) => {
      const [x, y] = placement.toPaper(position)
      return { x, y }
    }),
    2 * POINT_RADIUS + 0.5,
  )
  const points = plan.riskPoints.flatMap((point, index): SheetPoint[] => {
    const mark = spread[index]
    if (mark === undefined) return []
    return [{ ...mark, id: point.id, mark: shortPointNumber(point.number), level: levelOf(point) }]
  })
  const signs = plan.symbols.flatMap(({ id, kind, text, geometry }) => {
    if (geometry.type !== 'Point' || kind === 'north-arrow') return []
    const [px = NaN, py = NaN] = geometry.coordinates
    const [x, y] = placement.toPaper([px, py])
    return [{ id, kind, text, x, y }]
  })
  const obstacles = [
    ...points.map(({ x, y }) => square(x, y, 2 * POINT_RADIUS)),
    ...signs.map(({ x, y }) => square(x, y, SIGN_SIZE)),
  ]
  const zoneWishes = [...zones].reverse().map((zone) =>
    labelWish(plan, zone, placement, {
      name: zone.name.trim() === '' ? words.unnamedZone : zone.name,
      level: words.level(levelOf(zone)),
      mark: words.mark(levelOf(zone)),
    }),
  )
  const counts = { 1: 0, 2: 0, 3: 0, 4: 0, none: 0 }
  for (const zone of zones) counts[levelOf(zone) ?? 'none'] += 1
  return {
    scale: placement.scale,
    bar:
      placement.scale === null
        ? null
        : {
            ...scaleBar(placement.scale, 90),
            x: SHEET_MAP.x + 8,
            y: SHEET_MAP.y + SHEET_MAP.height - 7,
          },
    northDegrees: trueNorth(plan.frame, [(box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2]),
    picture: pictureOf(plan, placement),
    structures: plan.structures.map(({ id, kind, geometry }) => ({
      id,
      kind,
      isArea: kind !== 'fence' && geometry.type.endsWith('Polygon'),
      path: path(geometry),
    })),
    zones: zones.map((zone) => ({ id: zone.id, level: levelOf(zone), path: path(zone.geometry) })),
    routes: plan.symbols.flatMap(({ id, geometry }) =>
      geometry.type === 'LineString' ? [{ id, path: path(geometry) }] : [],
    ),
    signs,
    points,
    labels: placeLabels([...zoneWishes, ...structureWishes(plan, placement)], obstacles, area),
    zoneCounts: counts,
    rows: pointRows(plan, basis, words.unnamedZone),
    symbolKinds: [...new Set(plan.symbols.map(({ kind }) => kind))].filter(
      (kind) => kind !== 'text' && kind !== 'north-arrow',
    ),
  }
}
