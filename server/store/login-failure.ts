import { fromDate, toDate } from './column.ts'
import { newId } from './identifier.ts'
import type { Reader, Tx } from './transact.ts'

/** Remember a failed sign-in (登录失败): the account may not exist, the lock must outlive a restart. */
export async function insertLoginFailure(
  tx: Tx,
  failure: { readonly username: string; readonly ip: string },
): Promise<void> {
  await tx.db
    .insertInto('login_failure')
    .values({ id: newId(), ...failure, at: fromDate(tx.at) })
    .execute()
}

/** How many sign-ins failed (登录失败次数) since a moment, of an account name or from an address. */
export async function countLoginFailures(
  reader: Reader,
  of: { readonly username: string } | { readonly ip: string },
  since: Date,
): Promise<number> {
  const all = reader.db
    .selectFrom('login_failure')
    .select((eb) => eb.fn.countAll().as('failures'))
    .where('at', '>', fromDate(since))
  const some = 'ip' in of ? all.where('ip', '=', of.ip) : all.where('username', '=', of.username)
  return Number((await some.executeTakeFirstOrThrow()).failures)
}

/**
 * The account names (账号) with failures since a moment, each with when they were, oldest first.
 * Shape: names nobody has do not stand in it
 */
export async function readLoginFailures(
  reader: Reader,
  since: Date,
): Promise<ReadonlyMap<string, readonly Date[]>> {
  const rows = await reader.db
    .selectFrom('login_failure')
    .select(['username', 'at'])
    .where('at', '>', fromDate(since))
    .where('username', '!=', '')
    .orderBy('at')
    .execute()
  const failures = new Map<string, Date[]>()
  for (const { username, at } of rows) {
    const earlier = failures.get(username) ?? []
    failures.set(username, [...earlier, toDate(at)])
  }
  return failures
}

/** Forget the failures of an account: it signed in, or an administrator unlocked it (解锁). */
export async function clearLoginFailures(tx: Tx, username: string): Promise<void> {
  await tx.db.deleteFrom('login_failure').where('username', '=', username).execute()
}

/** Forget failures from before a moment; for `store.maintain`. */
export async function removeOldLoginFailures(tx: Tx, before: Date): Promise<void> {
  await tx.db.deleteFrom('login_failure').where('at', '<=', fromDate(before)).execute()
}

/** When sign-ins failed (登录失败时刻) since a moment, of an account name or from an address; oldest first. */
export async function listLoginFailures(
  reader: Reader,
  of: { readonly username: string } | { readonly ip: string },
  since: Date,
): Promise<Date[]> {
  const all = reader.db.selectFrom('login_failure').select('at').where('at', '>', fromDate(since))
  const some = 'ip' in of ? all.where('ip', '=', of.ip) : all.where('username', '=', of.username)
  return (await some.orderBy('at').execute()).map((row) => toDate(row.at))
}
