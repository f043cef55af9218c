import type { Position } from '#domain/position.ts'

/** What an enterprise is told apart by when it comes from a file. */
export interface EnterpriseIdentity {
  readonly uscc: string | null
  readonly externalId: string | null
  readonly name: string
  readonly township: string | null
  readonly position: Position | null
}

/** Names are compared without width, case and spaces; what is shown keeps them. */
function plainName(name: string): string {
  return name.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '')
}

/**
 * The natural keys (自然键) of an enterprise, the strongest first: credit code; external id and name;
 * name, township and position (to 5 decimals, about a metre).
 */
export function naturalKeys(identity: EnterpriseIdentity): string[] {
  const { uscc, externalId, name, township, position } = identity
  const keys: string[] = []
  if (uscc !== null) keys.push(`uscc ${uscc}`)
  if (externalId !== null) keys.push(`external ${externalId} ${plainName(name)}`)
  const place = position === null ? '' : position.map((degrees) => degrees.toFixed(5)).join(',')
  keys.push(`place ${plainName(name)} ${township ?? ''} ${place}`)
  return keys
}

/** Finds the enterprise that a row means among those already known. */
export class EnterpriseIndex<T extends EnterpriseIdentity> {
  readonly #byKey = new Map<string, T[]>()

  /** Make one known. */
  add(entry: T): void {
    for (const key of naturalKeys(entry)) {
      const known = this.#byKey.get(key)
      if (known === undefined) this.#byKey.set(key, [entry])
      else known.push(entry)
    }
  }

  /**
   * The known enterprise with the strongest key in common, unless a stronger key tells them apart.
   *
   * So a row that now brings the credit code of an enterprise known by name alone meets it, while two plants
   * of one name and place with different codes stay two.
   */
  find(identity: EnterpriseIdentity): T | null {
    for (const key of naturalKeys(identity)) {
      const match = this.#byKey.get(key)?.find((known) => !differ(known, identity))
      if (match !== undefined) return match
    }
    return null
  }
}

function differ(known: EnterpriseIdentity, row: EnterpriseIdentity): boolean {
  if (known.uscc !== null && row.uscc !== null) return known.uscc !== row.uscc
  return known.externalId !== null && row.externalId !== null && known.externalId !== row.externalId
}
