import { z } from 'zod'
import type { Rows } from '#domain/select.ts'
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

/**
 * One page of rows in order, after a cursor.
 * Shape: a cursor holds the last row's keys, so rows that come or go in between move no page's edge
 * Errors: AppError bad_parameter (400) for a cursor that is not one of this order
 */
export function pageRows<T>(
  rows: Rows<T>,
  order: Order<T>,
  limit: number,
  cursor: string | undefined,
): PageOfRows<T> {
  const keyed = Array.from(rows, (row) => ({ row, keys: order.keysOf(row), id: order.idOf(row) }))
  const sign = order.descending ? -1 : 1
  const compare = (a: Placed, b: Placed) =>
    sign * compareKeys(a.keys, b.keys) || compareText(a.id, b.id)
  keyed.sort(compare)
  let start = 0
  if (cursor !== undefined) {
    const after = readCursor(cursor, order.sort, keyed[0])
    start = keyed.findIndex((candidate) => compare(candidate, after) > 0)
    if (start < 0) start = keyed.length
  }
  const page = keyed.slice(start, start + limit)
  const last = page.at(-1)
  const more = start + page.length < keyed.length
  return {
    items: page.map(({ row }) => row),
    total: rows.length,
    nextCursor: more && last !== undefined ? writeCursor(order.sort, last) : null,
  }
}

interface Placed {
  readonly keys: readonly SortKey[]
  readonly id: string
}

function compareKeys(a: readonly SortKey[], b: readonly SortKey[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? 0
    const difference =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : collator.compare(String(left), String(right))
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
