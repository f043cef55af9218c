import { readPosition } from '#domain/geometry/read-vertices.ts'
import { scanGeometry } from '#domain/geometry.ts'
import type { Geometry, GeometryType } from '#domain/geometry.ts'
import { fitGeoreference } from '#domain/georeference.ts'
import type { Georeference, GeoreferenceKind } from '#domain/georeference.ts'
import type { PlanFrame, PlanInput, PlanSymbol, Structure, ZoneInput } from '#domain/plan.ts'
import { diagnosePosition } from '#domain/position.ts'
import type { CountyExtent } from '#domain/position.ts'
import type { Issue, Result } from '#domain/result.ts'
import { zoneFinder } from '#domain/zone-membership.ts'

/** A plan as it was sent: its plain fields checked, its shapes still of unknown make. */
export interface SentPlan {
  readonly name: string
  readonly frame: {
    readonly unit: PlanFrame['unit']
    readonly metersPerUnit: number | null
    readonly georeference: SentGeoreference | null
  }
  readonly image: {
    readonly id: string
    readonly opacity: number
    readonly rotation: number
  } | null
  readonly structures: readonly Unread<Structure>[]
  readonly zones: readonly Unread<ZoneInput>[]
  readonly riskPoints: readonly {
    readonly id: string
    readonly position: unknown
    /** Where the point is said to lie; its place decides when nothing is said. */
    readonly zoneId?: string | null | undefined
  }[]
  readonly symbols: readonly Unread<PlanSymbol>[]
}

type Unread<T> = Omit<T, 'geometry'> & { readonly geometry: unknown }

interface SentGeoreference {
  readonly kind: GeoreferenceKind
  readonly controlPoints: readonly {
    readonly plan: readonly [number, number]
    readonly lngLat: readonly [number, number]
  }[]
}

/** A plan that keeps every rule it can keep by itself; its picture's size is not known here. */
export type ReadPlan = Omit<PlanInput, 'image'> & Pick<SentPlan, 'image'>

/** One shape may be a traced outline; all together must still draw smoothly. */
const MOST_VERTICES_A_SHAPE = 20_000
const MOST_VERTICES = 200_000

/** Where web maps end. */
const MOST_LATITUDE = 85

const AREAS = ['Polygon', 'MultiPolygon'] as const
const STRUCTURE_SHAPES = ['Polygon', 'MultiPolygon', 'LineString', 'Point'] as const
const SYMBOL_SHAPES = ['Point', 'LineString'] as const

/**
 * Read a plan as it was sent (图纸校验): shapes, ids, frame and georeference, and which zone each point
 * lies in. Residuals are worked out here; what was sent of them is not looked at.
 * Errors: every rule of scanGeometry and fitGeoreference, each with its place in the body, the first
 *   fault of a shape; duplicate_id, unknown_zone, metersPerUnit `not_one`
 */
export function readPlan(sent: SentPlan, county: CountyExtent | null): Result<ReadPlan> {
  const issues: Issue[] = []
  const frame = readFrame(sent.frame, county)
  if (!frame.ok) issues.push(...frame.issues)
  const reading = { issues, verticesLeft: MOST_VERTICES }
  const zones = readShapes(reading, 'zones', sent.zones, AREAS)
  const structures = readShapes(reading, 'structures', sent.structures, STRUCTURE_SHAPES)
  const symbols = readShapes(reading, 'symbols', sent.symbols, SYMBOL_SHAPES)
  if (issues.length > 0 || !frame.ok) return { ok: false, issues }
  const riskPoints = readPlaces(sent.riskPoints, zones)
  if (!riskPoints.ok) return riskPoints
  return {
    ok: true,
    value: {
      name: sent.name,
      frame: frame.value,
      image: sent.image,
      structures,
      zones,
      riskPoints: riskPoints.value,
      symbols,
    },
  }
}

type Shaped<Row, T extends GeometryType> = Omit<Row, 'geometry'> & {
  readonly geometry: Extract<Geometry, { type: T }>
}

/** The rows with their shapes read; none any more once a fault was found. */
function readShapes<
  Row extends { readonly id: string; readonly geometry: unknown },
  const T extends GeometryType,
>(
  reading: { readonly issues: Issue[]; verticesLeft: number },
  key: string,
  rows: readonly Row[],
  types: readonly T[],
): Shaped<Row, T>[] {
  reading.issues.push(...repeatedIds(key, rows))
  const shaped: Shaped<Row, T>[] = []
  for (const [index, row] of rows.entries()) {
    if (reading.issues.length > 0) return []
    const maxVertices = Math.min(MOST_VERTICES_A_SHAPE, reading.verticesLeft)
    const geometry = scanGeometry(row.geometry, { types, bounds: 'plane', maxVertices })
    if (geometry.ok) {
      reading.verticesLeft -= vertexCount(geometry.value)
      shaped.push({ ...row, geometry: geometry.value })
    } else reading.issues.push(...placed(`${key}[${index}]`, geometry.issues))
  }
  return shaped
}

function readFrame(
  { unit, metersPerUnit, georeference }: SentPlan['frame'],
  county: CountyExtent | null,
): Result<PlanFrame> {
  if (unit === 'meter' && metersPerUnit !== null && metersPerUnit !== 1) {
    const message = '以米为单位的图纸，metersPerUnit 只能是 1；如为像素图，请将 unit 改为 pixel'
    return { ok: false, issues: [{ path: 'frame.metersPerUnit', code: 'not_one', message }] }
  }
  const scale = unit === 'meter' ? 1 : metersPerUnit
  if (georeference === null)
    return { ok: true, value: { unit, metersPerUnit: scale, georeference: null } }
  const fitted = readGeoreference(georeference, county)
  if (!fitted.ok) return { ok: false, issues: placed('frame.georeference', fitted.issues) }
  return { ok: true, value: { unit, metersPerUnit: scale, georeference: fitted.value } }
}

function readGeoreference(
  { kind, controlPoints }: SentGeoreference,
  county: CountyExtent | null,
): Result<Georeference> {
  const issues = controlPoints.flatMap(({ lngLat: [lng, lat] }, index) => {
    const path = `controlPoints[${index}].lngLat`
    const position = diagnosePosition(lng, lat, county)
    if (!position.ok) return position.issues.map((issue) => ({ ...issue, path }))
    if (Math.abs(lat) <= MOST_LATITUDE) return []
    return [{ path, code: 'out_of_range', message: `纬度 ${lat} 不在地图范围内，请核对控制点` }]
  })
  return issues.length > 0 ? { ok: false, issues } : fitGeoreference(kind, controlPoints)
}

function readPlaces(
  points: SentPlan['riskPoints'],
  zones: readonly ZoneInput[],
): Result<PlanInput['riskPoints']> {
  const issues: Issue[] = repeatedIds('riskPoints', points)
  const zoneIds = new Set(zones.map(({ id }) => id))
  const zoneOf = zoneFinder(zones)
  const read: { id: string; position: [number, number]; zoneId: string | null }[] = []
  for (const [index, { id, position, zoneId }] of points.entries()) {
    const place = readPosition(position, `riskPoints[${index}].position`, 'plane')
    if (!place.ok) issues.push(...place.issues)
    else if (zoneId !== undefined && zoneId !== null && !zoneIds.has(zoneId))
      issues.push({
        path: `riskPoints[${index}].zoneId`,
        code: 'unknown_zone',
        message: '所填分区不在本图上，请改填本图的分区，或留空由位置判定',
      })
    else
      read.push({
        id,
        position: place.value,
        zoneId: zoneId ?? zoneOf(place.value)?.id ?? null,
      })
    if (issues.length > 0) return { ok: false, issues }
  }
  return issues.length > 0 ? { ok: false, issues } : { ok: true, value: read }
}

/** The first id that stands twice. */
function repeatedIds(key: string, rows: readonly { readonly id: string }[]): Issue[] {
  const seen = new Set<string>()
  for (const [index, { id }] of rows.entries()) {
    if (seen.has(id))
      return [
        {
          path: `${key}[${index}].id`,
          code: 'duplicate_id',
          message: '编号重复，请为每个对象使用不同的编号',
        },
      ]
    seen.add(id)
  }
  return []
}

/** Issues of a part, by their place in the whole. */
function placed(prefix: string, issues: readonly Issue[]): Issue[] {
  return issues.map((issue) => ({ ...issue, path: `${prefix}.${issue.path}` }))
}

function vertexCount(geometry: Geometry): number {
  switch (geometry.type) {
    case 'Point':
      return 1
    case 'LineString':
      return geometry.coordinates.length
    case 'Polygon':
      return sum(geometry.coordinates)
    case 'MultiPolygon':
      return geometry.coordinates.reduce((total, rings) => total + sum(rings), 0)
  }
}

function sum(rings: readonly (readonly unknown[])[]): number {
  return rings.reduce((total, ring) => total + ring.length, 0)
}
