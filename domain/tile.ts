import type { BoundingBox, Position } from './position.ts'

/** Radius of the sphere that Web Mercator (EPSG:3857) is drawn on. */
const MERCATOR_RADIUS_METERS = 6_378_137

const DEGREE = Math.PI / 180

/** The latitude where the square world ends. */
const MAX_LATITUDE = Math.atan(Math.sinh(Math.PI)) / DEGREE

/**
 * Where a position falls in the tile grid (瓦片坐标) of a zoom.
 * Units: degrees → tiles from the north-west corner; latitude clipped to ±85.0511
 */
export function lngLatToTileFraction([lng, lat]: Position, z: number): [x: number, y: number] {
  const tiles = 2 ** z
  return [worldFractionOfLng(lng) * tiles, worldFractionOfLat(lat) * tiles]
}

/** How far a longitude (经度) lies from the western edge of the square world, as a part of its side. */
export function worldFractionOfLng(lng: number): number {
  return lng / 360 + 0.5
}

/** How far a latitude (纬度) lies from the northern edge of the square world, as a part of its side. */
export function worldFractionOfLat(lat: number): number {
  const clipped = Math.min(MAX_LATITUDE, Math.max(-MAX_LATITUDE, lat)) * DEGREE
  return 0.5 - Math.asinh(Math.tan(clipped)) / (2 * Math.PI)
}

/** The position of a place in the tile grid, the inverse of lngLatToTileFraction. */
export function tileFractionToLngLat([x, y]: readonly [number, number], z: number): Position {
  const tiles = 2 ** z
  return [(x / tiles - 0.5) * 360, Math.atan(Math.sinh(2 * Math.PI * (0.5 - y / tiles))) / DEGREE]
}

/**
 * The extent of one tile.
 * Errors: RangeError when there is no such tile
 */
export function tileBounds(z: number, x: number, y: number): BoundingBox {
  const inGrid = (n: number) => Number.isInteger(n) && n >= 0 && n < 2 ** z
  if (!Number.isInteger(z) || z < 0 || z > 30 || !inGrid(x) || !inGrid(y))
    throw new RangeError(`no tile ${z}/${x}/${y}`)
  const [west, north] = tileFractionToLngLat([x, y], z)
  const [east, south] = tileFractionToLngLat([x + 1, y + 1], z)
  return [west, south, east, north]
}

/** The position at the middle of a pixel of a tile that is size × size pixels. */
export function pixelCenterLngLat(
  z: number,
  x: number,
  y: number,
  column: number,
  row: number,
  size: number,
): Position {
  return tileFractionToLngLat([x + (column + 0.5) / size, y + (row + 0.5) / size], z)
}

/**
 * Ground length of a pixel at a latitude.
 * Units: metres, for tiles of tileSize × tileSize pixels at that zoom
 */
export function metersPerPixel(latitude: number, zoom: number, tileSize: number): number {
  const equator = 2 * Math.PI * MERCATOR_RADIUS_METERS
  return (equator * Math.cos(latitude * DEGREE)) / (tileSize * 2 ** zoom)
}

/** The least difference of density that a tile can tell. Units: 1/km² */
export const DENSITY_STEP = 0.0001

/**
 * How a density is written into a pixel, in the words of MapLibre's custom raster-dem encoding:
 * value = red · redFactor + green · greenFactor + blue · blueFactor − baseShift, in 1/km².
 */
export const DENSITY_ENCODING = {
  encoding: 'custom',
  redFactor: DENSITY_STEP * 65_536,
  greenFactor: DENSITY_STEP * 256,
  blueFactor: DENSITY_STEP,
  baseShift: 0,
} as const

const MAX_STEPS = 2 ** 24 - 1

/**
 * Write a density (密度值) as the three bytes of a pixel.
 * Units: 1/km², rounded to the nearest DENSITY_STEP; saturates at 1677.7215
 * Errors: RangeError when the value is negative or not a number
 */
export function encodeDensity(densityPerKm2: number): [red: number, green: number, blue: number] {
  if (!(densityPerKm2 >= 0)) throw new RangeError(`expected a density ≥ 0, got ${densityPerKm2}`)
  const steps = Math.min(MAX_STEPS, Math.round(densityPerKm2 / DENSITY_STEP))
  return [steps >> 16, (steps >> 8) & 255, steps & 255]
}

/** Read the density back from a pixel. Units: 1/km² */
export function decodeDensity(red: number, green: number, blue: number): number {
  const { redFactor, greenFactor, blueFactor, baseShift } = DENSITY_ENCODING
  return red * redFactor + green * greenFactor + blue * blueFactor - baseShift
}
