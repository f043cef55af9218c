/**
 * What enterprises share (属地与行业分组), so that a scope or a filter asks once for each township and
 * sector and not for each enterprise.
 *
 * 4 bytes an enterprise and a record a group, kept as long as the segment; 11 bytes an enterprise
 * of what is read of each at a moment, kept as long as that, and 1 byte an enterprise for each of
 * the four scopes that asked about it last. Which groups some enterprises make up is looked at once,
 * in one pass over them, and takes 2 bytes a group.
 */
import { LRUCache } from 'lru-cache'
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
  /** How many enterprises each has, live or not. */
  readonly sizes: Uint32Array
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
  const sizes = new Uint32Array(groups.length)
  for (const number of groupOf) sizes[number] = (sizes[number] as number) + 1
  return { groups, groupOf, sizes }
}

/** Which groups some enterprises make up (成组选取), by their numbers. */
export interface ChosenGroups {
  /** 1 for those all of whose enterprises are among them. */
  readonly whole: Uint8Array
  /** 1 for those of which only some are. */
  readonly inParts: Uint8Array
  readonly hasParts: boolean
}

/** By the enterprises chosen, a table that is never changed. */
const chosen = new WeakMap<Uint8Array, ChosenGroups>()

/** Which groups some enterprises make up, 1 by their numbers: looked at once. */
export function chosenGroups(segment: Segment, enterprises: Uint8Array): ChosenGroups {
  let found = chosen.get(enterprises)
  if (found === undefined) {
    found = chooseGroups(ownerGroups(segment), enterprises)
    chosen.set(enterprises, found)
  }
  return found
}

function chooseGroups({ groupOf, sizes }: OwnerGroups, enterprises: Uint8Array): ChosenGroups {
  const own = new Uint32Array(sizes.length)
  for (let number = 0; number < enterprises.length; number += 1) {
    const group = groupOf[number] as number
    own[group] = (own[group] as number) + (enterprises[number] as number)
  }
  const whole = new Uint8Array(sizes.length)
  const inParts = new Uint8Array(sizes.length)
  let hasParts = false
  for (let group = 0; group < own.length; group += 1) {
    if (own[group] === 0) continue
    const isWhole = own[group] === sizes[group]
    if (isWhole) whole[group] = 1
    else inParts[group] = 1
    hasParts ||= !isWhole
  }
  return { whole, inParts, hasParts }
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

/** How many enterprises of a segment are live: they die and never come back in it. */
export function aliveIn({ live }: Segment): number {
  let alive = 0
  for (let number = 0; number < live.length; number += 1) alive += live[number] as number
  return alive
}

interface Visible {
  readonly alive: number
  readonly table: Uint8Array
}

/** Scopes whose enterprises are remembered, of each moment. */
const SCOPES_KEPT = 4

/** By the enterprises of a moment, and by scope. */
const visibles = new WeakMap<SegmentAt['enterprises'], LRUCache<string, Visible>>()

/**
 * Which enterprises of a moment are live, there and inside a scope (可见企业), 1 by their numbers: the same for
 * all its filters.
 * Shape: a table that is shared, never to be changed
 */
export function visibleOwners(at: SegmentAt, scope: Scope): Uint8Array {
  const alive = aliveIn(at.segment)
  const own = visibles.get(at.enterprises) ?? new LRUCache<string, Visible>({ max: SCOPES_KEPT })
  const known = own.get(scope.key)
  if (known?.alive === alive) return known.table
  const { there } = ownerColumns(at)
  const table = liveInScope(at.segment, scope)
  for (let number = 0; number < table.length; number += 1)
    table[number] = (table[number] as number) & (there[number] as number)
  own.set(scope.key, { alive, table })
  visibles.set(at.enterprises, own)
  return table
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
