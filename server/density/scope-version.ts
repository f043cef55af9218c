/**
 * What the rows inside a scope are, told without naming them (范围版本): a sum of fingerprints over its
 * enterprises, so that their order is no matter and nothing outside moves it.
 *
 * 32 bytes an enterprise of lanes, spread once a segment and kept as long as it. A question passes
 * over the enterprises, 1 byte each for which are inside and eight additions for each that is; rows
 * are never looked at. `held-segments.ts` keeps what was asked until the next change, for 200 scopes.
 */
import type { Scope } from '#domain/scope.ts'
import { finish } from './columns/fingerprint.ts'
import { liveInScope } from './columns/owner-groups.ts'
import { DIGEST_WORDS } from './columns/segment.ts'
import type { Segment } from './columns/segment.ts'

/** What the rows inside a scope are, told without naming them (范围版本). */
export interface ScopeVersion {
  /** Made of the rows inside alone, so that others cannot change it; equal on every node. */
  readonly version: string
  /** The last instant at which one of the rows begins, changes or ends, in epoch milliseconds. */
  readonly settledAt: number
}

/** The lanes of each enterprise of a segment, as they are added. */
const lanesIn = new WeakMap<Segment, Uint32Array>()

/**
 * The version of what a scope lets in (范围版本).
 * Shape: eight lanes of 32 bits, spread before they are added, as text
 */
export function scopeVersionOf(segments: readonly Segment[], scope: Scope): ScopeVersion {
  const sums = new Uint32Array(DIGEST_WORDS)
  let count = 0
  let settledAt = -Infinity
  for (const segment of segments) {
    const lanes = lanesOf(segment)
    const isIn = liveInScope(segment, scope)
    for (let number = 0; number < isIn.length; number += 1) {
      if (isIn[number] === 0) continue
      count += 1
      settledAt = Math.max(settledAt, segment.settledAt[number] as number)
      for (let word = 0; word < DIGEST_WORDS; word += 1)
        sums[word] = (sums[word] as number) + (lanes[number * DIGEST_WORDS + word] as number)
    }
  }
  const text = Array.from(sums, (lane) => lane.toString(36)).join('-')
  return { version: `${count}-${text}`, settledAt }
}

function lanesOf(segment: Segment): Uint32Array {
  let lanes = lanesIn.get(segment)
  if (lanes === undefined) {
    lanes = new Uint32Array(segment.digests.length)
    let carry = 0
    for (let at = 0; at < lanes.length; at += 1) {
      const word = at % DIGEST_WORDS
      // Each lane is spread together with those before it: one enterprise's parts belong together.
      carry = finish((segment.digests[at] as number) ^ (word === 0 ? 0 : carry) ^ word)
      lanes[at] = carry
    }
    lanesIn.set(segment, lanes)
  }
  return lanes
}
