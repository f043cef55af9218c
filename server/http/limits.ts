const KIB = 1024
const MIB = 1024 * KIB

/** What a route takes as its body. */
export interface BodyRule {
  readonly kind: 'json' | 'multipart'
  readonly maximumBytes: number
}

const STANDARD: BodyRule = { kind: 'json', maximumBytes: 256 * KIB }

/** Routes that take more than a small JSON object, by `METHOD path`. */
const RULES: Readonly<Record<string, BodyRule>> = {
  'POST /api/session': { kind: 'json', maximumBytes: 4 * KIB },
  'PUT /api/session/password': { kind: 'json', maximumBytes: 4 * KIB },
  'PUT /api/plans/:id': { kind: 'json', maximumBytes: 16 * MIB },
  'POST /api/plans/:id/image': { kind: 'multipart', maximumBytes: 26 * MIB },
  'POST /api/enterprises/:id/photos': { kind: 'multipart', maximumBytes: 26 * MIB },
  'POST /api/hazards/:id/photos': { kind: 'multipart', maximumBytes: 26 * MIB },
  'POST /api/imports': { kind: 'multipart', maximumBytes: 74 * MIB },
  'POST /api/import-files': { kind: 'multipart', maximumBytes: 65 * MIB },
}

/** JSON nests no deeper than this anywhere in the contract. */
export const MAXIMUM_JSON_DEPTH = 32

/** Lists in one body, vertices counted: a plan of 500 zones and 5,000 points has some 20,000. */
export const MAXIMUM_JSON_LISTS = 300_000

/**
 * How much a route may be sent, and of what kind.
 * Shape: `METHOD path` as registered → rule
 */
export function bodyRule(routeKey: string): BodyRule {
  return RULES[routeKey] ?? STANDARD
}
