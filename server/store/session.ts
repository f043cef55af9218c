import { fromDate, toDate } from './column.ts'
import type { SessionRow } from './tables.ts'
import type { Reader, Tx } from './transact.ts'

/** A signed-in browser (会话), known by the hash of what its cookie says. */
export interface Session {
  readonly idHash: string
  readonly userId: string
  readonly createdAt: Date
  readonly lastSeenAt: Date
  /** No use of it moves this moment. */
  readonly expiresAt: Date
  readonly ip: string | null
  readonly agent: string | null
}

/** Begin a session (会话). */
export async function insertSession(tx: Tx, session: Session): Promise<void> {
  await tx.db
    .insertInto('session')
    .values({
      id_hash: session.idHash,
      user_id: session.userId,
      created_at: fromDate(session.createdAt),
      last_seen_at: fromDate(session.lastSeenAt),
      expires_at: fromDate(session.expiresAt),
      ip: session.ip,
      agent: session.agent,
    })
    .execute()
}

/** One session (会话), expired or not, or null. */
export async function findSession(reader: Reader, idHash: string): Promise<Session | null> {
  const row = await reader.db
    .selectFrom('session')
    .selectAll()
    .where('id_hash', '=', idHash)
    .executeTakeFirst()
  return row === undefined ? null : toSession(row)
}

/** Remember when a session (会话) was last used; for `store.maintain`. */
export async function touchSession(tx: Tx, idHash: string): Promise<void> {
  await tx.db
    .updateTable('session')
    .set({ last_seen_at: fromDate(tx.at) })
    .where('id_hash', '=', idHash)
    .execute()
}

/** End one session (会话). */
export async function removeSession(tx: Tx, idHash: string): Promise<void> {
  await tx.db.deleteFrom('session').where('id_hash', '=', idHash).execute()
}

/** End every session (会话) of an account, or all but one: after a new password, role or lock. */
export async function removeSessionsOf(
  tx: Tx,
  userId: string,
  exceptIdHash: string | null = null,
): Promise<void> {
  let query = tx.db.deleteFrom('session').where('user_id', '=', userId)
  if (exceptIdHash !== null) query = query.where('id_hash', '!=', exceptIdHash)
  await query.execute()
  tx.changed('user', userId, null)
}

/** Forget sessions (会话) past their end; for `store.maintain`. */
export async function removeExpiredSessions(tx: Tx): Promise<void> {
  await tx.db.deleteFrom('session').where('expires_at', '<=', fromDate(tx.at)).execute()
}

function toSession(row: SessionRow): Session {
  return {
    idHash: row.id_hash,
    userId: row.user_id,
    createdAt: toDate(row.created_at),
    lastSeenAt: toDate(row.last_seen_at),
    expiresAt: toDate(row.expires_at),
    ip: row.ip,
    agent: row.agent,
  }
}
