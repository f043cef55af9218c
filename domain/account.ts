import { ROLES, type Role } from './role.ts'
import { failure, success, type Issue, type Result } from './result.ts'
import { inScope, scopeRuleOf, type Scope, type ScopedRow } from './scope.ts'

/** Roles an account (账号) may have; a screen has a token instead. */
export const ACCOUNT_ROLES: readonly Role[] = ROLES.filter((role) => role !== 'screen')

/** Roles whose accounts another role may look after within its scope. Not in it: nobody's. */
const LOOKED_AFTER: Readonly<Partial<Record<Role, readonly Role[]>>> = {
  bureau: ['department', 'township', 'expert', 'enterprise', 'planner'],
  township: ['enterprise'],
}

/** What an account (账号) was given, as its rules look at it. */
export interface AccountGrant {
  readonly role: Role
  readonly regions: readonly string[]
  readonly sectors: readonly string[] | null
  readonly enterprises: readonly string[] | null
}

const USERNAME = /^[a-z0-9][a-z0-9._-]{1,39}$/

/** The name an account signs in with (用户名), in its one form. */
export function checkUsername(text: string): Result<string> {
  const username = text.trim().toLowerCase()
  if (USERNAME.test(username)) return success(username)
  return failure(
    'username',
    'invalid_format',
    '用户名应为 2 到 40 个小写字母、数字、点、横线或下划线，以字母或数字开头',
  )
}

/**
 * What is missing or too much in a role's scope (角色范围): without what defines a role it would see
 * nothing, and with what it has no use for nobody could say what it sees.
 */
export function grantIssues({
  role,
  regions,
  sectors,
  enterprises,
}: AccountGrant): readonly Issue[] {
  if (!ACCOUNT_ROLES.includes(role))
    return [{ path: 'role', code: 'not_an_account', message: '大屏使用令牌，不设账号' }]
  const rule = scopeRuleOf(role)
  const issues: Issue[] = []
  const say = (path: string, code: string, message: string) => issues.push({ path, code, message })
  const least = rule?.regionDigits ?? null
  if (least === null && regions.length > 0) say('regions', 'not_for_role', '此角色不按区划授权')
  if (least !== null && regions.length === 0)
    say('regions', 'required', least === 9 ? '请选择乡镇（街道）' : '请选择区划')
  if (least !== null && regions.some((code) => code.length < least))
    say('regions', 'too_wide', `此角色的区划代码不少于 ${least} 位`)
  if (rule?.definedBy === 'sectors') {
    if ((sectors ?? []).length === 0) say('sectors', 'required', '请选择监管行业')
  } else if (sectors !== null) say('sectors', 'not_for_role', '此角色不按行业授权')
  if (rule?.definedBy === 'enterprises') {
    if ((enterprises ?? []).length === 0) say('enterprises', 'required', '请选择企业')
    else if (role === 'enterprise' && (enterprises ?? []).length > 1)
      say('enterprises', 'too_many', '企业账号只能属于一家企业')
  } else if (enterprises !== null) say('enterprises', 'not_for_role', '此角色不按企业授权')
  return issues
}

/** Whether the last one left is about to go: an installation must keep an administrator (系统管理员). */
export function leavesNoAdministrator(
  accounts: readonly { readonly id: string; readonly role: Role; readonly disabled: boolean }[],
  changing: { readonly id: string; readonly role: Role; readonly disabled: boolean },
): boolean {
  const isOne = (account: { readonly role: Role; readonly disabled: boolean }) =>
    account.role === 'admin' && !account.disabled
  if (isOne(changing)) return false
  const before = accounts.find(({ id }) => id === changing.id)
  if (before === undefined || !isOne(before)) return false
  return !accounts.some((account) => account.id !== changing.id && isOne(account))
}

/**
 * Tell whether somebody looks after an account (账号管理范围): the administrator after all; a bureau
 * and a township after those below them whose whole scope lies inside their own.
 * Shape: `rowOf` gives an enterprise by its id, null for one that is not there
 */
export function looksAfter(
  keeper: { readonly role: Role; readonly scope: Scope },
  account: AccountGrant & { readonly id: string },
  rowOf: (enterpriseId: string) => ScopedRow | null,
): boolean {
  if (keeper.role === 'admin') return true
  if (LOOKED_AFTER[keeper.role]?.includes(account.role) !== true) return false
  const rule = scopeRuleOf(account.role)
  if (rule?.definedBy === 'enterprises') {
    const ids = account.enterprises ?? []
    return ids.length > 0 && ids.every((id) => isRowInside(keeper.scope, rowOf(id)))
  }
  return account.regions.length > 0 && account.regions.every((code) => holds(keeper.scope, code))
}

function isRowInside(scope: Scope, row: ScopedRow | null): boolean {
  return row !== null && inScope(scope, row)
}

/** Tell whether a division lies inside a scope (区划在范围内). */
export function holds(scope: Scope, regionCode: string): boolean {
  return scope.regions === null || scope.regions.some((region) => regionCode.startsWith(region))
}
