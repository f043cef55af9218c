import type { LineString, Point, Polygon } from 'geojson'
import type { StructureKind, SymbolKind, ZoneKind } from '#domain/plan.ts'
import { boxPolygon, lineOf, polygonOf } from './shapes.ts'
import type { Box, PlanPoint } from './shapes.ts'

/** A structure or symbol as drawn, before it has an id. */
export interface DrawnStructure {
  readonly kind: StructureKind
  readonly name: string
  readonly geometry: Polygon | LineString
}

export interface DrawnSymbol {
  readonly kind: SymbolKind
  readonly geometry: Point | LineString
  readonly text: string
}

/** A part of the site that becomes a risk zone (风险分区), with the risk sources found in it. */
export interface SiteArea {
  readonly name: string
  readonly kind: ZoneKind
  readonly department: string
  readonly geometry: Polygon
  /** Keys of the catalogue of risk sources. */
  readonly sources: readonly string[]
  /** Middles of the tanks in it: where points about tanks belong. */
  readonly tanks: readonly PlanPoint[]
}

/** A whole drawn site (厂区总平面), in metres, y up. */
export interface Site {
  readonly fence: Polygon
  readonly structures: readonly DrawnStructure[]
  readonly areas: readonly SiteArea[]
  readonly symbols: readonly DrawnSymbol[]
}

/** Collects what a layout draws. */
export interface Drawing {
  readonly structures: DrawnStructure[]
  readonly areas: SiteArea[]
  readonly symbols: DrawnSymbol[]
}

export function emptyDrawing(): Drawing {
  return { structures: [], areas: [], symbols: [] }
}

/** Draw a polygon structure. */
export function draw(
  drawing: Drawing,
  kind: StructureKind,
  name: string,
  points: readonly PlanPoint[],
): void {
  drawing.structures.push({ kind, name, geometry: polygonOf(points) })
}

/** Make a box a zone of its own. */
export function area(
  drawing: Drawing,
  name: string,
  kind: ZoneKind,
  department: string,
  box: Box,
  sources: readonly string[],
  tanks: readonly PlanPoint[] = [],
): void {
  drawing.areas.push({ name, kind, department, geometry: boxPolygon(box), sources, tanks })
}

/** Draw a symbol at a place. */
export function mark(drawing: Drawing, kind: SymbolKind, at: PlanPoint, text: string): void {
  drawing.symbols.push({ kind, text, geometry: { type: 'Point', coordinates: [...at] } })
}

/** Draw a way to safety (疏散路线), ending where its arrow points. */
export function markRoute(drawing: Drawing, points: readonly PlanPoint[]): void {
  drawing.symbols.push({ kind: 'evacuation-route', text: '', geometry: lineOf(points) })
}

/** A ground transformation that keeps shapes: quarter turns and a mirror. */
export interface Turn {
  readonly quarters: 0 | 1 | 2 | 3
  readonly mirrored: boolean
}

/** The same site turned and mirrored, moved so that its lower left corner is the origin. */
export function turnSite(site: Site, { quarters, mirrored }: Turn): Site {
  const rotate = ([x = 0, y = 0]: readonly number[]): PlanPoint => {
    const u = mirrored ? -x : x
    if (quarters === 0) return [u, y]
    if (quarters === 1) return [-y, u]
    return quarters === 2 ? [-u, -y] : [y, -u]
  }
  const corners = (site.fence.coordinates[0] ?? []).map(rotate)
  const left = Math.min(...corners.map(([x]) => x))
  const bottom = Math.min(...corners.map(([, y]) => y))
  const move = (at: readonly number[]): PlanPoint => {
    const [x, y] = rotate(at)
    return [Math.round((x - left) * 1000) / 1000, Math.round((y - bottom) * 1000) / 1000]
  }
  const open = (ring: readonly number[][]): PlanPoint[] => ring.slice(0, -1).map(move)
  const polygon = (geometry: Polygon): Polygon => {
    const [outer = [], ...holes] = geometry.coordinates
    return polygonOf(open(outer), holes.map(open))
  }
  return {
    fence: polygon(site.fence),
    structures: site.structures.map(({ geometry, ...rest }) => ({
      ...rest,
      geometry:
        geometry.type === 'Polygon' ? polygon(geometry) : lineOf(geometry.coordinates.map(move)),
    })),
    areas: site.areas.map(({ geometry, tanks, ...rest }) => ({
      ...rest,
      geometry: polygon(geometry),
      tanks: tanks.map(move),
    })),
    symbols: site.symbols.map(({ geometry, ...rest }) => ({
      ...rest,
      geometry:
        geometry.type === 'Point'
          ? { type: 'Point', coordinates: [...move(geometry.coordinates)] }
          : lineOf(geometry.coordinates.map(move)),
    })),
  }
}
