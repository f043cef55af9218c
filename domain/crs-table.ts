import type { BoundingBox } from './position.ts'
import zones from '#data/codes/cgcs2000-zones.json' with { type: 'json' }

/** How a projected system lays its grid: what a plausible easting looks like. */
export interface Grid {
  readonly centralMeridian: number
  readonly widthDegrees: number
  readonly falseEastingMeters: number
  /** The zone number written before the easting (带号), null when it is left out. */
  readonly zone: number | null
}

/** One system that an import may name by its EPSG code. */
export interface EpsgEntry {
  readonly epsg: number
  readonly nameZh: string
  /** The `other` kinds may stand on another datum: they always go through their definition. */
  readonly kind:
    'geographic' | 'webMercator' | 'transverseMercator' | 'otherGeographic' | 'otherProjected'
  /** The definition in PROJ's notation. */
  readonly definition: string
  /** Only for transverse Mercator. */
  readonly grid: Grid | null
  /** Where the system is meant to be used; checked where it is known. */
  readonly area?: BoundingBox
}

/** Where systems are looked up by EPSG code: the table of this product, or one that reaches further. */
export interface EpsgTable {
  get(epsg: number): EpsgEntry | undefined
}

/** Every system known by EPSG code. Source: data/codes/cgcs2000-zones.json */
export const EPSG_ENTRIES: ReadonlyMap<number, EpsgEntry> = new Map(
  [...geographic(), ...webMercator(), ...gaussKruger(), ...utm()].map((entry) => [
    entry.epsg,
    entry,
  ]),
)

/** The CGCS2000 system with this central meridian, width and way of writing the easting. */
export function gaussKrugerEpsg(
  wanted: Pick<Grid, 'centralMeridian' | 'widthDegrees'>,
  withZone: boolean,
): number | null {
  const row = zones.gaussKruger.find(
    (candidate) =>
      candidate.centralMeridian === wanted.centralMeridian &&
      candidate.widthDegrees === wanted.widthDegrees &&
      (candidate.zone !== null) === withZone,
  )
  return row?.epsg ?? null
}

/** The CGCS2000 system whose eastings begin with this zone number (带号), 13–23 or 25–45. */
export function epsgOfZone(zone: number): number | null {
  return zones.gaussKruger.find((row) => row.zone === zone)?.epsg ?? null
}

function geographic(): EpsgEntry[] {
  // Both take the WGS 84 ellipsoid: the figures differ by 0.1 mm and no shift is applied.
  const definition = '+proj=longlat +datum=WGS84 +no_defs'
  return zones.geographic.map((row) => ({ ...row, kind: 'geographic', definition, grid: null }))
}

function webMercator(): EpsgEntry[] {
  const definition =
    '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs'
  return zones.webMercator.map((row) => ({ ...row, kind: 'webMercator', definition, grid: null }))
}

function gaussKruger(): EpsgEntry[] {
  return zones.gaussKruger.map(({ epsg, widthDegrees, centralMeridian, zone }) => {
    const falseEastingMeters = (zone ?? 0) * 1_000_000 + 500_000
    const numbering = zone === null ? '不带带号' : `带号 ${zone}`
    return {
      epsg,
      nameZh: `CGCS2000 ${widthDegrees} 度带 中央经线 ${centralMeridian}°（${numbering}）`,
      kind: 'transverseMercator',
      definition:
        `+proj=tmerc +lat_0=0 +lon_0=${centralMeridian} +k=1 ` +
        `+x_0=${falseEastingMeters} +y_0=0 +ellps=GRS80 +units=m +no_defs`,
      grid: { centralMeridian, widthDegrees, falseEastingMeters, zone },
    }
  })
}

function utm(): EpsgEntry[] {
  return zones.utm.map(({ epsg, zone, centralMeridian }) => ({
    epsg,
    nameZh: `WGS 84 / UTM ${zone}N`,
    kind: 'transverseMercator',
    definition: `+proj=utm +zone=${zone} +datum=WGS84 +units=m +no_defs`,
    grid: { centralMeridian, widthDegrees: 6, falseEastingMeters: 500_000, zone: null },
  }))
}
