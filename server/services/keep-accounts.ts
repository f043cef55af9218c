import { grantIssues, looksAfter } from '#domain/account.ts'
import type { AccountGrant } from '#domain/account.ts'
import { sectors as sectorTable } from '#domain/norms/enterprise-codes.ts'
import { findItem } from '#domain/norms/table.ts'
import { success } from '#domain/result.ts'
import type { Issue, Result } from '#domain/result.ts'
import type { Role } from '#domain/role.ts'
import type { Scope } from '#domain/scope.ts'
import { findOwner, listOwners } from '#server/store/owner.ts'
import type { OwnerRow } from '#server/store/owner.ts'
import { findHomeCounty, readRegionNames } from '#server/store/region.ts'
import type { Reader } from '#server/store/transact.ts'
import { findUser, listUsers } from '#server/store/user.ts'
import type { UserAccount } from '#server/store/user.ts'

/** Who looks after accounts: a role, and where. */
export interface Keeper {
  readonly role: Role
  readonly scope: Scope
}

/** The accounts (账号) somebody looks after, with the enterprises they name. */
export async function listKeptAccounts(
  reader: Reader,
  keeper: Keeper,
): Promise<{
  readonly accounts: readonly UserAccount[]
  readonly owners: ReadonlyMap<string, OwnerRow>
}> {
  const owners = new Map((await listOwners(reader)).map((row) => [row.id, row]))
  const rowOf = (id: string) => owners.get(id) ?? null
  const accounts = (await listUsers(reader)).filter((one) => looksAfter(keeper, one, rowOf))
  return { accounts, owners }
}

/** One account (账号) somebody looks after; null for a missing one and for another's alike. */
export async function findKeptAccount(
  reader: Reader,
  keeper: Keeper,
  id: string,
): Promise<UserAccount | null> {
  const account = await findUser(reader, id)
  if (account === null) return null
  const rows = new Map<string, Awaited<ReturnType<typeof findOwner>>>()
  if (keeper.role !== 'admin')
    for (const enterprise of account.enterprises ?? [])
      rows.set(enterprise, await findOwner(reader, 'enterprise', enterprise))
  return looksAfter(keeper, account, (one) => rows.get(one) ?? null) ? account : null
}

/**
 * Check what an account is to be given (授权): fitting its role, and there.
 * Shape: → the county it works in, for where its map opens
 */
export async function checkGrant(
  reader: Reader,
  grant: AccountGrant,
): Promise<Result<string | null>> {
  const issues: Issue[] = [...grantIssues(grant)]
  const say = (path: string, code: string, message: string) => issues.push({ path, code, message })
  const names = await readRegionNames(reader)
  grant.regions.forEach((code, index) => {
    // A superior's province or city is no row here; what is below a county is, once there is any.
    const isKnown = [...names.keys()].some((known) =>
      code.length < 6 ? known.startsWith(code) : known === code,
    )
    if (names.size > 0 && !isKnown)
      say(`regions[${index}]`, 'unknown_region', `没有区划 ${code}，请从列表中选择`)
  })
  grant.sectors?.forEach((code, index) => {
    if (findItem(sectorTable, code) === null)
      say(`sectors[${index}]`, 'unknown_code', `没有监管行业 ${code}，请从列表中选择`)
  })
  const [firstRegion = ''] = grant.regions
  let county = firstRegion.length >= 6 ? firstRegion.slice(0, 6) : null
  for (const [index, id] of (grant.enterprises ?? []).entries()) {
    const owner = await findOwner(reader, 'enterprise', id)
    county ??= owner?.county ?? null
    if (owner === null)
      say(`enterprises[${index}]`, 'unknown_enterprise', '没有这家企业，请重新选择')
  }
  if (issues.length > 0) return { ok: false, issues }
  return success(county ?? (await findHomeCounty(reader)))
}
