import type { MultiPolygon, Polygon } from 'geojson'
import type { Region } from '#domain/region.ts'
import { fromBoolean, fromJsonOrNull, toJsonOrNull, toPosition } from './column.ts'
import type { RegionRow } from './tables.ts'
import { readSettings } from './settings.ts'
import type { Reader, Tx } from './transact.ts'

/** Write regions (行政区划), each in place of the one with its code. */
export async function putRegions(tx: Tx, regions: readonly Region[]): Promise<void> {
  for (const region of regions) {
    const { code, ...columns } = toRow(region)
    await tx.db
      .insertInto('region')
      .values({ code, ...columns })
      .onConflict((conflict) => conflict.column('code').doUpdateSet(columns))
      .execute()
    tx.changed('region', code, null)
  }
}

/** One region (行政区划) by its code, or null. */
export async function findRegion(reader: Reader, code: string): Promise<Region | null> {
  const row = await reader.db
    .selectFrom('region')
    .selectAll()
    .where('code', '=', code)
    .executeTakeFirst()
  return row === undefined ? null : toRegion(row)
}

/** All regions (行政区划) by code: a county, its townships and villages are some hundred. */
export async function listRegions(reader: Reader): Promise<Region[]> {
  const rows = await reader.db.selectFrom('region').selectAll().orderBy('code').execute()
  return rows.map(toRegion)
}

/** Names of regions (行政区划名称) by code, without their boundaries. */
export async function readRegionNames(reader: Reader): Promise<ReadonlyMap<string, string>> {
  const rows = await reader.db.selectFrom('region').select(['code', 'name']).execute()
  return new Map(rows.map(({ code, name }) => [code, name]))
}

/**
 * The county this installation is about (本县): as set, or the one whose townships are known; null
 * before any is.
 */
export async function findHomeCounty(reader: Reader): Promise<string | null> {
  const { county } = await readSettings(reader)
  if (county !== null) return county
  const row = await reader.db
    .selectFrom('region')
    .select('parent_code')
    .where('kind', '=', 'township')
    .where('parent_code', 'is not', null)
    .orderBy('parent_code')
    .limit(1)
    .executeTakeFirst()
  return row?.parent_code ?? null
}

function toRow(region: Region): RegionRow {
  return {
    code: region.code,
    name: region.name,
    kind: region.kind,
    parent_code: region.parentCode,
    seat_lng: region.seat?.[0] ?? null,
    seat_lat: region.seat?.[1] ?? null,
    geometry: fromJsonOrNull(region.geometry),
    source: region.source,
    illustrative: fromBoolean(region.illustrative),
    area_km2: region.areaKm2,
    sample: fromBoolean(region.sample),
  }
}

function toRegion(row: RegionRow): Region {
  return {
    code: row.code,
    name: row.name,
    kind: row.kind as Region['kind'],
    parentCode: row.parent_code,
    seat: toPosition({ lng: row.seat_lng, lat: row.seat_lat }),
    geometry: toJsonOrNull(row.geometry) as Polygon | MultiPolygon | null,
    source: row.source,
    illustrative: row.illustrative === 1,
    areaKm2: row.area_km2,
    sample: row.sample === 1,
  }
}
