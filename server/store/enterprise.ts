import { setImmediate as nextTurn } from 'node:timers/promises'
import type { CrsName } from '#domain/crs.ts'
import type { Enterprise, EnterpriseSize } from '#domain/enterprise.ts'
import { readSelfCheck, UNKNOWN_PROFILE } from '#domain/enterprise-profile.ts'
import type {
  EnterpriseProfile,
  SelfCheck,
  StandardizationGrade,
} from '#domain/enterprise-profile.ts'
import type { LevelAt } from '#domain/facts.ts'
import { insertRows } from './bulk.ts'
import {
  chunksOf,
  IDS_A_QUERY,
  fromBoolean,
  fromDate,
  toDate,
  toJson,
  toJsonOrNull,
  toLevelPair,
  toPosition,
} from './column.ts'
import { followPosition } from './follow-position.ts'
import { insertLevelHistory, levelColumns } from './level.ts'
import type { EnterpriseRow } from './tables.ts'
import type { Reader, Tx } from './transact.ts'
import { absent, stale } from './version.ts'
import type { Written } from './version.ts'

/** Ids read between two turns of the event loop: a page or two, each of which a cold disk may have to bring. */
const IDS_A_TURN = 100

/** An enterprise as it is first written: version 1. */
export type NewEnterprise = Omit<
  Enterprise,
  'level' | 'archived' | 'version' | 'updatedAt' | keyof EnterpriseProfile
> & {
  /** Unknown where left out. */
  readonly [K in keyof EnterpriseProfile]?: EnterpriseProfile[K]
} & {
  /** Levels it already had, oldest first; none for a new one. */
  readonly levels?: readonly LevelAt[]
}

/** What may be changed of an enterprise. */
export type EnterprisePatch = Partial<
  Omit<Enterprise, 'id' | 'level' | 'archived' | 'sample' | 'version' | 'createdAt' | 'updatedAt'>
>

/** Write new enterprises (企业). Errors: StoreConflict `duplicate` on a code or external id in use */
export async function insertEnterprises(
  tx: Tx,
  enterprises: readonly NewEnterprise[],
): Promise<void> {
  await insertRows(
    tx,
    'enterprise',
    enterprises.map((one) => newRow(one, tx.at)),
  )
  await insertLevelHistory(
    tx,
    'enterprise',
    enterprises.map(({ id, levels }) => ({ id, enterpriseId: id, levels })),
  )
  for (const { id } of enterprises) tx.changed('enterprise', id, id)
}

/** Change an enterprise (企业) that is still at the expected version; null when there is none. */
export async function patchEnterprise(
  tx: Tx,
  id: string,
  expectedVersion: number,
  patch: EnterprisePatch,
): Promise<Written<Enterprise> | null> {
  const current = await findEnterprise(tx, id)
  if (current === null || current.archived) return absent(tx)
  if (current.version !== expectedVersion) return stale(tx, current)
  return { ok: true, value: await patchKnownEnterprise(tx, current, patch) }
}

/** Change fields of an enterprise (企业) as this very transaction has read it: no version needs to be asked for. */
export async function patchKnownEnterprise(
  tx: Tx,
  current: Enterprise,
  patch: EnterprisePatch,
): Promise<Enterprise> {
  const value: Enterprise = {
    ...current,
    ...patch,
    version: current.version + 1,
    updatedAt: tx.at,
  }
  const { id, ...columns } = ledgerColumns(value)
  await tx.db
    .updateTable('enterprise')
    .set({ ...columns, version: value.version, updated_at: fromDate(tx.at) })
    .where('id', '=', id)
    .execute()
  tx.changed('enterprise', id, id)
  if (patch.position !== undefined) await followPosition(tx, id)
  return value
}

/** Take an enterprise out of use (停用); its history stays. Null when there is none. */
export async function archiveEnterprise(
  tx: Tx,
  id: string,
  expectedVersion: number,
): Promise<Written<Enterprise> | null> {
  const current = await findEnterprise(tx, id)
  if (current === null || current.archived) return absent(tx)
  if (current.version !== expectedVersion) return stale(tx, current)
  const version = expectedVersion + 1
  const at = fromDate(tx.at)
  await tx.db
    .updateTable('enterprise')
    .set({ archived_at: at, version, updated_at: at })
    .where('id', '=', id)
    .execute()
  tx.changed('enterprise', id, id)
  return { ok: true, value: { ...current, archived: true, version, updatedAt: tx.at } }
}

/** One enterprise (企业), archived or not, or null. */
export async function findEnterprise(reader: Reader, id: string): Promise<Enterprise | null> {
  const [enterprise] = await findEnterprises(reader, [id])
  return enterprise ?? null
}

/** Enterprises (企业) by id, in the order asked for; unknown ids are left out. */
export async function findEnterprises(
  reader: Reader,
  ids: readonly string[],
): Promise<Enterprise[]> {
  const found = new Map<string, Enterprise>()
  for (const part of chunksOf(ids, IDS_A_QUERY)) {
    const rows = await reader.db
      .selectFrom('enterprise')
      .selectAll()
      .where('id', 'in', part)
      .execute()
    for (const row of rows) found.set(row.id, toEnterprise(row))
  }
  return ids.flatMap((id) => found.get(id) ?? [])
}

/**
 * Find enterprises by what identifies them outside (自然键): unified social credit code, external id, or
 * name, which alone tells nothing apart. Archived ones are found too, because a code belongs to one enterprise for ever.
 */
export async function findEnterprisesByNaturalKey(
  reader: Reader,
  keys: {
    readonly usccs: readonly string[]
    readonly externalIds: readonly string[]
    readonly names?: readonly string[]
  },
): Promise<Enterprise[]> {
  const rows: EnterpriseRow[] = []
  const all = () => reader.db.selectFrom('enterprise').selectAll()
  for (const part of chunksOf(keys.usccs, IDS_A_QUERY))
    rows.push(...(await all().where('uscc', 'in', part).execute()))
  for (const part of chunksOf(keys.externalIds, IDS_A_QUERY))
    rows.push(...(await all().where('external_id', 'in', part).execute()))
  for (const part of chunksOf(keys.names ?? [], IDS_A_QUERY))
    rows.push(...(await all().where('name', 'in', part).execute()))
  return [...new Map(rows.map((row) => [row.id, toEnterprise(row)])).values()]
}

/** Ids of all enterprises there are, archived ones included, in order. */
export async function listEnterpriseIds(reader: Reader): Promise<string[]> {
  const ids: string[] = []
  for (;;) {
    const rows = await reader.db
      .selectFrom('enterprise')
      .select('id')
      .where('id', '>', ids.at(-1) ?? '')
      .orderBy('id')
      .limit(IDS_A_TURN)
      .execute()
    for (const { id } of rows) ids.push(id)
    if (rows.length < IDS_A_TURN) return ids
    await nextTurn()
  }
}

/** How many enterprises there are, archived ones included. */
export async function countEnterprises(reader: Reader): Promise<number> {
  const row = await reader.db
    .selectFrom('enterprise')
    .select((expression) => expression.fn.countAll<number | string>().as('rows'))
    .executeTakeFirstOrThrow()
  return Number(row.rows)
}

/** Whether any enterprise is invented (示例数据). */
export async function hasSampleRows(reader: Reader): Promise<boolean> {
  const row = await reader.db
    .selectFrom('enterprise')
    .select('id')
    .where('sample', '=', 1)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

function ledgerColumns(enterprise: NewEnterprise) {
  const { position, sourcePosition } = enterprise
  return {
    id: enterprise.id,
    name: enterprise.name,
    uscc: enterprise.uscc,
    external_id: enterprise.externalId,
    county: enterprise.county,
    township: enterprise.township,
    village: enterprise.village,
    sector: enterprise.sector,
    industry: enterprise.industry,
    size: enterprise.size,
    flags: JSON.stringify(enterprise.flags),
    address: enterprise.address,
    employees: enterprise.employees,
    safety_officer: enterprise.safetyOfficer,
    phone: enterprise.phone,
    lng: position?.[0] ?? null,
    lat: position?.[1] ?? null,
    source_crs: sourcePosition?.crs ?? null,
    source_x: sourcePosition?.x ?? null,
    source_y: sourcePosition?.y ?? null,
    legal_representative: enterprise.legalRepresentative ?? null,
    principal_person: enterprise.principalPerson ?? null,
    business_scope: enterprise.businessScope ?? null,
    standardization: enterprise.standardization ?? null,
    self_check: JSON.stringify(enterprise.selfCheck ?? UNKNOWN_PROFILE.selfCheck),
  }
}

function newRow(enterprise: NewEnterprise, at: Date): EnterpriseRow {
  return {
    ...ledgerColumns(enterprise),
    ...levelColumns(enterprise.levels),
    archived_at: null,
    sample: fromBoolean(enterprise.sample),
    version: 1,
    created_at: fromDate(enterprise.createdAt),
    updated_at: fromDate(at),
  }
}

function toEnterprise(row: EnterpriseRow): Enterprise {
  const { source_crs: crs, source_x: x, source_y: y } = row
  return {
    id: row.id,
    name: row.name,
    uscc: row.uscc,
    externalId: row.external_id,
    county: row.county,
    township: row.township,
    village: row.village,
    sector: row.sector,
    industry: row.industry,
    size: row.size as EnterpriseSize,
    flags: toJson(row.flags) as string[],
    address: row.address,
    employees: row.employees,
    safetyOfficer: row.safety_officer,
    phone: row.phone,
    position: toPosition(row),
    sourcePosition: crs === null || x === null || y === null ? null : { crs: crs as CrsName, x, y },
    legalRepresentative: row.legal_representative,
    principalPerson: row.principal_person,
    businessScope: row.business_scope,
    standardization: row.standardization as StandardizationGrade | null,
    selfCheck: readSelfCheck((toJsonOrNull(row.self_check) ?? {}) as Partial<SelfCheck>),
    level: toLevelPair(row),
    archived: row.archived_at !== null,
    sample: row.sample === 1,
    version: row.version,
    createdAt: toDate(row.created_at),
    updatedAt: toDate(row.updated_at),
  }
}
