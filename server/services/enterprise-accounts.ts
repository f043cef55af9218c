import pLimit from 'p-limit'
import { issuePassword } from '#server/access/change-password.ts'
import type { IssuedPassword } from '#server/access/change-password.ts'
import { newId } from '#server/store/identifier.ts'
import type { OwnerRow } from '#server/store/owner.ts'
import type { Reader, Tx } from '#server/store/transact.ts'
import { insertUser, listUsers } from '#server/store/user.ts'
import type { UserAccount } from '#server/store/user.ts'

/** An account ready to be written: whose, under which name, with which password. */
export interface PreparedAccount extends IssuedPassword {
  readonly enterprise: OwnerRow
  readonly username: string
}

/** Enterprises (企业) that somebody can already sign in for, disabled accounts included. */
export function enterprisesWithAccount(accounts: readonly UserAccount[]): ReadonlySet<string> {
  const own = accounts.filter(({ role }) => role === 'enterprise')
  return new Set(own.flatMap(({ enterprises }) => enterprises ?? []))
}

/**
 * Names for enterprise accounts (企业账号用户名): `qy`, the township's three digits, a running number, as
 * `qy101-007`. Digits only after two letters, so that it can be read out on the telephone.
 * Shape: → one name an enterprise, in their order; none that is taken
 */
export function enterpriseUsernames(
  enterprises: readonly { readonly township: string | null }[],
  taken: ReadonlySet<string>,
): readonly string[] {
  const used = new Set(taken)
  const next = new Map<string, number>()
  return enterprises.map(({ township }) => {
    const prefix = `qy${(township ?? '').slice(6, 9).padStart(3, '0')}-`
    let number = next.get(prefix) ?? 1
    while (used.has(nameOf(prefix, number))) number += 1
    next.set(prefix, number + 1)
    used.add(nameOf(prefix, number))
    return nameOf(prefix, number)
  })
}

function nameOf(prefix: string, number: number): string {
  return prefix + String(number).padStart(3, '0')
}

// One beside the gate of those who sign in: making hundreds of accounts keeps nobody out.
const oneAtATime = pLimit(1)

/**
 * Make up accounts for enterprises that have none (批量开户); nothing is written yet.
 * Errors: what `signal` was aborted with, when nobody waits for it any more
 */
export async function prepareEnterpriseAccounts(
  reader: Reader,
  enterprises: readonly OwnerRow[],
  signal: AbortSignal,
): Promise<readonly PreparedAccount[]> {
  const accounts = await listUsers(reader)
  const having = enterprisesWithAccount(accounts)
  const without = enterprises.filter(({ id, archived }) => !having.has(id) && !archived)
  const names = enterpriseUsernames(without, new Set(accounts.map(({ username }) => username)))
  const prepared: PreparedAccount[] = []
  for (const [index, enterprise] of without.entries()) {
    signal.throwIfAborted()
    const username = names[index] ?? ''
    prepared.push({ enterprise, username, ...(await oneAtATime(() => issuePassword(username))) })
  }
  return prepared
}

/**
 * Write prepared accounts (企业账号): all in the caller's transaction. Enterprises that got an account
 * meanwhile are left out.
 * Errors: StoreConflict `duplicate` when a name was taken meanwhile; nothing is kept then
 */
export async function writeEnterpriseAccounts(
  tx: Tx,
  prepared: readonly PreparedAccount[],
): Promise<readonly PreparedAccount[]> {
  const having = enterprisesWithAccount(await listUsers(tx))
  const writing = prepared.filter(({ enterprise }) => !having.has(enterprise.id))
  for (const { enterprise, username, passwordHash } of writing)
    await insertUser(tx, {
      id: newId(),
      username,
      name: enterprise.name,
      role: 'enterprise',
      regions: [],
      sectors: null,
      enterprises: [enterprise.id],
      county: enterprise.county,
      passwordHash,
      passwordHistory: [],
      passwordChangedAt: tx.at,
      mustChangePassword: true,
      disabled: false,
      demo: false,
      createdAt: tx.at,
    })
  return writing
}
