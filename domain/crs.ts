import gcoord from 'gcoord'
import proj4 from 'proj4'

import { EPSG_ENTRIES, epsgOfZone, gaussKrugerEpsg } from './crs-table.ts'
import type { EpsgEntry, EpsgTable, Grid } from './crs-table.ts'
import { diagnosePosition } from './position.ts'
import type { Position } from './position.ts'
import { failure, success } from './result.ts'
import type { Result } from './result.ts'

/** A coordinate reference system (坐标系) that a source may be in; WGS 84 is the one we store. */
export type CrsName = 'wgs84' | 'gcj02' | 'bd09' | `epsg:${number}`

/** x is always east or longitude, y north or latitude, whatever order an authority lists. */
export type SourceCoordinate = readonly [x: number, y: number]

const ALIASES: ReadonlyMap<string, CrsName> = new Map([
  ['wgs84', 'wgs84'],
  ['gps', 'wgs84'],
  ['gcj02', 'gcj02'],
  ['高德', 'gcj02'],
  ['腾讯', 'gcj02'],
  ['火星坐标', 'gcj02'],
  ['bd09', 'bd09'],
  ['bd09ll', 'bd09'],
  ['百度', 'bd09'],
  ['cgcs2000', 'epsg:4490'],
  ['国家2000', 'epsg:4490'],
  ['2000国家大地坐标系', 'epsg:4490'],
])

const CHOICES =
  '请用 wgs84、gcj02、bd09 或 epsg:代号（如 4326、4490、3857、CGCS2000 分带 4491～4554）'

/**
 * Read the name of a coordinate system as people write it.
 * Shape: "WGS-84", "高德", "EPSG:4547", "4547", "CGCS2000" → CrsName
 * Errors: unknown_crs, unknown_epsg
 */
export function parseCrs(text: string, table: EpsgTable = EPSG_ENTRIES): Result<CrsName> {
  const plain = text.toLowerCase().replace(/[\s_-]/g, '')
  const alias = ALIASES.get(plain)
  if (alias !== undefined) return success(alias)
  const digits = /^(?:epsg[:：]?)?(\d{4,6})$/.exec(plain)?.[1]
  if (digits === undefined)
    return failure('crs', 'unknown_crs', `不认识坐标系“${text.slice(0, 40)}”；${CHOICES}`)
  const name: CrsName = `epsg:${Number(digits)}`
  return table.get(Number(digits)) === undefined ? unknownEpsg(name) : success(name)
}

/**
 * Convert a source coordinate to WGS 84 (坐标转换), or say why it cannot be in that system.
 * Units: degrees or metres as the system has them → degrees; GCJ-02 and BD-09 within 1 mm
 * Errors: those of diagnosePosition without a county; unknown_epsg, axes_swapped, zone_prefix,
 *   not_projected, outside_crs_area
 */
export function toWgs84(
  source: SourceCoordinate,
  crs: CrsName,
  table: EpsgTable = EPSG_ENTRIES,
): Result<Position> {
  const [x, y] = source
  if (crs === 'wgs84') return diagnosePosition(x, y, null)
  if (crs === 'gcj02' || crs === 'bd09') {
    const position = diagnosePosition(x, y, null)
    return position.ok ? fromChineseOffset(position.value, crs) : position
  }
  const entry = entryOf(crs, table)
  if (entry === null) return unknownEpsg(crs)
  if (entry.kind === 'geographic') return diagnosePosition(x, y, null)
  const refused =
    entry.kind === 'otherGeographic' ? refuseDegrees(source) : refuseProjected(source, entry)
  if (refused !== null) return refused
  const [lng, lat] = converterOf(entry).inverse<[number, number]>([x, y])
  return insideArea([lng, lat], entry) ? diagnosePosition(lng, lat, null) : outsideArea(entry)
}

/**
 * Convert a WGS 84 position to another system, for exports and round trips.
 * Units: degrees → degrees or metres as the system has them
 * Errors: those of diagnosePosition without a county; unknown_epsg, outside_crs_area
 */
export function fromWgs84(
  position: Position,
  crs: CrsName,
  table: EpsgTable = EPSG_ENTRIES,
): Result<SourceCoordinate> {
  const checked = diagnosePosition(position[0], position[1], null)
  if (!checked.ok || crs === 'wgs84') return checked
  if (crs === 'gcj02' || crs === 'bd09')
    return insideChina(position) ? success(offset(position, crs)) : outsideOffset(crs)
  const entry = entryOf(crs, table)
  if (entry === null) return unknownEpsg(crs)
  if (entry.kind === 'geographic') return checked
  if (!insideArea(position, entry)) return outsideArea(entry)
  const [x, y] = converterOf(entry).forward<[number, number]>([position[0], position[1]])
  return success([x, y])
}

const converters = new Map<number, proj4.Converter>()

/** Building a converter costs more than using it, and an import uses it for every row. */
function converterOf(entry: EpsgEntry): proj4.Converter {
  const known = converters.get(entry.epsg)
  if (known !== undefined) return known
  const converter = proj4('+proj=longlat +datum=WGS84 +no_defs', entry.definition)
  converters.set(entry.epsg, converter)
  return converter
}

function entryOf(crs: CrsName, table: EpsgTable): EpsgEntry | null {
  return table.get(Number(crs.slice('epsg:'.length))) ?? null
}

function unknownEpsg(crs: CrsName): Result<never> {
  return failure(
    'crs',
    'unknown_epsg',
    `不支持坐标系 ${crs}：没有它的定义，或没有到 WGS 84 的转换参数；${CHOICES}`,
  )
}

/** Where gcoord applies the offset at all; outside it leaves coordinates as they are. */
function insideChina([lng, lat]: Position): boolean {
  return lng >= 72.004 && lng <= 137.8347 && lat >= 0.8293 && lat <= 55.8271
}

function outsideOffset(crs: 'gcj02' | 'bd09'): Result<never> {
  return failure(
    'position',
    'outside_crs_area',
    `坐标不在中国境内，${crs} 在此无定义；请核对坐标，或改用 wgs84`,
  )
}

function offset([lng, lat]: Position, crs: 'gcj02' | 'bd09'): Position {
  const target = crs === 'gcj02' ? gcoord.GCJ02 : gcoord.BD09
  return gcoord.transform([lng, lat], gcoord.WGS84, target)
}

/**
 * Undo the offset by fixed-point rounds on the forward formula. gcoord's own inverse stops at
 * 1e-6 degrees (0.1 m) and never ends for some places at the edge of its box.
 */
function fromChineseOffset(source: Position, crs: 'gcj02' | 'bd09'): Result<Position> {
  let [lng, lat] = source
  for (let round = 0; round < 8; round++) {
    if (!insideChina([lng, lat])) return outsideOffset(crs)
    const [x, y] = offset([lng, lat], crs)
    lng += source[0] - x
    lat += source[1] - y
    if (Math.abs(source[0] - x) < 1e-12 && Math.abs(source[1] - y) < 1e-12) break
  }
  return insideChina([lng, lat]) ? success([lng, lat]) : outsideOffset(crs)
}

function refuseDegrees([x, y]: SourceCoordinate): Result<never> | null {
  const checked = diagnosePosition(x, y, null)
  return checked.ok ? null : checked
}

/** Northings of China from the southern reefs to Mohe, with room. */
function isNorthing(value: number): boolean {
  return value > 300_000 && value < 7_300_000
}

/**
 * Refuse metres that cannot be metres of this system, naming the usual mistakes.
 *
 * Chinese survey sheets (and EPSG) call the northing X and the easting Y; software calls the
 * easting x. A northing of about 3.9 million in x with an easting in y is that swap.
 */
function refuseProjected([x, y]: SourceCoordinate, entry: EpsgEntry): Result<never> | null {
  if (!Number.isFinite(x) || !Number.isFinite(y))
    return failure('position', 'not_a_number', '坐标不是数字，请改填以米为单位的东坐标和北坐标')
  if (x === 0 && y === 0)
    return failure('position', 'zero', '坐标为 0,0，多为未定位时的缺省值，请重新定位或补填坐标')
  if (Math.abs(x) <= 180 && Math.abs(y) <= 180)
    return failure(
      'position',
      'not_projected',
      `坐标像经纬度（度），而 ${entry.nameZh} 以米为单位；请改选 wgs84、gcj02、bd09 或 epsg:4490`,
    )
  if (entry.grid === null) {
    const swapped = entry.kind === 'webMercator' && isNorthing(x) && y > 8_100_000 && y < 15_200_000
    return swapped ? swappedAxes(x, y) : null
  }
  const grid = entry.grid
  if (isEasting(x, grid) && isNorthing(y)) return null
  if (x > 1_000_000 && isNorthing(x) && isEasting(y, grid)) return swappedAxes(x, y)
  return refuseZonePrefix([x, y], entry, grid) ?? outsideArea(entry)
}

function isEasting(value: number, grid: Grid): boolean {
  return Math.abs(value - grid.falseEastingMeters) < 500_000
}

function swappedAxes(x: number, y: number): Result<never> {
  return failure(
    'position',
    'axes_swapped',
    `疑似坐标轴颠倒：x=${x} 像北坐标，y=${y} 像东坐标；` +
      '测绘成果常以 X 表示北、Y 表示东，此处 x 为东坐标、y 为北坐标，请对调两列',
  )
}

/** The easting carries a zone number that the system does not have, or the other way round. */
function refuseZonePrefix(
  [x, y]: SourceCoordinate,
  entry: EpsgEntry,
  grid: Grid,
): Result<never> | null {
  const easting = isNorthing(y) ? x : y
  const prefix = Math.floor(easting / 1_000_000)
  const suggested = prefix === 0 ? gaussKrugerEpsg(grid, false) : epsgOfZone(prefix)
  if (suggested === null || suggested === entry.epsg || easting < 0) return null
  const seen = prefix === 0 ? '不带带号' : `带号为 ${prefix}`
  return failure(
    'position',
    'zone_prefix',
    `东坐标 ${easting} ${seen}，与 ${entry.nameZh} 不符；请核对带号，或改用 epsg:${suggested}`,
  )
}

/** A zone's numbers are used a little beyond its edge, never a whole zone beyond. */
function insideArea([lng, lat]: Position, entry: EpsgEntry): boolean {
  if (entry.area !== undefined) {
    const [west, south, east, north] = entry.area
    const inside = lng >= west - AREA_ROOM_DEGREES && lng <= east + AREA_ROOM_DEGREES
    return inside && lat >= south - AREA_ROOM_DEGREES && lat <= north + AREA_ROOM_DEGREES
  }
  if (entry.grid === null) return Math.abs(lat) <= 85.06 && Math.abs(lng) <= 180
  return (
    Math.abs(lng - entry.grid.centralMeridian) <= entry.grid.widthDegrees && lat > 2 && lat < 60
  )
}

const AREA_ROOM_DEGREES = 1

function outsideArea(entry: EpsgEntry): Result<never> {
  return failure(
    'position',
    'outside_crs_area',
    `坐标不在 ${entry.nameZh}（epsg:${entry.epsg}）的适用范围内；请核对坐标系、带号和单位（米）`,
  )
}
