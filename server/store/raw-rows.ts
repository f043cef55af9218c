import type { EnterpriseRecord } from '#domain/facts.ts'
import { SELF_CHECK, toEnterpriseRecord } from './enterprise-record.ts'
import type { EnterpriseColumns } from './enterprise-record.ts'
import { openReader } from './sqlite.ts'

/** A risk point (风险点) as it lies in its row. */
export type RawPoint = readonly [
  id: string,
  name: string,
  lng: number | null,
  lat: number | null,
  approximate: number,
  accidents: string,
  createdAt: string,
  archivedAt: string | null,
  inherent: number | null,
  current: number | null,
  leveledAt: string | null,
  pastLevels: string | null,
]

/** A hazard (隐患) as it lies in its row. */
export type RawHazard = readonly [
  id: string,
  riskPointId: string | null,
  description: string,
  hazardLevel: string,
  checkMode: string,
  accident: string | null,
  department: string | null,
  lng: number | null,
  lat: number | null,
  foundAt: string,
  archivedAt: string | null,
  timeline: string,
]

/** A zone (区域) where it lies on the earth. */
export type RawZone = readonly [
  id: string,
  planId: string,
  name: string,
  kind: string,
  inherent: number | null,
  current: number | null,
  geometry: string,
]

/**
 * Rows of a SQLite database as they lie there (原始行), one enterprise after the other, for who reads very
 * many of them: a list of values a row instead of an object, 1 µs a row instead of 10.
 */
export interface RawRows {
  /** Run some reading on one state of the database. */
  together(read: () => void): void
  /** Null when there is none. */
  enterprise(id: string): EnterpriseRecord | null
  points(enterpriseId: string): readonly RawPoint[]
  hazards(enterpriseId: string): readonly RawHazard[]
  /** Those of plans in use, in no order. */
  zones(enterpriseId: string): RawZone[]
  close(): void
}

/** What is asked most (原始查询): each is to be found in an index alone, or in one of what is archived. */
export const RAW_QUERIES = {
  points: `select id, name, lng, lat, approximate, accidents, created_at, archived_at,
     level_inherent, level_current, leveled_at, past_levels
   from risk_point where enterprise_id = ?`,
  zones: `select id, plan_id, name, kind, level_inherent, level_current, geometry_wgs84
   from zone where enterprise_id = ? and geometry_wgs84 is not null`,
  // What is archived of a plan lies behind its drawing: it is looked up once a plan, not once a zone.
  archivedPlans: 'select id from plan where enterprise_id = ? and archived_at is not null',
} as const

/** Every page is read once: few are held, which the processor's own cache has room for. */
const CACHE_KIB = 4_096

/** Read rows raw from a database, through a connection of its own. Errors: StoreRefused */
export function openRawRows(file: string): RawRows {
  const database = openReader(file)
  database.pragma(`cache_size = -${CACHE_KIB}`)
  const enterprise = database.prepare<[string], EnterpriseColumns>(
    `select id, name, uscc, county, township, village, sector, industry, size, flags, lng, lat,
       created_at, archived_at, level_inherent, level_current, leveled_at, past_levels
     from enterprise where id = ?`,
  )
  const selfCheck = database.prepare<[string, string]>(
    `select max(checked_at) from check_record where enterprise_id = ? and check_mode = ?`,
  )
  const points = database.prepare<[string]>(RAW_QUERIES.points)
  const hazards = database.prepare<[string]>(
    `select id, risk_point_id, description, hazard_level, check_mode, accident,
       responsible_department, lng, lat, found_at, archived_at, timeline
     from hazard where enterprise_id = ?`,
  )
  const zones = database.prepare<[string]>(RAW_QUERIES.zones)
  const archivedPlans = database.prepare<[string], string>(RAW_QUERIES.archivedPlans)
  const begin = database.prepare('begin')
  const commit = database.prepare('commit')
  for (const statement of [selfCheck, archivedPlans]) statement.pluck()
  for (const statement of [points, hazards, zones]) statement.raw()
  return {
    together(read) {
      begin.run()
      try {
        read()
      } finally {
        commit.run()
      }
    },
    enterprise(id) {
      const row = enterprise.get(id)
      if (row === undefined) return null
      return toEnterpriseRecord(row, selfCheck.get(id, SELF_CHECK) as string | null)
    },
    points: (enterpriseId) => points.all(enterpriseId) as RawPoint[],
    hazards: (enterpriseId) => hazards.all(enterpriseId) as RawHazard[],
    zones(enterpriseId) {
      const gone = new Set(archivedPlans.all(enterpriseId))
      const all = zones.all(enterpriseId) as RawZone[]
      return gone.size === 0 ? all : all.filter(([, planId]) => !gone.has(planId))
    },
    close: () => void database.close(),
  }
}
