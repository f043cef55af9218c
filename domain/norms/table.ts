/**
 * The common shape of a versioned norm table (标准数据表): what a standard says lives here as data,
 * with its edition and its evidence, never in code.
 */

/** Evidence: V seen in public implementations or pages, K general knowledge, D this product's own. */
export type Mark = 'V' | 'K' | 'D'

/** One row of a table; its own mark, where given, stands before the table's. */
export interface NormItem {
  readonly code: string
  readonly name: string
  readonly mark?: Mark
  readonly note?: string
}

export interface NormTable<Item extends NormItem> {
  readonly id: string
  readonly title: string
  readonly edition: string
  /** Day from which the edition is in force; null where it is no norm or the day was not verified. */
  readonly effectiveFrom: string | null
  readonly source: string
  readonly mark: Mark
  readonly items: readonly Item[]
}

/** Find a row of a table by its code; null when the table has none. */
export function findItem<Item extends NormItem>(table: NormTable<Item>, code: string): Item | null {
  return table.items.find((item) => item.code === code) ?? null
}

/**
 * The row of a table that the caller knows to be there.
 * Errors: RangeError when the table has no such code
 */
export function itemOf<Item extends NormItem>(table: NormTable<Item>, code: string): Item {
  const item = findItem(table, code)
  if (item === null) {
    throw new RangeError(
      `table ${table.id}: expected one of ${table.items.map((row) => row.code).join(', ')}, got ${code}`,
    )
  }
  return item
}
