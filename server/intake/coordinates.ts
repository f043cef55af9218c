import type { SourcePosition } from '#domain/enterprise.ts'
import { toWgs84, type CrsName } from '#domain/crs.ts'
import { diagnosePosition, type CountyExtent, type Position } from '#domain/position.ts'
import { cellText, numberCell, shortened } from './cell.ts'
import { fromDomainIssue, rowIssue, type RowIssue } from './row-issue.ts'
import { epsgTable } from '#server/services/epsg-table.ts'

/** Where a row says it is, converted, with the coordinate it gave. */
export interface ReadPosition {
  readonly position: Position
  readonly sourcePosition: SourcePosition
}

export type PositionResult =
  | { readonly ok: true; readonly value: ReadPosition | null }
  | { readonly ok: false; readonly issue: RowIssue }

/** The cells a position may stand in; a missing column is an empty cell. */
export interface PositionCells {
  readonly lng: string
  readonly lat: string
  readonly lngLat: string
  readonly latLng: string
}

/**
 * Read, convert and check the position of one row; whatever is wrong is named, nothing is put right.
 * Shape: cells × source system × county → WGS 84, or null when every cell is empty
 */
export function readPosition(
  cells: PositionCells,
  crs: CrsName,
  county: CountyExtent | null,
): PositionResult {
  const pair = readPair(cells)
  if (!pair.ok) return pair
  if (pair.value === null) return { ok: true, value: null }
  const [x, y] = pair.value
  const converted = toWgs84([x, y], crs, epsgTable)
  const checked = converted.ok ? diagnosePosition(...converted.value, county) : converted
  if (!checked.ok) {
    const [first] = checked.issues
    if (first === undefined)
      throw new TypeError('expected at least one issue of a refused position')
    return { ok: false, issue: fromDomainIssue(first) }
  }
  return {
    ok: true,
    value: { position: checked.value, sourcePosition: { crs, x: x + 0, y: y + 0 } },
  }
}

export type PairResult =
  | { readonly ok: true; readonly value: readonly [x: number, y: number] | null }
  | { readonly ok: false; readonly issue: RowIssue }

/** The pair of numbers a row gives, as they stand; null when every cell is empty. */
export function readPair(cells: PositionCells): PairResult {
  if (cellText(cells.lng) === '' && cellText(cells.lat) === '') {
    if (cellText(cells.lngLat) !== '') return joinedPair('lngLat', cells.lngLat, false)
    return joinedPair('latLng', cells.latLng, true)
  }
  const lng = numberCell('lng', cells.lng)
  if (!lng.ok) return lng
  const lat = numberCell('lat', cells.lat)
  if (!lat.ok) return lat
  if (lng.value === null) return missing('lng', '经度')
  if (lat.value === null) return missing('lat', '纬度')
  return { ok: true, value: [lng.value, lat.value] }
}

function missing(field: string, nameZh: string): PairResult {
  return { ok: false, issue: rowIssue(field, 'missing', `缺少${nameZh}`, `请补填${nameZh}`) }
}

/** `114.2,35.6`, `114.2 35.6`, `[114.2, 35.6]`, `POINT(114.2 35.6)`. */
function joinedPair(field: string, cell: string, latitudeFirst: boolean): PairResult {
  const text = cellText(cell).normalize('NFKC')
  if (text === '') return { ok: true, value: null }
  const number = '([+-]?\\d+(?:\\.\\d+)?)'
  const parts = new RegExp(
    `^(?:POINT\\s*)?[([]?\\s*${number}\\s*(?:[,;、]|\\s)\\s*${number}\\s*[)\\]]?$`,
    'i',
  ).exec(text)
  if (parts === null) {
    return {
      ok: false,
      issue: rowIssue(
        field,
        'not_a_pair',
        `"${shortened(text)}" 不是一对坐标`,
        `请写成 ${latitudeFirst ? '35.607,114.197' : '114.197,35.607'} 的形式`,
      ),
    }
  }
  const [first, second] = [Number(parts[1]), Number(parts[2])]
  return { ok: true, value: latitudeFirst ? [second, first] : [first, second] }
}
