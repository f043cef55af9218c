import type { Geometry } from 'geojson'
import { printColour } from '#domain/print-colours.ts'
import type { PlanDocument } from '#domain/plan.ts'
import { riskLevelFacts, type RiskLevel } from '#domain/risk-level.ts'
import { placeCardLabels, type Box, type CardLabel } from './public-card-labels.ts'

type Vertex = readonly [x: number, y: number]

/** Width of the drawing in its own units; its height follows the plan. */
const WIDTH = 1000
const MARGIN = 24
/** What the drawing may weigh, so that the card stays small on a slow line. */
const BYTES = 22_000
const TOLERANCES = [1.5, 3, 6, 12, 25]
const MOST_POINTS = 120
const POINT_RADIUS = 15

const HATCHES: Readonly<Record<RiskLevel | 0, string>> = {
  1: 'M-5 5 5-5M0 28 28 0M23 33 33 23',
  2: 'M-5 23 5 33M0 0 28 28M23-5 33 5',
  3: 'M0 14h28',
  4: 'M7 7h.1M21 21h.1',
  0: 'M0 28 28 0M0 0 28 28',
}

/**
 * Draw a published plan small (公示略图): zones with colour, hatch and name, numbered worst points.
 *
 * Everything is moved and scaled into a frame that begins at 0,0, so that no coordinate of the plan
 * or of the earth is left in it.
 */
export function drawCard(
  plan: PlanDocument,
  numberOf: (riskPointId: string) => string,
  open: (text: string) => string,
): string {
  const frame = frameOf(plan)
  if (frame === null) return ''
  let drawing = ''
  for (const tolerance of TOLERANCES) {
    drawing = drawAt(plan, frame, tolerance, true, numberOf, open)
    if (Buffer.byteLength(drawing) <= BYTES) return drawing
  }
  const bare = drawAt(plan, frame, TOLERANCES.at(-1) ?? 25, false, numberOf, open)
  return Buffer.byteLength(bare) <= BYTES ? bare : ''
}

interface Frame {
  readonly height: number
  readonly place: (vertex: readonly number[]) => Vertex
}

function frameOf(plan: PlanDocument): Frame | null {
  const shapes = [...plan.zones, ...plan.structures].flatMap(({ geometry }) => linesOf(geometry))
  const vertices = [...shapes.flat(), ...plan.riskPoints.map(({ position }) => position)]
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x = 0, y = 0] of vertices) {
    minX = Math.min(minX, x)
    minY = Math.min(minY, y)
    maxX = Math.max(maxX, x)
    maxY = Math.max(maxY, y)
  }
  const span = Math.max(maxX - minX, (maxY - minY) * 0.6)
  if (!(span > 0)) return null
  const scale = (WIDTH - 2 * MARGIN) / span
  const left = (WIDTH - (maxX - minX) * scale) / 2
  return {
    height: Math.round((maxY - minY) * scale + 2 * MARGIN),
    place: ([x = 0, y = 0]) => [
      Math.round((x - minX) * scale + left),
      Math.round((maxY - y) * scale + MARGIN),
    ],
  }
}

function drawAt(
  plan: PlanDocument,
  { height, place }: Frame,
  tolerance: number,
  withAll: boolean,
  numberOf: (riskPointId: string) => string,
  open: (text: string) => string,
): string {
  const path = (geometry: Geometry) =>
    linesOf(geometry)
      .map((line) => simplified(line.map(place), tolerance))
      .filter((line) => line.length > 1)
      .map((line) => `M${line.map(([x, y]) => `${x} ${y}`).join('L')}`)
      .join('')
  const closed = (geometry: Geometry) =>
    geometry.type.endsWith('Polygon') ? `${path(geometry)}z` : path(geometry)
  const structures = withAll
    ? plan.structures
        .filter(({ geometry }) => geometry.type !== 'Point')
        .map(({ kind, geometry }) => {
          const fill = kind === 'fence' || !geometry.type.endsWith('Polygon') ? 'none' : '#eef0f4'
          return `<path d="${closed(geometry)}" fill="${fill}" stroke="#7b8798" stroke-width="2"/>`
        })
        .join('')
    : ''
  // The worst is drawn last: where zones meet, it lies on top.
  const zones = [...plan.zones].sort((a, b) => (b.level.inherent ?? 5) - (a.level.inherent ?? 5))
  const areas = zones.map(({ level, geometry }) => {
    const { ground } = printColour(level.inherent)
    const d = closed(geometry)
    return (
      `<path d="${d}" fill="${ground}" fill-opacity=".4" stroke="${ground}" stroke-width="5"/>` +
      `<path d="${d}" fill="url(#h${level.inherent ?? 0})" stroke="#000" stroke-width="1"/>`
    )
  })
  const shown = plan.riskPoints
    .filter(({ level }) => level.inherent !== null && level.inherent <= 2)
    .slice(0, MOST_POINTS)
  const wishes = [...zones].reverse().map(({ name, level, geometry }) => ({
    name: open(name).slice(0, 12),
    code: level.inherent === null ? '未评' : riskLevelFacts(level.inherent).colourZh,
    box: boxAround(linesOf(geometry)[0]?.map(place) ?? []),
  }))
  const marks = shown.map(({ position }) => boxAround([place(position)], POINT_RADIUS))
  const labels = placeCardLabels(wishes, marks, {
    left: 0,
    top: 0,
    right: WIDTH,
    bottom: height,
  }).map(textOf)
  const points = shown.map(({ id, level, position }) => {
    const [x, y] = place(position)
    const { ground, text } = printColour(level.inherent)
    return (
      `<circle cx="${x}" cy="${y}" r="${POINT_RADIUS}" fill="${ground}" stroke="#000"/>` +
      `<text class="n" x="${x}" y="${y + 6}" fill="${text}">${escaped(numberOf(id).slice(0, 4))}</text>`
    )
  })
  const hatches = ([1, 2, 3, 4, 0] as const)
    .map(
      (level) =>
        `<pattern id="h${level}" width="28" height="28" patternUnits="userSpaceOnUse">` +
        `<path d="${HATCHES[level]}" stroke="#111827" stroke-opacity=".5" stroke-width="${level === 4 ? 6 : 2.5}" stroke-linecap="round" fill="none"/></pattern>`,
    )
    .join('')
  return (
    `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="四色图略图"><defs>${hatches}</defs>` +
    `${structures}${areas.join('')}${points.join('')}${labels.join('')}</svg>`
  )
}

/** The outer rings and lines of a shape; holes are too small to be seen here. */
function linesOf(geometry: Geometry): (readonly (readonly number[])[])[] {
  switch (geometry.type) {
    case 'Polygon':
      return geometry.coordinates.slice(0, 1)
    case 'MultiPolygon':
      return geometry.coordinates.flatMap((rings) => rings.slice(0, 1))
    case 'LineString':
      return [geometry.coordinates]
    default:
      return []
  }
}

/** Leave out vertices that lie closer than a tolerance to the last one kept. */
function simplified(line: readonly Vertex[], tolerance: number): readonly Vertex[] {
  const kept: Vertex[] = []
  for (const vertex of line) {
    const last = kept.at(-1)
    if (last === undefined || Math.hypot(vertex[0] - last[0], vertex[1] - last[1]) >= tolerance)
      kept.push(vertex)
  }
  return kept
}

function boxAround(vertices: readonly Vertex[], margin = 0): Box {
  const xs = vertices.map(([x]) => x)
  const ys = vertices.map(([, y]) => y)
  return {
    left: Math.min(...xs) - margin,
    right: Math.max(...xs) + margin,
    top: Math.min(...ys) - margin,
    bottom: Math.max(...ys) + margin,
  }
}

function textOf({ x, y, size, lines }: CardLabel): string {
  const first = y - ((lines.length - 1) * size * 1.2) / 2 + size * 0.36
  const spans = lines.map(
    (line, index) =>
      `<tspan x="${x}" y="${Math.round(first + index * size * 1.2)}">${escaped(line)}</tspan>`,
  )
  return `<text font-size="${size}">${spans.join('')}</text>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
