/**
 * Risk points shared out by enterprise and level once a moment (企业节点合计), for all filters and scopes:
 * where enterprise and level alone decide, a first density adds up what enterprises have on nodes
 * and looks at no point.
 *
 * 0.6 kB an enterprise of a hundred points, of one kernel, bandwidth and basis a segment: those that
 * were prepared, and no others, since sharing all points out takes longer than any answer may. Made in
 * one pass over the points, with a look at the clock every enterprise; kept as long as the levels
 * they are of.
 */
import type { LevelBasis } from '#domain/filter-keys.ts'
import { riskPointWeight } from '#domain/density-weight.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import { LEVEL_NUMBERS } from '../columns/level-numbers.ts'
import { ABSENT, PAIRS } from '../columns/segment.ts'
import type { SegmentAt } from '../columns/segment-at.ts'
import type { PointGroups } from '../columns/select-points.ts'
import type { Pace } from '../pace.ts'
import type { FieldOptions } from './field.ts'
import { latticeSteps } from './lattice-steps.ts'
import { NodeRunsBuilder } from './node-runs.ts'
import type { NodeRuns } from './node-runs.ts'
import { unitsOf } from './share-rows.ts'

/** With what points are shared out: where nodes lie, and by which of its levels a point weighs. */
export interface PointSharing extends FieldOptions {
  readonly basis: LevelBasis
}

/** What a county's page asks first (默认口径). */
export const DEFAULT_SHARING: PointSharing = {
  kernel: 'gaussian',
  bandwidthMeters: 1000,
  basis: 'current',
}

/** Levels by number; 0 is unassessed. */
const LEVELS: readonly (RiskLevel | null)[] = [null, 1, 2, 3, 4]

interface Kept {
  readonly key: string
  readonly runs: NodeRuns
}

/** By the levels of a segment's points at a moment, which days without a change share. */
const kept = new WeakMap<Uint8Array, Kept>()

/** What is kept of a segment at a moment (占用), for who counts memory. */
export function ownerNodeColumns({ pair }: SegmentAt): ArrayBufferView[] {
  const runs = kept.get(pair)?.runs
  return runs === undefined ? [] : Object.values<ArrayBufferView>({ ...runs })
}

/** Share out the points of a segment (预先分摊), in turns, unless they are kept so. */
export async function prepareOwnerNodes(
  at: SegmentAt,
  sharing: PointSharing,
  pace: Pace,
): Promise<void> {
  const key = keyOf(sharing)
  if (kept.get(at.pair)?.key === key) return
  kept.set(at.pair, { key, runs: await shareOut(at, sharing, pace) })
}

/** What enterprises of a segment have on nodes (企业节点合计); null where it was not prepared. */
export function ownerNodes(at: SegmentAt, sharing: PointSharing): NodeRuns | null {
  const own = kept.get(at.pair)
  return own?.key === keyOf(sharing) ? own.runs : null
}

/**
 * Which levels of some groups are selected (选中等级), 1 by their numbers.
 * Shape: null where of one level only some are, so that level alone does not decide
 */
export function levelsOf({ pairs }: PointGroups, basis: LevelBasis): Uint8Array | null {
  const levels = LEVEL_NUMBERS[basis]
  const wanted = new Uint8Array(LEVELS.length)
  for (let pair = 0; pair < PAIRS; pair += 1)
    if (pairs[pair] === 1) wanted[levels[pair] as number] = 1
  for (let pair = 0; pair < PAIRS; pair += 1)
    if (pairs[pair] !== wanted[levels[pair] as number]) return null
  return wanted
}

function keyOf({ kernel, bandwidthMeters, basis }: PointSharing): string {
  return `${kernel} ${bandwidthMeters} ${basis}`
}

async function shareOut(at: SegmentAt, sharing: PointSharing, pace: Pace): Promise<NodeRuns> {
  const { lng, lat, starts } = at.segment.points
  const weights = LEVELS.map(riskPointWeight)
  const builder = new NodeRunsBuilder(latticeSteps(sharing), Float64Array.from(weights, unitsOf))
  const levels = LEVEL_NUMBERS[sharing.basis]
  for (let number = 0; number + 1 < starts.length; number += 1) {
    builder.beginOwner()
    const ends = sortByLevel(at, number, levels)
    for (const [level, weight] of weights.entries()) {
      const own = sorted.subarray(ends[level - 1] ?? 0, ends[level])
      if (own.length > 0) builder.add(level, { lng, lat, weightOf: () => weight }, own)
    }
    const turn = pace()
    if (turn !== undefined) await turn
  }
  return builder.seal()
}

/** The points of one enterprise, level by level; one room for all. */
let sorted = new Uint32Array(1_024)
const levelEnds = new Uint32Array(LEVELS.length)

/**
 * Put the points of an enterprise that have a place into `sorted`, level by level.
 * Shape: → where each level ends
 */
function sortByLevel(
  { segment: { points }, pair }: SegmentAt,
  number: number,
  levels: Uint8Array,
): Uint32Array {
  const { starts, rows, placed } = points
  const start = starts[number] as number
  const end = starts[number + 1] as number
  if (end - start > sorted.length) sorted = new Uint32Array(2 * (end - start))
  let found = 0
  for (let level = 0; level < LEVELS.length; level += 1) {
    for (let index = start; index < end; index += 1) {
      const row = rows[index] as number
      // Those without a place come last.
      if (row >= placed) break
      const own = pair[row] as number
      if (own !== ABSENT && levels[own] === level) sorted[found++] = row
    }
    levelEnds[level] = found
  }
  return levelEnds
}
