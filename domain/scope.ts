import { regionContains } from './region.ts'
import { isRole } from './role.ts'
import type { Principal, Role } from './role.ts'

/**
 * What a principal may see (数据范围): region subtree × sectors × enterprises.
 *
 * A row is inside when every dimension lets it in. Null does not limit; an empty list lets nothing in.
 */
export interface Scope {
  readonly regions: readonly string[] | null
  readonly sectors: readonly string[] | null
  readonly enterprises: readonly string[] | null
  /** May see names and phones of persons. */
  readonly personalData: boolean
  /** Cells that would single out an enterprise are left out for it. */
  readonly suppressSingles: boolean
  /** The same text for the same scope, whoever has it: for caches and ETags. */
  readonly key: string
}

/** What a scope is asked about: an enterprise, or the enterprise of any other row. */
export interface ScopedRow {
  readonly id: string
  readonly county: string | null
  readonly township: string | null
  readonly sector: string
}

export interface ScopeRule {
  /** What defines the role: without a list of its own it sees nothing. */
  readonly definedBy: 'regions' | 'sectors' | 'enterprises'
  /** Codes of a wider division than this many digits are not for this role; null when no region is needed. */
  readonly regionDigits: number | null
}

const SCOPE_RULES: Readonly<Record<Exclude<Role, 'admin'>, ScopeRule>> = {
  bureau: { definedBy: 'regions', regionDigits: 6 },
  department: { definedBy: 'sectors', regionDigits: 6 },
  township: { definedBy: 'regions', regionDigits: 9 },
  expert: { definedBy: 'enterprises', regionDigits: null },
  enterprise: { definedBy: 'enterprises', regionDigits: null },
  planner: { definedBy: 'regions', regionDigits: 6 },
  superior: { definedBy: 'regions', regionDigits: 2 },
  screen: { definedBy: 'regions', regionDigits: 6 },
}

/** What defines a role's scope (角色范围规则); null for the administrator, whom nothing limits. */
export function scopeRuleOf(role: Role): ScopeRule | null {
  return role === 'admin' ? null : SCOPE_RULES[role]
}

/** A division code: province, city, county, township or village. */
const DIVISION = /^\d{2}(?:\d{2}(?:\d{2}(?:\d{3}(?:\d{3})?)?)?)?$/

/** The scope in which nothing is visible. */
export const EMPTY_SCOPE: Scope = withKey({
  regions: [],
  sectors: [],
  enterprises: [],
  personalData: false,
  suppressSingles: true,
})

/**
 * The one scope of a principal: lists, tiles, counts, exports, events and ETags pass through it.
 *
 * Enterprises without a region are inside for the administrator and for those assigned to them by id.
 * An unknown role sees nothing.
 */
export function scopeOf(principal: Principal): Scope {
  // The role is read from a database row: its type is a promise, not a fact.
  const role: string = principal.role
  if (!isRole(role)) return EMPTY_SCOPE
  if (role === 'admin')
    return withKey({
      regions: null,
      sectors: null,
      enterprises: null,
      personalData: true,
      suppressSingles: false,
    })
  const rule = SCOPE_RULES[role]
  return withKey({
    regions: regionsFor(rule, principal.regions),
    sectors: listFor(rule.definedBy === 'sectors', principal.sectors),
    enterprises: listFor(rule.definedBy === 'enterprises', principal.enterprises),
    personalData: role !== 'screen',
    suppressSingles: role === 'screen',
  })
}

/** Tell whether an enterprise, or a row of it, is inside a scope. */
export function inScope(scope: Scope, row: ScopedRow): boolean {
  if (scope.enterprises !== null && !scope.enterprises.includes(row.id)) return false
  if (scope.sectors !== null && !scope.sectors.includes(row.sector)) return false
  if (scope.regions === null) return true
  if (row.county === null) return false
  const code = row.township ?? row.county
  return scope.regions.some((region) => regionContains(region, code))
}

function regionsFor(rule: ScopeRule, regions: readonly string[]): readonly string[] | null {
  const least = rule.regionDigits
  if (least === null && regions.length === 0) return null
  const valid = sorted(regions.filter((code) => DIVISION.test(code) && code.length >= (least ?? 2)))
  return valid.filter(
    (code) => !valid.some((other) => other !== code && regionContains(other, code)),
  )
}

function listFor(defining: boolean, list: readonly string[] | null): readonly string[] | null {
  if (list === null) return defining ? [] : null
  return sorted(list)
}

function sorted(list: readonly string[]): string[] {
  return [...new Set(list)].sort()
}

function withKey(scope: Omit<Scope, 'key'>): Scope {
  const { regions, sectors, enterprises, personalData, suppressSingles } = scope
  // JSON keeps ids with any character apart from the separators between them.
  return {
    ...scope,
    key: JSON.stringify([regions, sectors, enterprises, personalData, suppressSingles]),
  }
}
