import type { MultiPolygon, Polygon } from 'geojson'
import type { Position } from './position.ts'

/** An administrative division (行政区划): 6 digits county, 9 township, 12 village. */
export interface Region {
  readonly code: string
  readonly name: string
  readonly kind: 'county' | 'township' | 'village'
  readonly parentCode: string | null
  /** Where its name is drawn; not a legal point. */
  readonly seat: Position | null
  readonly geometry: Polygon | MultiPolygon | null
  /** Where the boundary comes from, in words. */
  readonly source: string | null
  /** True for a boundary that only illustrates (示意边界, 非法定). */
  readonly illustrative: boolean
  /** Entered or measured from an imported polygon; null allows no rate per km². */
  readonly areaKm2: number | null
  readonly sample: boolean
}

/** Tell whether a division code stands for a region or one inside it: codes nest by prefix. */
export function regionContains(outerCode: string, innerCode: string): boolean {
  return innerCode.startsWith(outerCode)
}
