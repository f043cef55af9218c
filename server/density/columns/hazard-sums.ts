/**
 * What the hazards of a segment count for on a day, added up by group of enterprises and level of the
 * risk point they lie at (按分组与等级合计), so that figures look at no hazard where enterprise and level
 * alone decide.
 *
 * 16 bytes a group and pair of levels, 6 a count that is not 0, some hundred for each and as many for each
 * group, and 4 bytes an overdue hazard; kept as long as the segment at that day. Made in one pass
 * over the hazards, with 4 bytes each while it lasts: when it is prepared, or once a day was asked
 * about twice, after the second answer.
 */
import { HazardTally } from '#domain/hazard-sums.ts'
import type { HazardSums } from '#domain/hazard-sums.ts'
import type { FigurePlan } from '#domain/situation-figures.ts'
import { urgencyRank } from '#domain/situation-lists.ts'
import type { Pace } from '../pace.ts'
import { closedAfter, codeOnDay, prepareCodes } from './hazard-codes.ts'
import { ownerGroups } from './owner-groups.ts'
import type { SegmentAt } from './segment-at.ts'
import { ABSENT, MAJOR, NO_ROW, PAIRS } from './segment.ts'

/** The place of a pair of levels, and after them that of hazards which lie at no point. */
export const AT_NO_POINT = PAIRS
const PLACES = PAIRS + 1

/** Hazards of a segment on a day, added up. */
export interface SummedHazards {
  /** By group of enterprises × PLACES + place. */
  readonly ofPlaces: HazardSums
  /** Of all places together, by group of enterprises. */
  readonly ofGroups: HazardSums
  /** Rows of those overdue, the most urgent first. */
  readonly overdue: Uint32Array
}

interface Kept {
  readonly key: string
  /** How often it was asked about before there were sums. */
  asked: number
  /** Only while they are added up. */
  adding: Promise<void> | null
  /** Null until they are. */
  summed: SummedHazards | null
}

const kept = new WeakMap<SegmentAt, Kept>()

/** Rows between two looks at the clock. */
const ROWS_A_LOOK = 16_384

/** Where the hazard of a row lies: the pair of levels of its point, or AT_NO_POINT. */
export function placeOfHazard({ segment, pair }: SegmentAt, row: number): number {
  const point = segment.hazards.point[row] as number
  const own = point === NO_ROW ? ABSENT : (pair[point] as number)
  return own === ABSENT ? AT_NO_POINT : own
}

/** The number of a group of enterprises and a place among the sums of places. */
export function numberOfPlace(group: number, place: number): number {
  return group * PLACES + place
}

/** How urgent the hazard of a row is. */
export function urgencyOf({ segment, overdueDays }: SegmentAt, row: number): number {
  const isMajor = ((segment.hazards.flags[row] as number) & MAJOR) !== 0
  return urgencyRank(overdueDays[row] as number, isMajor)
}

/** The hazards of a segment on a day, added up; null where they are not yet. */
export function summedHazards(at: SegmentAt, plan: FigurePlan): SummedHazards | null {
  const own = keptFor(at, plan)
  own.asked += 1
  return own.summed
}

/** Whether a segment was asked about on a day more than once, and its hazards are not added up. */
export function areSumsWanted(at: SegmentAt, plan: FigurePlan): boolean {
  const { asked, adding, summed } = keptFor(at, plan)
  return asked > 1 && adding === null && summed === null
}

/** Add up the hazards of a segment on a day (预先合计), in turns, where that was not done yet. */
export async function prepareHazardSums(
  at: SegmentAt,
  plan: FigurePlan,
  pace: Pace,
): Promise<void> {
  const own = keptFor(at, plan)
  if (own.summed === null) await (own.adding ??= addUpInto(own, at, plan, pace))
}

/** What fails is begun anew by whoever wants it next. */
async function addUpInto(own: Kept, at: SegmentAt, plan: FigurePlan, pace: Pace): Promise<void> {
  try {
    own.summed = await addUp(at, plan, pace)
  } finally {
    own.adding = null
  }
}

function keptFor(at: SegmentAt, plan: FigurePlan): Kept {
  const key = keyOf(at, plan)
  const known = kept.get(at)
  if (known?.key === key) return known
  const own = { key, asked: 0, adding: null, summed: null }
  kept.set(at, own)
  return own
}

async function addUp(at: SegmentAt, plan: FigurePlan, pace: Pace): Promise<SummedHazards> {
  const codes = await prepareCodes(at, plan, pace)
  await pace()
  const { rows, starts } = rowsByPlace(at)
  const tally = new HazardTally()
  let looked = 0
  for (let place = 0; place + 1 < starts.length; place += 1) {
    const [start, end] = [starts[place] as number, starts[place + 1] as number]
    tallyRows(tally, at, plan, codes, rows.subarray(start, end))
    tally.endGroup()
    looked += end - start
    if (looked < ROWS_A_LOOK) continue
    looked = 0
    await pace()
  }
  const ofPlaces = tally.sums()
  await pace()
  return { ofPlaces, ofGroups: togetherByGroup(ofPlaces), overdue: overdueRows(at) }
}

function togetherByGroup(ofPlaces: HazardSums): HazardSums {
  const tally = new HazardTally()
  const places = ofPlaces.durationMilliseconds.length
  for (let number = 0; number < places; number += 1) {
    tally.noteGroup(ofPlaces, number)
    if (number % PLACES === PLACES - 1) tally.endGroup()
  }
  return tally.sums()
}

/** What is kept of a segment at a moment (占用), for who counts memory. */
export function hazardSumColumns(at: SegmentAt): ArrayBufferView[] {
  const summed = kept.get(at)?.summed ?? null
  if (summed === null) return []
  const { ofPlaces, ofGroups, overdue } = summed
  const sums = [ofPlaces, ofGroups].flatMap((own) => Object.values<ArrayBufferView>({ ...own }))
  return [...sums, overdue]
}

function keyOf({ moment }: SegmentAt, { period }: FigurePlan): string {
  return `${moment.day} ${period.from} ${period.to}`
}

/** Rows of hazards that are there, by group and place. */
function rowsByPlace(at: SegmentAt): { rows: Uint32Array; starts: Uint32Array } {
  const { groups, groupOf } = ownerGroups(at.segment)
  const { count, enterprise } = at.segment.hazards
  const { state } = at
  const starts = new Uint32Array(groups.length * PLACES + 1)
  const placeOf = (row: number) =>
    (groupOf[enterprise[row] as number] as number) * PLACES + placeOfHazard(at, row)
  for (let row = 0; row < count; row += 1) {
    if (state[row] === ABSENT) continue
    const next = placeOf(row) + 1
    starts[next] = (starts[next] as number) + 1
  }
  for (let place = 1; place < starts.length; place += 1)
    starts[place] = (starts[place] as number) + (starts[place - 1] as number)
  const rows = new Uint32Array(starts.at(-1) ?? 0)
  const free = starts.slice()
  for (let row = 0; row < count; row += 1) {
    if (state[row] === ABSENT) continue
    const place = placeOf(row)
    rows[free[place] as number] = row
    free[place] = (free[place] as number) + 1
  }
  return { rows, starts }
}

function tallyRows(
  tally: HazardTally,
  at: SegmentAt,
  plan: FigurePlan,
  codes: Int32Array,
  rows: Uint32Array,
): void {
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] as number
    const code = codeOnDay(at, plan, codes, row)
    tally.note(code, closedAfter(at, code, row), at.overdueDays[row] as number)
  }
}

function overdueRows(at: SegmentAt): Uint32Array {
  const { overdueDays, state } = at
  const rows: number[] = []
  for (let row = 0; row < overdueDays.length; row += 1)
    if ((overdueDays[row] as number) > 0 && state[row] !== ABSENT) rows.push(row)
  return Uint32Array.from(rows.sort((a, b) => urgencyOf(at, b) - urgencyOf(at, a)))
}
