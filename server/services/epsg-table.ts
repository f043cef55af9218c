import { createRequire } from 'node:module'
import { z } from 'zod'
import { EPSG_ENTRIES } from '#domain/crs-table.ts'
import type { EpsgEntry, EpsgTable } from '#domain/crs-table.ts'

const require = createRequire(import.meta.url)

const rowSchema = z.object({
  code: z.string(),
  kind: z.enum(['CRS-PROJCRS', 'CRS-GEOGCRS']),
  name: z.string(),
  proj4: z.string(),
  /** North, west, south, east. */
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
})

/** A definition that says how its datum lies to WGS 84; without that a place may be off by 100 m unseen. */
const KNOWN_DATUM = /\+datum=(?:WGS84|NAD83)|\+towgs84=|\+ellps=(?:GRS80|WGS84)|\+nadgrids=@null/

const known = new Map<number, EpsgEntry | undefined>()

/**
 * Every EPSG system (EPSG 坐标系) that can be brought to WGS 84: the product's own table first, with its checks
 * of zone and axes, then the registry's index.
 */
export const epsgTable: EpsgTable = {
  get(epsg) {
    const own = EPSG_ENTRIES.get(epsg)
    if (own !== undefined) return own
    if (!known.has(epsg)) known.set(epsg, fromIndex(epsg))
    return known.get(epsg)
  },
}

function fromIndex(epsg: number): EpsgEntry | undefined {
  const row = rowSchema.safeParse(readRow(epsg))
  if (!row.success || !KNOWN_DATUM.test(row.data.proj4)) return undefined
  const [north, west, south, east] = row.data.bbox
  return {
    epsg,
    nameZh: row.data.name,
    kind: row.data.kind === 'CRS-GEOGCRS' ? 'otherGeographic' : 'otherProjected',
    definition: row.data.proj4.replace('+type=crs', '').trim(),
    grid: null,
    area: [west, south, east, north],
  }
}

function readRow(epsg: number): unknown {
  try {
    return require(`epsg-index/s/${Math.trunc(epsg)}.json`)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return null
    throw error
  }
}
