import type { MultiPolygon, Polygon } from 'geojson'
import { toWgs84, type CrsName } from '#domain/crs.ts'
import { scanGeometry } from '#domain/geometry.ts'
import { diagnosePosition } from '#domain/position.ts'
import { regionContains, type Region } from '#domain/region.ts'
import type { Issue } from '#domain/result.ts'
import { cellText, numberCell, textCell, type CellResult } from './cell.ts'
import type { Place } from './place.ts'
import { fromDomainIssue, rowIssue } from './row-issue.ts'
import type { RowReader } from './row-reader.ts'
import { epsgTable } from '#server/services/epsg-table.ts'

/** What one feature says of an administrative division (行政区划). */
export interface RegionCandidate {
  readonly code: string
  readonly name: string
  readonly kind: Region['kind']
  readonly parentCode: string | null
  readonly geometry: Polygon | MultiPolygon
  readonly source: string
  readonly illustrative: boolean
  readonly areaKm2: number | null
}

export interface RegionContext {
  readonly crs: CrsName
  readonly place: Place
  readonly known: readonly Region[]
  readonly fileName: string
}

const MOST_VERTICES = 200_000
const KINDS: Readonly<Record<number, Region['kind']>> = {
  6: 'county',
  9: 'township',
  12: 'village',
}
const PARENT_DIGITS = { county: 4, township: 6, village: 9 } as const

/** Read one feature of a boundary file; null when it has faults, which stand on the row. */
export function readRegion(
  row: RowReader,
  geometry: unknown,
  context: RegionContext,
): RegionCandidate | null {
  const name = row.require('name', '名称', line(60))
  const code = readCode(row, name, context)
  const source = row.read('source', line(200)) ?? context.fileName
  const illustrative = row.read('illustrative', truthCell)
  const areaKm2 = row.read('areaKm2', areaCell)
  const shape = readShape(row, geometry, context)
  const kind = code === null ? undefined : KINDS[code.length]
  if (name === null || code === null || kind === undefined || shape === null) return null
  if (row.issues.length > 0) return null
  return {
    code,
    name,
    kind,
    parentCode: kind === 'county' ? null : code.slice(0, PARENT_DIGITS[kind]),
    geometry: shape,
    source,
    illustrative: illustrative ?? /示意|非法定/.test(source),
    areaKm2,
  }
}

function line(characters: number) {
  return (field: string, cell: string) => textCell(field, cell, { characters })
}

/** The code as given, or that of the one known division of this name. */
function readCode(row: RowReader, name: string | null, context: RegionContext): string | null {
  const text = cellText(row.cell('code')).replace(/\.0+$/, '')
  if (text === '') {
    const named = context.known.filter(
      (region) => region.name === name && region.kind !== 'village',
    )
    const [only] = named
    if (only !== undefined && named.length === 1) return only.code
    row.missing('code', '区划代码')
    return null
  }
  const code = /^\d{9}000$/.test(text) ? text.slice(0, 9) : text
  if (!/^\d+$/.test(code) || KINDS[code.length] === undefined) {
    row.refuse(
      'code',
      'not_a_division',
      `"${text.slice(0, 20)}" 不是区划代码`,
      '请填 6、9 或 12 位数字',
    )
    return null
  }
  const { county } = context.place
  if (county !== null && !regionContains(county.code, code)) {
    row.refuse(
      'code',
      'outside_county',
      `${code} 不在${county.name} (${county.code}) 内`,
      '请核对代码或 --region',
    )
    return null
  }
  return code
}

function readShape(
  row: RowReader,
  geometry: unknown,
  { crs, place }: RegionContext,
): Polygon | MultiPolygon | null {
  const converted = crs === 'wgs84' ? geometry : convertShape(row, geometry, crs)
  if (converted === null) return null
  const scanned = scanGeometry(converted, {
    types: ['Polygon', 'MultiPolygon'],
    maxVertices: MOST_VERTICES,
    bounds: 'wgs84',
  })
  if (!scanned.ok) {
    const [first] = scanned.issues
    if (first !== undefined) row.issues.push(worded(first.code, fromDomainIssue(first, 'geometry')))
    return null
  }
  const rings =
    scanned.value.type === 'Polygon' ? [scanned.value.coordinates] : scanned.value.coordinates
  const corner = rings[0]?.[0]?.[0]
  const checked = diagnosePosition(corner?.[0], corner?.[1], place.extent)
  if (checked.ok) return scanned.value
  row.issues.push(...checked.issues.map((issue) => fromDomainIssue(issue, 'geometry')))
  return null
}

/** Metres in a file said to be in degrees are the usual cause of a position out of the world. */
function worded(code: string, issue: ReturnType<typeof fromDomainIssue>) {
  return code === 'out_of_range'
    ? { ...issue, remedy: `${issue.remedy}; 若为投影坐标, 请用 --crs 指明` }
    : issue
}

/** Every position of nested coordinates, converted; anything else is left for the scan to refuse. */
function convertShape(row: RowReader, geometry: unknown, crs: CrsName): unknown {
  if (typeof geometry !== 'object' || geometry === null || !('coordinates' in geometry)) {
    return geometry
  }
  const faults: Issue[] = []
  const convert = (value: unknown): unknown => {
    if (faults.length > 0 || !Array.isArray(value)) return value
    const [x, y] = value as unknown[]
    if (typeof x !== 'number' || typeof y !== 'number') return value.map(convert)
    const position = toWgs84([x, y], crs, epsgTable)
    if (!position.ok) faults.push(...position.issues)
    return position.ok ? position.value : value
  }
  const coordinates = convert(geometry.coordinates)
  row.issues.push(...faults.map((issue) => fromDomainIssue(issue, 'geometry')))
  return faults.length > 0 ? null : { ...geometry, coordinates }
}

function truthCell(field: string, cell: string): CellResult<boolean> {
  const text = cellText(cell).toLowerCase()
  if (text === '') return { ok: true, value: null }
  if (['true', '1', '是', '示意'].includes(text)) return { ok: true, value: true }
  if (['false', '0', '否', '法定'].includes(text)) return { ok: true, value: false }
  return {
    ok: false,
    issue: rowIssue(field, 'not_a_truth', `"${text.slice(0, 20)}" 不是是非值`, '请填 是 或 否'),
  }
}

function areaCell(field: string, cell: string): CellResult<number> {
  const area = numberCell(field, cell)
  if (!area.ok || area.value === null || (area.value > 0 && area.value < 1_000_000)) return area
  return {
    ok: false,
    issue: rowIssue(field, 'out_of_range', `面积 ${area.value} 不合理`, '请填大于 0 的平方公里数'),
  }
}
