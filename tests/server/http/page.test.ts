import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pageRows } from '#server/http/page.ts'
import type { Order, PageOfRows, SortKey } from '#server/http/page.ts'

interface Row {
  readonly id: string
  readonly grade: number
  readonly name: string
}

const collator = new Intl.Collator('zh-Hans-CN', { numeric: true })

const KEYS = {
  name: (row: Row) => [row.name],
  grade: (row: Row) => [row.grade],
  'grade,name': (row: Row) => [row.grade, row.name],
  'name,grade': (row: Row) => [row.name, row.grade],
} as const satisfies Readonly<Record<string, (row: Row) => readonly SortKey[]>>

function orderOf(sort: keyof typeof KEYS, descending: boolean): Order<Row> {
  return { sort, descending, keysOf: KEYS[sort], idOf: ({ id }) => id }
}

/** All rows in order, sorted as a whole. */
function sorted(rows: readonly Row[], { keysOf, descending }: Order<Row>): Row[] {
  const sign = descending ? -1 : 1
  const compareKeys = (a: readonly SortKey[], b: readonly SortKey[]) => {
    for (const [index, left] of a.entries()) {
      const right = b[index]
      const difference =
        typeof left === 'number' && typeof right === 'number'
          ? left - right
          : collator.compare(String(left), String(right))
      if (difference !== 0) return difference
    }
    return 0
  }
  return [...rows].sort(
    (a, b) => sign * compareKeys(keysOf(a), keysOf(b)) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  )
}

async function allPages(rows: readonly Row[], order: Order<Row>, limit: number) {
  const pages: PageOfRows<Row>[] = []
  let cursor: string | undefined
  do {
    const page = await pageRows(rows, order, limit, cursor)
    pages.push(page)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return pages
}

const row = fc.record({
  id: fc.uuid(),
  grade: fc.integer({ min: -2, max: 5 }),
  name: fc.oneof(
    fc.constantFrom('示例化工厂', '示例机械厂', '第2车间', '第10车间', 'a', 'A', '01', '1', ''),
    fc.string({ maxLength: 3 }),
  ),
})
const rowsArbitrary = fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 120 })
const orderArbitrary = fc
  .tuple(fc.constantFrom(...(Object.keys(KEYS) as (keyof typeof KEYS)[])), fc.boolean())
  .map(([sort, descending]) => orderOf(sort, descending))

describe('a page of rows', () => {
  it('is what sorting everything gives, page by page', async () => {
    await fc.assert(
      fc.asyncProperty(
        rowsArbitrary,
        orderArbitrary,
        fc.integer({ min: 1, max: 40 }),
        async (rows, order, limit) => {
          const pages = await allPages(rows, order, limit)
          expect(pages.flatMap(({ items }) => items)).toEqual(sorted(rows, order))
          for (const page of pages.slice(0, -1)) expect(page.items).toHaveLength(limit)
          for (const page of pages) expect(page.total).toBe(rows.length)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('goes on where it ended when rows come and go in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        rowsArbitrary,
        rowsArbitrary,
        orderArbitrary,
        fc.integer({ min: 1, max: 10 }),
        async (before, after, order, limit) => {
          const first = await pageRows(before, order, limit, undefined)
          if (first.nextCursor === null) return
          const last = first.items.at(-1)
          if (last === undefined) throw new RangeError('a cursor of an empty page')
          const next = await pageRows(after, order, limit, first.nextCursor)
          const others = after.filter(({ id }) => id !== last.id)
          const whole = sorted([...others, last], order)
          const start = whole.indexOf(last) + 1
          expect(next.items).toEqual(whole.slice(start, start + limit))
        },
      ),
      { numRuns: 200 },
    )
  })

  it('holds a few of many rows, and lets others have their turn', async () => {
    let made = 0
    const count = 300_000
    const rows = {
      length: count,
      *[Symbol.iterator]() {
        for (let index = 0; index < count; index += 1)
          yield { id: String(index).padStart(6, '0'), grade: (index * 7919) % 1000, name: '厂' }
      },
    }
    const order: Order<Row> = {
      ...orderOf('grade', false),
      idOf: ({ id }) => {
        made += 1
        return id
      },
    }
    let turns = 0
    const ticking = setInterval(() => {
      turns += 1
    }, 1)
    const page = await pageRows(rows, order, 50, undefined)
    clearInterval(ticking)
    expect(page.items.map(({ grade }) => grade)).toEqual(Array(50).fill(0))
    expect(page.items[0]?.id).toBe('000000')
    expect(made).toBeLessThan(2_000)
    expect(turns).toBeGreaterThan(0)
  })

  it('refuses a cursor of another order, even where there are no rows', async () => {
    const rows = [
      { id: 'a', grade: 1, name: '甲' },
      { id: 'b', grade: 2, name: '乙' },
    ]
    const { nextCursor } = await pageRows(rows, orderOf('grade', false), 1, undefined)
    const cursor = nextCursor ?? ''
    expect(cursor).not.toBe('')
    for (const given of [rows, []])
      for (const bad of [cursor, 'x', ''])
        await expect(pageRows(given, orderOf('name', false), 1, bad)).rejects.toMatchObject({
          code: 'bad_parameter',
        })
    const forged = Buffer.from(JSON.stringify(['grade', ['text'], 'a'])).toString('base64url')
    await expect(pageRows(rows, orderOf('grade', false), 1, forged)).rejects.toMatchObject({
      code: 'bad_parameter',
    })
  })
})
