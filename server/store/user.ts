import type { Role } from '#domain/role.ts'
import { fromBoolean, fromDate, toDate, toJson } from './column.ts'
import type { UserAccountRow } from './tables.ts'
import type { Reader, Tx } from './transact.ts'
import { absent, stale } from './version.ts'
import type { Written } from './version.ts'

/** What part of the county an account or token was given; null does not limit. */
export interface AccountScope {
  readonly regions: readonly string[]
  readonly sectors: readonly string[] | null
  readonly enterprises: readonly string[] | null
  readonly county: string | null
}

/** An account (账号). The password hash is for signing in and never answered to anybody. */
export interface UserAccount extends AccountScope {
  readonly id: string
  /** Unique, compared as written: callers keep it in lower case. */
  readonly username: string
  readonly name: string
  readonly role: Role
  readonly passwordHash: string
  /** Hashes of passwords that may not come back, newest first. */
  readonly passwordHistory: readonly string[]
  readonly passwordChangedAt: Date
  readonly mustChangePassword: boolean
  readonly disabled: boolean
  readonly demo: boolean
  readonly version: number
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type NewUserAccount = Omit<UserAccount, 'version' | 'updatedAt'>

/** Write a new account (账号). Errors: StoreConflict `duplicate` for a name in use */
export async function insertUser(tx: Tx, user: NewUserAccount): Promise<void> {
  await tx.db
    .insertInto('user_account')
    .values({
      id: user.id,
      ...columnsOf(user),
      demo: fromBoolean(user.demo),
      version: 1,
      created_at: fromDate(user.createdAt),
      updated_at: fromDate(tx.at),
    })
    .execute()
  tx.changed('user', user.id, null)
}

/** Save an account (账号) that is still at the expected version; null when there is none. */
export async function saveUser(
  tx: Tx,
  next: UserAccount,
  expectedVersion: number,
): Promise<Written<UserAccount> | null> {
  const current = await findUser(tx, next.id)
  if (current === null) return absent(tx)
  if (current.version !== expectedVersion) return stale(tx, current)
  const value = { ...next, version: expectedVersion + 1, updatedAt: tx.at }
  await tx.db
    .updateTable('user_account')
    .set({ ...columnsOf(next), version: value.version, updated_at: fromDate(tx.at) })
    .where('id', '=', next.id)
    .execute()
  tx.changed('user', next.id, null)
  return { ok: true, value }
}

/** One account (账号) by its id, or null. */
export async function findUser(reader: Reader, id: string): Promise<UserAccount | null> {
  const row = await reader.db
    .selectFrom('user_account')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row === undefined ? null : toUser(row)
}

/** One account (账号) by the name it signs in with, or null. */
export async function findUserByName(
  reader: Reader,
  username: string,
): Promise<UserAccount | null> {
  const row = await reader.db
    .selectFrom('user_account')
    .selectAll()
    .where('username', '=', username)
    .executeTakeFirst()
  return row === undefined ? null : toUser(row)
}

/** All accounts (账号) by name. */
export async function listUsers(reader: Reader): Promise<UserAccount[]> {
  const rows = await reader.db.selectFrom('user_account').selectAll().orderBy('username').execute()
  return rows.map(toUser)
}

function columnsOf(user: NewUserAccount) {
  const { regions, sectors, enterprises, county } = user
  return {
    username: user.username,
    name: user.name,
    role: user.role,
    scope: JSON.stringify({ regions, sectors, enterprises, county }),
    password_hash: user.passwordHash,
    password_history: JSON.stringify(user.passwordHistory),
    password_changed_at: fromDate(user.passwordChangedAt),
    must_change_password: fromBoolean(user.mustChangePassword),
    disabled: fromBoolean(user.disabled),
  }
}

function toUser(row: UserAccountRow): UserAccount {
  return {
    id: row.id,
    username: row.username,
    name: row.name,
    role: row.role as Role,
    ...(toJson(row.scope) as AccountScope),
    passwordHash: row.password_hash,
    passwordHistory: toJson(row.password_history) as string[],
    passwordChangedAt: toDate(row.password_changed_at),
    mustChangePassword: row.must_change_password === 1,
    disabled: row.disabled === 1,
    demo: row.demo === 1,
    version: row.version,
    createdAt: toDate(row.created_at),
    updatedAt: toDate(row.updated_at),
  }
}
