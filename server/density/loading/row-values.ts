/**
 * Rows as plain values (取值), between whatever they are read from and the columns they become: one
 * object of each kind serves all rows in turn, so that a million rows make no objects. Nothing is
 * held but the row at hand.
 */
import type { HazardRecord, RiskPointRecord } from '#domain/facts.ts'

/**
 * A risk point as plain values (风险点取值), as it comes from the store. Its levels over time are given
 * apart.
 *
 * Times are epoch milliseconds, Infinity for what did not happen; lng and lat NaN without a place.
 */
export interface PointValues {
  id: string
  lng: number
  lat: number
  approximate: boolean
  name: string
  /** Number of the list of accident categories, as `listNumber` of the builder gives it. */
  accidents: number
  createdAt: number
  archivedAt: number
}

/** A hazard as plain values (隐患取值), as PointValues; its states and deadlines are given apart. */
export interface HazardValues {
  id: string
  riskPointId: string | null
  lng: number
  lat: number
  isMajor: boolean
  description: string
  checkMode: string
  accident: string | null
  department: string | null
  foundAt: number
  archivedAt: number
}

/** A zone as plain values (分区取值), as PointValues; its outline is given apart. */
export interface ZoneValues {
  id: string
  planId: string
  kind: string
  name: string
  /** Number of the pair of levels. */
  pair: number
}

/** Values of no risk point yet. */
export function newPointValues(): PointValues {
  return {
    ...{ id: '', lng: Number.NaN, lat: Number.NaN, approximate: false, name: '', accidents: 0 },
    ...{ createdAt: Number.NaN, archivedAt: Infinity },
  }
}

/** Values of no hazard yet. */
export function newHazardValues(): HazardValues {
  return {
    ...{ id: '', riskPointId: null, lng: Number.NaN, lat: Number.NaN, isMajor: false },
    ...{ description: '', checkMode: '', accident: null, department: null },
    ...{ foundAt: Number.NaN, archivedAt: Infinity },
  }
}

/** Values of no zone yet. */
export function newZoneValues(): ZoneValues {
  return { id: '', planId: '', kind: '', name: '', pair: 0 }
}

/** Read a risk point's record, but for its accident categories. */
export function readPoint(values: PointValues, record: RiskPointRecord): void {
  const { position, archivedAt } = record
  values.id = record.id
  values.lng = position === null ? Number.NaN : position[0]
  values.lat = position === null ? Number.NaN : position[1]
  values.approximate = record.approximate
  values.name = record.name
  values.createdAt = record.createdAt.getTime()
  values.archivedAt = archivedAt === null ? Infinity : archivedAt.getTime()
}

/** Read a hazard's record. */
export function readHazard(values: HazardValues, record: HazardRecord): void {
  const { position, archivedAt } = record
  values.id = record.id
  values.riskPointId = record.riskPointId
  values.lng = position === null ? Number.NaN : position[0]
  values.lat = position === null ? Number.NaN : position[1]
  values.isMajor = record.hazardLevel === 'major'
  values.description = record.description
  values.checkMode = record.checkMode
  values.accident = record.accident
  values.department = record.responsibleDepartment
  values.foundAt = record.foundAt.getTime()
  values.archivedAt = archivedAt === null ? Infinity : archivedAt.getTime()
}
