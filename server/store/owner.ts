import type { ScopedRow } from '#domain/scope.ts'
import type { Reader } from './transact.ts'

/** Nouns whose rows belong to an enterprise. */
export const OWNED_NOUNS = ['enterprise', 'plan', 'risk-point', 'hazard'] as const
export type OwnedNoun = (typeof OWNED_NOUNS)[number]

/**
 * The enterprise a row belongs to (归属企业), with what a scope asks of it; null when there is no row.
 * Shape: noun and id → { id, county, township, sector } of the enterprise
 */
export async function findOwner(
  reader: Reader,
  noun: OwnedNoun,
  id: string,
): Promise<ScopedRow | null> {
  const enterpriseId = noun === 'enterprise' ? id : await findEnterpriseId(reader, noun, id)
  if (enterpriseId === null) return null
  const row = await reader.db
    .selectFrom('enterprise')
    .select(['id', 'county', 'township', 'sector'])
    .where('id', '=', enterpriseId)
    .executeTakeFirst()
  return row ?? null
}

/** An enterprise as scopes and lists of accounts look at it. */
export interface OwnerRow extends ScopedRow {
  readonly name: string
  readonly archived: boolean
  readonly sample: boolean
}

/** All enterprises (企业) with what a scope asks of them and their names, archived ones included. */
export async function listOwners(reader: Reader): Promise<OwnerRow[]> {
  const rows = await reader.db
    .selectFrom('enterprise')
    .select(['id', 'county', 'township', 'sector', 'name', 'archived_at', 'sample'])
    .orderBy('name')
    .orderBy('id')
    .execute()
  return rows.map(({ archived_at, sample, ...row }) => ({
    ...row,
    archived: archived_at !== null,
    sample: sample === 1,
  }))
}

const TABLES = { plan: 'plan', 'risk-point': 'risk_point', hazard: 'hazard' } as const

async function findEnterpriseId(
  reader: Reader,
  noun: keyof typeof TABLES,
  id: string,
): Promise<string | null> {
  const row = await reader.db
    .selectFrom(TABLES[noun])
    .select('enterprise_id')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.enterprise_id ?? null
}
