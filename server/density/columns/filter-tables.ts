/**
 * Scope and filter as tables over enterprises and texts (企业侧筛选), so that rows are asked by number
 * and never by value.
 *
 * 1 byte an enterprise, and with a search text 1 more and 1 a text of the segment; kept as long as
 * the selection, since its hazards may be listed later. Each group of place and sector is asked
 * once, and an enterprise by itself only where the filter has a key that groups do not decide.
 */
import { endOfShanghaiDay, startOfShanghaiDay } from '#domain/day.ts'
import type { Filter } from '#domain/filter.ts'
import {
  enterpriseTexts,
  hasText,
  matchOwnerGroup,
  matchOwnerItself,
  needsOwnerItself,
} from '#domain/match.ts'
import type { Scope } from '#domain/scope.ts'
import { ColumnEnterprise } from './column-enterprise.ts'
import { rowsOfIds } from './id-rows.ts'
import { ownerGroups, visibleOwners } from './owner-groups.ts'
import type { Segment } from './segment.ts'
import type { SegmentAt } from './segment-at.ts'

/** First and last instant that `from` and `to` let through; null when neither is set. */
export function daysOf({ from, to }: Filter): readonly [first: number, last: number] | null {
  if (from === null && to === null) return null
  return [
    from === null ? -Infinity : startOfShanghaiDay(from).getTime(),
    to === null ? Infinity : endOfShanghaiDay(to).getTime(),
  ]
}

/** Which numbers of texts hold what `q` looks for; null without `q`. */
function textsWith(q: string | null, texts: readonly string[]): Uint8Array | null {
  return q === null ? null : flags(texts, (text) => hasText(q, [text]))
}

/** What enterprises decide for their rows, by their numbers. */
export interface Owners {
  /** Shared by all filters of a scope. */
  readonly visible: Uint8Array
  /** 1 where the keys that an enterprise decides let its rows through. */
  readonly passes: Uint8Array
  /** 1 where an enterprise's own texts hold `q`; null without `q`. */
  readonly named: Uint8Array | null
  /** 1 where a text that columns refer to holds `q`; null without `q`. */
  readonly texts: Uint8Array | null
}

/**
 * What enterprises decide (企业侧筛选): the scope, and the keys that all their rows share. Where place and
 * sector decide, one enterprise of each group is asked for all of them.
 */
export function ownersOf(at: SegmentAt, filter: Filter, scope: Scope): Owners {
  const { texts } = at.segment
  const visible = visibleOwners(at, scope)
  const passes = ownersPassing(at.segment, filter, visible)
  const { q } = filter
  return {
    visible,
    passes,
    texts: textsWith(q, texts),
    named: q === null ? null : ownersNamed(at.segment, q),
  }
}

function ownersPassing(segment: Segment, filter: Filter, visible: Uint8Array): Uint8Array {
  const { groups, groupOf } = ownerGroups(segment)
  const groupPasses = flags(groups, ({ first }) => matchOwnerGroup(filter, first))
  const passes = new Uint8Array(visible.length)
  for (let number = 0; number < passes.length; number += 1)
    passes[number] =
      (visible[number] as number) & (groupPasses[groupOf[number] as number] as number)
  if (filter.enterprise.length > 0)
    keepOnly(passes, rowsOfIds(segment.enterprises.ids, filter.enterprise))
  if (needsOwnerItself(filter))
    for (let number = 0; number < passes.length; number += 1)
      if (passes[number] === 1 && !matchOwnerItself(filter, new ColumnEnterprise(segment, number)))
        passes[number] = 0
  return passes
}

/** Leave of a table what some numbers have. */
function keepOnly(table: Uint8Array, numbers: readonly number[]): void {
  const kept = numbers.map((number) => [number, table[number] as number] as const)
  table.fill(0)
  for (const [number, value] of kept) table[number] = value
}

function ownersNamed(segment: Segment, q: string): Uint8Array {
  const named = new Uint8Array(segment.enterprises.count)
  for (let number = 0; number < named.length; number += 1)
    if (hasText(q, enterpriseTexts(new ColumnEnterprise(segment, number)))) named[number] = 1
  return named
}

function flags<Row>(rows: readonly Row[], isSet: (row: Row) => boolean): Uint8Array {
  const set = new Uint8Array(rows.length)
  for (const [number, row] of rows.entries()) if (isSet(row)) set[number] = 1
  return set
}
