/**
 * What enterprises share (属地与行业分组), so that a scope or a filter asks once for each township and
 * sector and not for each enterprise.
 *
 * 4 bytes an enterprise and an object a group, kept as long as the segment; at a moment 1 byte an
 * enterprise for each of the four scopes that asked about it last, kept as long as that. Which
 * groups some enterprises make up is looked at once, in one pass over them, and takes 2 bytes a
 * group.
 */
import { LRUCache } from 'lru-cache'
import type { EnterpriseRecord } from '#domain/facts.ts'
import { inScope } from '#domain/scope.ts'
import type { Scope } from '#domain/scope.ts'
import { ColumnEnterprise } from './column-enterprise.ts'
import { rowsOfIds } from './id-rows.ts'
import { NO_TEXT } from './segment.ts'
import type { Segment } from './segment.ts'
import type { OwnersAt, SegmentAt } from './segment-at.ts'

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

function groupOwners(segment: Segment): OwnerGroups {
  const { count, county, township, village, sector } = segment.enterprises
  const groups: OwnerGroup[] = []
  const numbers = new Map<string, number>()
  const groupOf = new Uint32Array(count)
  for (let owner = 0; owner < count; owner += 1) {
    // A village stands for a township that is not known.
    const place = township[owner] === NO_TEXT ? `v${village[owner]}` : `t${township[owner]}`
    const key = `${county[owner]} ${place} ${sector[owner]}`
    let number = numbers.get(key)
    if (number === undefined) {
      number = groups.length
      numbers.set(key, number)
      const first = new ColumnEnterprise(segment, owner)
      groups.push({ township: first.township, sector: first.sector, first })
    }
    groupOf[owner] = number
  }
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

/** Of some enterprises, 1 by their numbers, those whose groups are chosen in parts (零散企业). */
export function ownersInParts(segment: Segment, enterprises: Uint8Array): Uint8Array {
  const { groupOf } = ownerGroups(segment)
  const { inParts } = chosenGroups(segment, enterprises)
  return enterprises.map((one, number) => one & (inParts[groupOf[number] as number] as number))
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
  const isIn = new Uint8Array(enterprises.count)
  if (scope.enterprises !== null) {
    for (const number of rowsOfIds(enterprises.ids, scope.enterprises))
      if (live[number] === 1 && inScope(scope, new ColumnEnterprise(segment, number)))
        isIn[number] = 1
    return isIn
  }
  const { groups, groupOf } = ownerGroups(segment)
  const lets = Uint8Array.from(groups, ({ first }) => (inScope(scope, first) ? 1 : 0))
  for (let number = 0; number < isIn.length; number += 1)
    isIn[number] = (live[number] as number) & (lets[groupOf[number] as number] as number)
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
const visibles = new WeakMap<OwnersAt, LRUCache<string, Visible>>()

/**
 * Which enterprises of a moment are live, there and inside a scope (可见企业), 1 by their numbers: the same for
 * all its filters.
 * Shape: a table that is shared, never to be changed
 */
export function visibleOwners(at: SegmentAt, scope: Scope): Uint8Array {
  const alive = aliveIn(at.segment)
  const own = visibles.get(at.owners) ?? new LRUCache<string, Visible>({ max: SCOPES_KEPT })
  const known = own.get(scope.key)
  if (known?.alive === alive) return known.table
  const { there } = at.owners
  const table = liveInScope(at.segment, scope)
  for (let number = 0; number < table.length; number += 1)
    table[number] = (table[number] as number) & (there[number] as number)
  own.set(scope.key, { alive, table })
  visibles.set(at.owners, own)
  return table
}
