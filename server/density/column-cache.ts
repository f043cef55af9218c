/**
 * Selected parts of segments, and segments at the moments they were selected at, remembered (选集缓存)
 * by segment, moment, scope and filter: a write makes new parts only of the segments that it
 * changed.
 *
 * Parts are counted at what their lists take once all are listed, 4 bytes a row and list, in
 * 96 MiB; the one longest not asked for goes first. Of each segment three moments are kept, and one
 * that other days are made from, with which they share all but 4 bytes a hazard. A question looks
 * once at which enterprises are live, 1 byte each.
 */
import { LRUCache } from 'lru-cache'
import type { Moment } from '#domain/facts.ts'
import { formatFilter } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import type { Scope } from '#domain/scope.ts'
import { codeColumns } from './columns/hazard-codes.ts'
import { hazardSumColumns } from './columns/hazard-sums.ts'
import { pointTableColumns } from './columns/point-counts.ts'
import { aliveIn } from './columns/owner-groups.ts'
import { momentColumns, onAnotherDay, segmentAt } from './columns/segment-at.ts'
import type { SegmentAt } from './columns/segment-at.ts'
import type { Segment } from './columns/segment.ts'
import { selectSegment, withoutDead } from './columns/select-segment.ts'
import type { SelectedSegment } from './columns/select-segment.ts'
import { ownerNodeColumns } from './lattice/owner-nodes.ts'
import { sumsBytes } from './situation.ts'

/** Selected parts of segments, remembered (选集缓存) as long as there is room. */
export interface ColumnCache {
  /** What of a segment a scope sees through a filter; enterprises no longer live are out. */
  select(segment: Segment, filter: Filter, scope: Scope, moment: Moment): SelectedSegment
  /** A segment as it was at a moment, as `select` reads it. */
  at(segment: Segment, moment: Moment): SegmentAt
  /** What the selected parts take. Units: bytes */
  readonly bytes: number
  /**
   * What some segments take at the moments they are kept at (时点占用), with what was made of them there.
   * Units: bytes
   */
  momentBytes(segments: readonly Segment[]): number
}

interface Kept {
  readonly selected: SelectedSegment
  readonly alive: number
}

const ENTRY_BYTES = 1_000
/** Moments of a segment kept: today, and two days that are compared. */
const MOMENTS_KEPT = 3

/** A cache of so many bytes; it is keyed by scope, so that nothing is shared between two. */
export function createColumnCache(maxBytes: number): ColumnCache {
  const kept = new LRUCache<string, Kept>({
    maxSize: maxBytes,
    sizeCalculation: ({ selected }) => {
      const bytes = selected.mostBytes + sumsBytes(selected)
      // One that is too large for the rest is still kept, or each tile of it would select again.
      return Math.min(maxBytes, ENTRY_BYTES + bytes)
    },
  })
  const moments = new WeakMap<Segment, LRUCache<string, SegmentAt>>()
  /** What rows say once every instant of theirs is past: on any day but for deadlines. */
  const settled = new WeakMap<Segment, SegmentAt>()

  function at(segment: Segment, moment: Moment, when: string): SegmentAt {
    let own = moments.get(segment)
    if (own === undefined) {
      own = new LRUCache({ max: MOMENTS_KEPT })
      moments.set(segment, own)
    }
    let found = own.get(when)
    if (found === undefined) {
      found = look(segment, moment)
      own.set(when, found)
    }
    return found
  }

  function look(segment: Segment, moment: Moment): SegmentAt {
    if (moment.time < settledAt(segment)) return segmentAt(segment, moment)
    const known = settled.get(segment)
    if (known !== undefined) return onAnotherDay(known, moment)
    const found = segmentAt(segment, moment)
    settled.set(segment, found)
    return found
  }

  return {
    get bytes() {
      return kept.calculatedSize
    },
    momentBytes(segments) {
      const arrays = new Set<ArrayBufferView>()
      for (const segment of segments)
        for (const at of [...(moments.get(segment)?.values() ?? []), settled.get(segment)])
          if (at !== undefined)
            for (const array of [
              ...momentColumns(at),
              ...pointTableColumns(at),
              ...codeColumns(at),
              ...hazardSumColumns(at),
              ...ownerNodeColumns(at),
            ])
              arrays.add(array)
      return [...arrays].reduce((bytes, { byteLength }) => bytes + byteLength, 0)
    },
    at: (segment, moment) => at(segment, moment, momentKey(settledAt(segment), moment)),
    select(segment, filter, scope, moment) {
      const when = momentKey(settledAt(segment), moment)
      const key = `${segment.id} ${when} ${scope.key} ${formatFilter(filter)}`
      const alive = aliveIn(segment)
      const known = kept.get(key)
      if (known?.alive === alive) return known.selected
      const selected =
        known === undefined
          ? selectSegment(at(segment, moment, when), filter, scope)
          : withoutDead(known.selected)
      kept.set(key, { selected, alive })
      return selected
    },
  }
}

/**
 * Once every instant of the rows is past, only a new day can change what they say, by deadlines
 * that pass at midnight. Before that, as for an `asOf` in the past, the instant itself counts.
 */
export function momentKey(settled: number, moment: Moment): string {
  return moment.time >= settled ? moment.day : moment.at.toISOString()
}

const settledAts = new WeakMap<Segment, number>()

function settledAt(segment: Segment): number {
  let latest = settledAts.get(segment)
  if (latest === undefined) {
    latest = segment.settledAt.reduce((a, b) => Math.max(a, b), -Infinity)
    settledAts.set(segment, latest)
  }
  return latest
}
