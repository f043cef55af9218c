/**
 * Whose rows in memory a change is about (受影响企业), so that a commit costs by its enterprises and not
 * by its tables. It looks at a change's kind alone and at no row; nothing is made or kept.
 */
import type { Change } from '#server/store/transact.ts'

/**
 * Whose rows in memory a change is about (受影响企业).
 * Shape: an enterprise's id; ALL_ENTERPRISES when it is not told; null when no row in memory is
 */
export function touchedEnterprise(change: Change): string | null {
  switch (change.kind) {
    case 'everything':
      return ALL_ENTERPRISES
    case 'enterprise':
      return change.id
    case 'plan':
    case 'zone':
    case 'risk-point':
    case 'hazard':
    case 'check-record':
      return change.enterpriseId ?? ALL_ENTERPRISES
    case 'region':
    case 'person':
    case 'user':
    case 'token':
    case 'import-run':
    case 'settings':
      return null
  }
}

/** Stands for every enterprise; no id is written so. */
export const ALL_ENTERPRISES = '*'
