/**
 * Rows found by their ids (按编号查行), for the few columns that are asked so: those of enterprises.
 *
 * 4 bytes a row, its rows in the order of their first words, made when a column is first asked and
 * kept as long as it; each id that is looked for costs a binary search.
 */
import { ID_WORDS, packId } from './id-column.ts'
import type { IdColumn } from './id-column.ts'

/** Rows in the order of the first words of their ids. */
const orders = new WeakMap<IdColumn, Uint32Array>()

/** The rows that have one of some ids (按编号查行), each once; an id that no row has is passed over. */
export function rowsOfIds(column: IdColumn, ids: Iterable<string>): number[] {
  const order = orderOf(column)
  const { words, others } = column
  const wanted = new Uint32Array(ID_WORDS)
  const found = new Set<number>()
  const otherIds = new Set<string>()
  for (const id of ids) {
    if (!packId(wanted, 0, id)) {
      otherIds.add(id)
      continue
    }
    for (let at = firstNotBelow(column, order, wanted[0] as number); at < order.length; at += 1) {
      const row = order[at] as number
      if (words[row * ID_WORDS] !== wanted[0]) break
      if (!others.has(row) && wanted.every((word, own) => words[row * ID_WORDS + own] === word))
        found.add(row)
    }
  }
  if (otherIds.size > 0) for (const [row, id] of others) if (otherIds.has(id)) found.add(row)
  return [...found]
}

function orderOf(column: IdColumn): Uint32Array {
  let order = orders.get(column)
  if (order === undefined) {
    const { words } = column
    const first = (row: number) => words[row * ID_WORDS] as number
    order = Uint32Array.from({ length: words.length / ID_WORDS }, (_, row) => row)
    order.sort((a, b) => first(a) - first(b))
    orders.set(column, order)
  }
  return order
}

/** The first place in an order whose row's first word is not below a word. */
function firstNotBelow({ words }: IdColumn, order: Uint32Array, word: number): number {
  let [low, high] = [0, order.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((words[(order[middle] as number) * ID_WORDS] as number) < word) low = middle + 1
    else high = middle
  }
  return low
}
