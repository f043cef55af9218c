import { lastHeardTime } from '#domain/situation-figures.ts'
import { pairNumber } from './segment.ts'
import type { Segment } from './segment.ts'
import type { SegmentAt } from './segment-at.ts'

/** A township with a sector, as enterprises share them. */
export interface OwnerGroup {
  readonly township: string | null
  readonly sector: string
}

/** The enterprises of a segment by township and sector (按乡镇与行业分组): 4 bytes each, made once. */
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
  const groupOf = Uint32Array.from(enterprises, ({ township, sector }) => {
    const key = `${township ?? ''} ${sector}`
    let number = numbers.get(key)
    if (number === undefined) {
      number = groups.length
      numbers.set(key, number)
      groups.push({ township, sector })
    }
    return number
  })
  return { groups, groupOf }
}

/** What figures read of each enterprise at a moment: 9 bytes each. */
export interface OwnerColumns {
  /** Number of its pair of levels. */
  readonly pair: Uint8Array
  readonly lastHeard: Float64Array
}

const columns = new WeakMap<SegmentAt['enterprises'], OwnerColumns>()

/** The enterprises of a moment in columns, made once. Shape: those not there have values of no meaning */
export function ownerColumns({ enterprises }: SegmentAt): OwnerColumns {
  let made = columns.get(enterprises)
  if (made === undefined) {
    made = {
      pair: Uint8Array.from(enterprises, (one) => (one === null ? 0 : pairNumber(one.level))),
      lastHeard: Float64Array.from(enterprises, (one) => (one === null ? 0 : lastHeardTime(one))),
    }
    columns.set(enterprises, made)
  }
  return made
}
