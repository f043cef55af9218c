import { fromDate, toJson } from './column.ts'
import type { Reader, Tx } from './transact.ts'

/** An answer that was given once (幂等应答) and is given again to the same request. */
export interface RememberedAnswer {
  readonly requestHash: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a principal calls one request of its own. */
export interface IdempotencyKey {
  readonly principal: string
  readonly key: string
}

/**
 * Remember an answer (幂等应答) in the transaction that did the work, so that both are there or none.
 * Errors: StoreConflict `duplicate` when another request took the key meanwhile
 */
export async function rememberAnswer(
  tx: Tx,
  { principal, key }: IdempotencyKey,
  answer: RememberedAnswer,
): Promise<void> {
  await tx.db
    .insertInto('idempotency')
    .values({
      principal,
      key,
      request_hash: answer.requestHash,
      status: answer.status,
      headers: JSON.stringify(answer.headers),
      body: answer.body,
      at: fromDate(tx.at),
    })
    .execute()
}

/** The answer (幂等应答) remembered under a key, or null. */
export async function findAnswer(
  reader: Reader,
  { principal, key }: IdempotencyKey,
): Promise<RememberedAnswer | null> {
  const row = await reader.db
    .selectFrom('idempotency')
    .selectAll()
    .where('principal', '=', principal)
    .where('key', '=', key)
    .executeTakeFirst()
  if (row === undefined) return null
  return {
    requestHash: row.request_hash,
    status: row.status,
    headers: toJson(row.headers) as Record<string, string>,
    body: row.body,
  }
}

/** Forget answers given before a moment; for `store.maintain`. */
export async function removeOldAnswers(tx: Tx, before: Date): Promise<void> {
  await tx.db.deleteFrom('idempotency').where('at', '<=', fromDate(before)).execute()
}
