import { fromBoolean, fromDate, toDate, toDateOrNull, toJson } from './column.ts'
import type { DisplayTokenRow } from './tables.ts'
import type { Reader, Tx } from './transact.ts'
import type { AccountScope } from './user.ts'

/** What opens a large screen (大屏令牌) without an account; only its hash is kept. */
export interface DisplayToken extends AccountScope {
  readonly id: string
  readonly name: string
  readonly tokenHash: string
  /** Networks (网段) it opens a screen from, as `network/bits`; none means anywhere. */
  readonly networks: readonly string[]
  readonly createdAt: Date
  readonly createdBy: string
  readonly lastUsedAt: Date | null
  readonly revokedAt: Date | null
  readonly sample: boolean
}

/** Write a display token (大屏令牌). */
export async function insertDisplayToken(
  tx: Tx,
  token: Omit<DisplayToken, 'createdAt' | 'lastUsedAt' | 'revokedAt'>,
): Promise<void> {
  const { regions, sectors, enterprises, county, networks } = token
  await tx.db
    .insertInto('display_token')
    .values({
      id: token.id,
      name: token.name,
      token_hash: token.tokenHash,
      scope: JSON.stringify({ regions, sectors, enterprises, county, networks }),
      created_at: fromDate(tx.at),
      created_by: token.createdBy,
      last_used_at: null,
      revoked_at: null,
      sample: fromBoolean(token.sample),
    })
    .execute()
  tx.changed('token', token.id, null)
}

/** Revoke a display token (吊销); false when there is none in force. */
export async function revokeDisplayToken(tx: Tx, id: string): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('display_token')
    .set({ revoked_at: fromDate(tx.at) })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  tx.changed('token', id, null)
  return true
}

/** Remember when a display token (大屏令牌) was last used; for `store.maintain`. */
export async function touchDisplayToken(tx: Tx, id: string): Promise<void> {
  await tx.db
    .updateTable('display_token')
    .set({ last_used_at: fromDate(tx.at) })
    .where('id', '=', id)
    .execute()
}

/** The display token (大屏令牌) in force with this hash, or null. */
export async function findDisplayToken(
  reader: Reader,
  tokenHash: string,
): Promise<DisplayToken | null> {
  const row = await reader.db
    .selectFrom('display_token')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return row === undefined ? null : toDisplayToken(row)
}

/** One display token (大屏令牌), revoked or not, or null. */
export async function findDisplayTokenById(
  reader: Reader,
  id: string,
): Promise<DisplayToken | null> {
  const row = await reader.db
    .selectFrom('display_token')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row === undefined ? null : toDisplayToken(row)
}

/** All display tokens (大屏令牌), newest first, revoked ones included. */
export async function listDisplayTokens(reader: Reader): Promise<DisplayToken[]> {
  const rows = await reader.db
    .selectFrom('display_token')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map(toDisplayToken)
}

function toDisplayToken(row: DisplayTokenRow): DisplayToken {
  return {
    id: row.id,
    name: row.name,
    tokenHash: row.token_hash,
    // Tokens made before networks could be named have none.
    networks: [],
    ...(toJson(row.scope) as AccountScope & Partial<Pick<DisplayToken, 'networks'>>),
    createdAt: toDate(row.created_at),
    createdBy: row.created_by,
    lastUsedAt: toDateOrNull(row.last_used_at),
    revokedAt: toDateOrNull(row.revoked_at),
    sample: row.sample === 1,
  }
}
