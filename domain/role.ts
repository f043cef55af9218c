/**
 * Who a user is (角色). A closed list: what is not in it may see and do nothing.
 */
export const ROLES = [
  'admin',
  'bureau',
  'department',
  'township',
  'expert',
  'enterprise',
  'planner',
  'superior',
  'screen',
] as const
export type Role = (typeof ROLES)[number]

export interface RoleFacts {
  readonly nameZh: string
  readonly nameEn: string
  /** Reads only: no function that writes business data is open to it. */
  readonly readOnly: boolean
}

export const ROLE_FACTS: Readonly<Record<Role, RoleFacts>> = {
  admin: { nameZh: '系统管理员', nameEn: 'Administrator', readOnly: false },
  bureau: { nameZh: '县应急管理局', nameEn: 'County bureau', readOnly: false },
  department: { nameZh: '行业主管部门', nameEn: 'Sector department', readOnly: false },
  township: { nameZh: '乡镇（街道）', nameEn: 'Township', readOnly: false },
  expert: { nameZh: '专家', nameEn: 'Expert', readOnly: false },
  enterprise: { nameZh: '企业', nameEn: 'Enterprise', readOnly: false },
  planner: { nameZh: '规划人员', nameEn: 'Planner', readOnly: true },
  superior: { nameZh: '上级部门', nameEn: 'Superior authority', readOnly: true },
  screen: { nameZh: '大屏', nameEn: 'Display screen', readOnly: true },
}

/** Tell whether a text names a role. */
export function isRole(value: string): value is Role {
  return (ROLES as readonly string[]).includes(value)
}

/** Who is asking (访问主体): an account or a display token, with what it was given. */
export interface Principal {
  readonly userId: string
  readonly username: string
  readonly name: string
  readonly role: Role
  /** Division codes whose subtrees it was given. */
  readonly regions: readonly string[]
  /** Supervision sectors it was given; null when sectors do not limit it. */
  readonly sectors: readonly string[] | null
  /** Enterprise ids it was given; null when single enterprises do not limit it. */
  readonly enterprises: readonly string[] | null
  /** The county it works in, for where a map opens; it opens nothing by itself. */
  readonly county: string | null
}
