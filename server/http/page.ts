import { z } from 'zod'
import type { Rows } from '#domain/select.ts'
import { createPace } from '#server/density/pace.ts'
import { AppError } from './problem.ts'

/** Where a page ended: the last row's place in the order. */
export type SortKey = string | number

/** How a list is put in order: keys first to last, the id breaking ties. */
export interface Order<T> {
  readonly sort: string
  readonly keysOf: (row: T) => readonly SortKey[]
  readonly idOf: (row: T) => string
  readonly descending: boolean
}

export interface PageOfRows<T> {
  readonly items: readonly T[]
  readonly total: number
  readonly nextCursor: string | null
}

const cursorSchema = z.tuple([z.string(), z.array(z.union([z.string(), z.number()])), z.string()])
const collator = new Intl.Collator('zh-Hans-CN', { numeric: true })

/** Rows between two looks at the clock. */
const ROWS_A_LOOK = 256
/** Comparisons of texts remembered against one row. */
const MOST_TEXTS = 50_000

/**
 * One page of rows in order, after a cursor (分页).
 *
 * One pass, in turns with other requests: of a million rows only some twice the page are ever held,
 * and the id of a row is made only where its keys do not decide.
 * Shape: a cursor holds the last row's keys, so rows that come or go in between move no page's edge
 * Errors: AppError bad_parameter (400) for a cursor that is not one of this order
 */
export async function pageRows<T>(
  rows: Rows<T>,
  order: Order<T>,
  limit: number,
  cursor: string | undefined,
): Promise<PageOfRows<T>> {
  const pace = createPace()
  const sign = order.descending ? -1 : 1
  const compare = (a: Placed, b: Placed) =>
    sign * compareKeys(a.keys, b.keys, collator.compare) || compareText(a.id, b.id)
  // One more than the page holds tells whether there is another.
  const wanted = limit + 1
  const kept: PlacedRow<T>[] = []
  let edge: Edge | null = null
  let isAfter: Edge | null | undefined
  let seen = 0
  for (const row of rows) {
    seen += 1
    if (seen % ROWS_A_LOOK === 0) {
      const turn = pace()
      if (turn !== undefined) await turn
    }
    const candidate = new PlacedRow(row, order)
    if (isAfter === undefined)
      isAfter =
        cursor === undefined ? null : edgeOf(readCursor(cursor, order.sort, candidate), sign)
    if (isAfter !== null && isAfter(candidate) <= 0) continue
    if (edge !== null && edge(candidate) >= 0) continue
    kept.push(candidate)
    if (kept.length < 2 * wanted) continue
    kept.sort(compare)
    kept.length = wanted
    edge = edgeOf(kept[limit], sign)
  }
  if (isAfter === undefined && cursor !== undefined) readCursor(cursor, order.sort, undefined)
  kept.sort(compare)
  const page = kept.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map(({ row }) => row),
    total: rows.length,
    nextCursor: kept.length > limit && last !== undefined ? writeCursor(order.sort, last) : null,
  }
}

interface Placed {
  readonly keys: readonly SortKey[]
  readonly id: string
}

/** A row with its keys; its id is made when it is asked for. */
class PlacedRow<T> implements Placed {
  readonly row: T
  readonly keys: readonly SortKey[]
  readonly #order: Order<T>
  #id: string | undefined

  constructor(row: T, order: Order<T>) {
    this.row = row
    this.keys = order.keysOf(row)
    this.#order = order
  }

  get id(): string {
    return (this.#id ??= this.#order.idOf(this.row))
  }
}

/** Where a row lies to one that many are held against: before it, at it or after it. */
type Edge = (candidate: Placed) => number

/** The same names come again and again, and comparing them by language is the dear part. */
function edgeOf(edge: Placed | undefined, sign: number): Edge | null {
  if (edge === undefined) return null
  const known = new Map<string, Map<string, number>>()
  const compareTexts = (left: string, right: string): number => {
    let against = known.get(right)
    if (against === undefined) {
      against = new Map()
      known.set(right, against)
    }
    let difference = against.get(left)
    if (difference === undefined) {
      difference = collator.compare(left, right)
      if (against.size >= MOST_TEXTS) against.clear()
      against.set(left, difference)
    }
    return difference
  }
  return (candidate) =>
    sign * compareKeys(candidate.keys, edge.keys, compareTexts) ||
    compareText(candidate.id, edge.id)
}

function compareKeys(
  a: readonly SortKey[],
  b: readonly SortKey[],
  compareTexts: (left: string, right: string) => number,
): number {
  for (let index = 0; index < a.length; index += 1) {
    const left = a[index] ?? 0
    const right = b[index] ?? 0
    if (left === right) continue
    const difference =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : compareTexts(String(left), String(right))
    if (difference !== 0) return difference
  }
  return 0
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function writeCursor(sort: string, { keys, id }: Placed): string {
  return Buffer.from(JSON.stringify([sort, keys, id])).toString('base64url')
}

/** A cursor of this order has keys of the kinds that the rows have, and as many. */
function readCursor(cursor: string, sort: string, row: Placed | undefined): Placed {
  try {
    const [of, keys, id] = cursorSchema.parse(
      JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')),
    )
    const kinds = (list: readonly SortKey[]) => list.map((key) => typeof key).join()
    if (of === sort && (row === undefined || kinds(keys) === kinds(row.keys))) return { keys, id }
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof z.ZodError)) throw error
  }
  throw new AppError('bad_parameter', {
    issues: [
      {
        path: 'cursor',
        code: 'bad_cursor',
        message: '游标无效：请使用上一页返回的 nextCursor，且排序不变',
      },
    ],
  })
}
