import type { Store } from '#server/store/transact.ts'
import { newId } from '#server/store/identifier.ts'
import { insertUser, listUsers } from '#server/store/user.ts'
import type { UserAccount } from '#server/store/user.ts'
import { NO_PASSWORD } from './password.ts'

/** The first of `admin`, `admin-2`, … that nobody has. */
function freeName(taken: ReadonlySet<string>): string {
  let name = 'admin'
  for (let number = 2; taken.has(name); number += 1) name = `admin-${number}`
  return name
}

/**
 * The administrator (系统管理员) whom the code of the console signs in; the first one is made here, without
 * a password: whoever came in sets one.
 */
export async function ensureAdministrator(store: Store): Promise<UserAccount> {
  const users = await listUsers(store)
  const present = administratorAmong(users)
  if (present !== null) return present
  const username = freeName(new Set(users.map((user) => user.username)))
  await store.transact({ actor: 'console', action: 'user.create' }, async (tx) => {
    const id = newId()
    tx.describe({ subject: { kind: 'user', id } })
    await insertUser(tx, {
      id,
      username,
      name: '系统管理员',
      role: 'admin',
      regions: [],
      sectors: null,
      enterprises: null,
      county: null,
      passwordHash: NO_PASSWORD,
      passwordHistory: [],
      passwordChangedAt: tx.at,
      mustChangePassword: true,
      disabled: false,
      demo: false,
      createdAt: tx.at,
    })
  })
  const made = administratorAmong(await listUsers(store))
  if (made === null) throw new RangeError('the administrator just made is not there')
  return made
}

/** Own administrators first, then the demo one. */
function administratorAmong(users: readonly UserAccount[]): UserAccount | null {
  const all = users.filter((user) => user.role === 'admin' && !user.disabled)
  return all.find((user) => !user.demo) ?? all[0] ?? null
}
