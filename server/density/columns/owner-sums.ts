/**
 * Enterprises of a moment added up by group and level (企业合计), so that figures look at no enterprise of
 * a group that is selected whole.
 *
 * 200 bytes a group of enterprises, made in one pass over them and kept as long as the moment, for
 * the day asked last from which on an enterprise is silent.
 */
import { ownerGroups } from './owner-groups.ts'
import { PAIRS } from './segment.ts'
import type { OwnersAt, SegmentAt } from './segment-at.ts'

/** Enterprises by the number of their group × PAIRS + that of their pair of levels (企业合计). */
export interface OwnerSums {
  readonly enterprises: Uint32Array
  /** Those of them that were last heard of too long ago (零报告). */
  readonly silent: Uint32Array
}

interface Kept {
  readonly silentBefore: number
  readonly sums: OwnerSums
}

const kept = new WeakMap<OwnersAt, Kept>()

/** The enterprises of a segment at a moment, added up. Units: `silentBefore` in epoch milliseconds */
export function ownerSums(at: SegmentAt, silentBefore: number): OwnerSums {
  const known = kept.get(at.owners)
  if (known?.silentBefore === silentBefore) return known.sums
  const sums = addUp(at, silentBefore)
  kept.set(at.owners, { silentBefore, sums })
  return sums
}

function addUp({ segment, owners }: SegmentAt, silentBefore: number): OwnerSums {
  const { groups, groupOf } = ownerGroups(segment)
  const { lastHeardAt } = segment.enterprises
  const enterprises = new Uint32Array(groups.length * PAIRS)
  const silent = new Uint32Array(groups.length * PAIRS)
  for (let number = 0; number < groupOf.length; number += 1) {
    if (owners.there[number] === 0) continue
    const slot = (groupOf[number] as number) * PAIRS + (owners.pair[number] as number)
    enterprises[slot] = (enterprises[slot] as number) + 1
    if ((lastHeardAt[number] as number) < silentBefore) silent[slot] = (silent[slot] as number) + 1
  }
  return { enterprises, silent }
}
