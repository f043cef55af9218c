/**
 * What enterprises share (属地与行业分组), so that a scope or a filter asks once for each township and
 * sector and not for each enterprise.
 *
 * 4 bytes an enterprise and a record a group, kept as long as the segment; 11 bytes an enterprise
 * of what is read of each at a moment, kept as long as that. A scope's answer is 1 byte an
 * enterprise, made for each question in one pass over them.
 */
import type { EnterpriseRecord } from '#domain/facts.ts'
import { lastHeardTime } from '#domain/situation-figures.ts'
import { inScope } from '#domain/scope.ts'
import type { Scope } from '#domain/scope.ts'
import { pairNumber } from './segment.ts'
import type { Segment } from './segment.ts'
import type { SegmentAt } from './segment-at.ts'

/** Enterprises that share what a scope of regions and sectors asks for, and a township's figures. */
export interface OwnerGroup {
  readonly township: string | null
  readonly sector: string
  /** One of them, to be asked for all. */
  readonly first: EnterpriseRecord
}

/** The enterprises of a segment by place and sector (按属地与行业分组). */
export interface OwnerGroups {
  readonly groups: readonly OwnerGroup[]
  /** Number of its group by the number of an enterprise. */
  readonly groupOf: Uint32Array
}

const known = new WeakMap<Segment, OwnerGroups>()

/** The groups of a segment. */
export function ownerGroups(segment: Segment): OwnerGroups {
  let made = known.get(segment)
  if (made === undefined) {
    made = groupOwners(segment)
    known.set(segment, made)
  }
  return made
}

function groupOwners({ enterprises }: Segment): OwnerGroups {
  const groups: OwnerGroup[] = []
  const numbers = new Map<string, number>()
  const groupOf = Uint32Array.from(enterprises, (first) => {
    const { county, township, village, sector } = first
    const key = JSON.stringify([county, township, township === null ? village : null, sector])
    let number = numbers.get(key)
    if (number === undefined) {
      number = groups.length
      numbers.set(key, number)
      groups.push({ township, sector, first })
    }
    return number
  })
  return { groups, groupOf }
}

/**
 * Which enterprises of a segment are live and inside a scope (范围内企业), 1 by their numbers: one of each
 * group is asked for all of them, where place and sector decide.
 */
export function liveInScope(segment: Segment, scope: Scope): Uint8Array {
  const { enterprises, live } = segment
  const { groups, groupOf } = ownerGroups(segment)
  const isByGroup = scope.enterprises === null
  const lets = Uint8Array.from(groups, ({ first }) => (!isByGroup || inScope(scope, first) ? 1 : 0))
  const isIn = new Uint8Array(enterprises.length)
  for (let number = 0; number < enterprises.length; number += 1) {
    if (live[number] === 0 || lets[groupOf[number] as number] === 0) continue
    const one = enterprises[number]
    if (isByGroup || (one !== undefined && inScope(scope, one))) isIn[number] = 1
  }
  return isIn
}

/** What is read of each enterprise at a moment. */
export interface OwnerColumns {
  /** 1 where it was there. */
  readonly there: Uint8Array
  /** Number of its pair of levels. */
  readonly pair: Uint8Array
  readonly lastHeard: Float64Array
  /** 1 where it is small. */
  readonly size: Uint8Array
}

const columns = new WeakMap<SegmentAt['enterprises'], OwnerColumns>()

/** The enterprises of a moment in columns, made once. Shape: those not there have values of no meaning */
export function ownerColumns({ enterprises }: SegmentAt): OwnerColumns {
  let made = columns.get(enterprises)
  if (made === undefined) {
    made = {
      there: Uint8Array.from(enterprises, (one) => (one === null ? 0 : 1)),
      pair: Uint8Array.from(enterprises, (one) => (one === null ? 0 : pairNumber(one.level))),
      lastHeard: Float64Array.from(enterprises, (one) => (one === null ? 0 : lastHeardTime(one))),
      size: Uint8Array.from(enterprises, (one) => (one?.size === 'small' ? 1 : 0)),
    }
    columns.set(enterprises, made)
  }
  return made
}
