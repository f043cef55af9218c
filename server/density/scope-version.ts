import type { EnterpriseRecord } from '#domain/facts.ts'
import { finish } from './columns/fingerprint.ts'
import { DIGEST_WORDS } from './columns/segment.ts'
import type { Segment } from './columns/segment.ts'

/** What the rows inside a scope are, told without naming them (范围版本). */
export interface ScopeVersion {
  /** Made of the rows inside alone, so that others cannot change it; equal on every node. */
  readonly version: string
  /** The last instant at which one of the rows begins, changes or ends, in epoch milliseconds. */
  readonly settledAt: number
}

/**
 * The version of what a test lets in: a sum over enterprises, so that their order is no matter.
 * Shape: eight lanes of 32 bits, spread before they are added, as text
 */
export function scopeVersionOf(
  segments: readonly Segment[],
  lets: (enterprise: EnterpriseRecord) => boolean,
): ScopeVersion {
  const sums = new Uint32Array(DIGEST_WORDS)
  let count = 0
  let settledAt = -Infinity
  for (const segment of segments) {
    for (const [number, enterprise] of segment.enterprises.entries()) {
      if (segment.live[number] === 0 || !lets(enterprise)) continue
      count += 1
      settledAt = Math.max(settledAt, segment.settledAt[number] as number)
      let carry = 0
      for (let word = 0; word < DIGEST_WORDS; word += 1) {
        // Each lane is spread together with those before it: one enterprise's parts belong together.
        carry = finish((segment.digests[number * DIGEST_WORDS + word] as number) ^ carry ^ word)
        sums[word] = (sums[word] as number) + carry
      }
    }
  }
  const text = Array.from(sums, (lane) => lane.toString(36)).join('-')
  return { version: `${count}-${text}`, settledAt }
}
