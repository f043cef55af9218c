/**
 * Which groups of enterprises a selection takes whole (整组选取), so that what was counted by group tells
 * of it; the points of the few that it leaves out of such a group, as those that a newer segment
 * holds, are told beside and taken off.
 *
 * 1 byte a group and 4 bytes a point to be taken off, at most 8,192 of these, kept as long as the
 * selection; made in one pass over its enterprises where it takes a group in parts.
 */
import { chosenGroups, ownerGroups } from '../columns/owner-groups.ts'
import type { Segment } from '../columns/segment.ts'

/** Groups of enterprises that are selected, whole but for some points (整组选取). */
export interface WholeGroups {
  /** 1 for the groups, by their numbers. */
  readonly groups: Uint8Array
  /** Points with a place of their other enterprises, along the curve. */
  readonly others: Uint32Array
}

/** More points than this to be taken off, and the enterprises selected are looked at themselves. */
const MOST_OTHERS = 8_192

const NO_ROWS = new Uint32Array(0)

/** By the enterprises selected; null where too many are left out. */
const known = new WeakMap<Uint8Array, WholeGroups | null>()

/** Which groups a selection of enterprises takes, 1 by their numbers. Shape: null where it takes them in parts */
export function wholeGroups(segment: Segment, enterprises: Uint8Array): WholeGroups | null {
  let found = known.get(enterprises)
  if (found === undefined) {
    found = findGroups(segment, enterprises)
    known.set(enterprises, found)
  }
  return found
}

function findGroups(segment: Segment, enterprises: Uint8Array): WholeGroups | null {
  const { whole, inParts, hasParts } = chosenGroups(segment, enterprises)
  if (!hasParts) return { groups: whole, others: NO_ROWS }
  const { groupOf } = ownerGroups(segment)
  const { placed, rows, starts } = segment.points
  const groups = whole.map((one, group) => one | (inParts[group] as number))
  const others: number[] = []
  for (let number = 0; number < enterprises.length; number += 1) {
    if (enterprises[number] === 1 || inParts[groupOf[number] as number] === 0) continue
    const end = starts[number + 1] as number
    for (let index = starts[number] as number; index < end; index += 1) {
      const row = rows[index] as number
      // Those without a place come last.
      if (row >= placed) break
      if (others.length === MOST_OTHERS) return null
      others.push(row)
    }
  }
  return { groups, others: Uint32Array.from(others).sort() }
}
