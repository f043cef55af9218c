/**
 * Rows in columns (列存): whole enterprises with all their risk points and hazards as typed arrays,
 * in the order of a Z-order curve. All that a row depends on lies in its own enterprise, so that no
 * answer joins two segments, and to replace an enterprise is to switch it off in one and add it to
 * another.
 *
 * A risk point takes 77 bytes and 9 for each level it ever had, a hazard 97, 9 for each state and
 * 12 for each deadline, besides its text; a zone of four corners 142; an enterprise 188, its letters
 * and 9 for each level: 97 bytes a row, all told, at a million points. A segment is held while an
 * enterprise in it is live.
 */
import type { HazardState } from '#domain/hazard.ts'
import { HAZARD_STATES } from '#domain/hazard.ts'
import type { LevelPair, RiskLevel } from '#domain/risk-level.ts'
import type { EnterpriseColumns } from './enterprise-columns.ts'
import type { IdColumn } from './id-column.ts'
import type { ZoneColumns } from './zone-columns.ts'

/** Whole enterprises in columns (列存段), never changed once made but for which are still `live`. */
export interface Segment {
  /** Tells segments apart in the keys of what is remembered of them. */
  readonly id: number
  readonly enterprises: EnterpriseColumns
  readonly zones: ZoneColumns
  /** 1 while no newer segment holds the enterprise, by its number. */
  readonly live: Uint8Array
  /** Eight words an enterprise: two each for itself, its points, its hazards and its zones. */
  readonly digests: Uint32Array
  /** The last instant at which a row of an enterprise begins, changes or ends, epoch milliseconds. */
  readonly settledAt: Float64Array
  readonly points: PointColumns
  readonly hazards: HazardColumns
  /** Texts that columns refer to by number: names, codes, descriptions. */
  readonly texts: readonly string[]
  /** Lists of codes that columns refer to by number: accident categories, flags. */
  readonly lists: readonly (readonly string[])[]
}

/** What risk points and hazards have alike: an owner, an id and a place. */
export interface PlacedColumns {
  readonly count: number
  /** Rows with a place come first, along the curve; the others after them. */
  readonly placed: number
  /** WGS 84 degrees of where the row counts; NaN without a place. */
  readonly lng: Float64Array
  readonly lat: Float64Array
  readonly worldX: Uint32Array
  readonly worldY: Uint32Array
  /** Number of the enterprise. */
  readonly enterprise: Uint32Array
  readonly ids: IdColumn
  /** Rows by enterprise: those of number n are rows[starts[n]] to before rows[starts[n + 1]]. */
  readonly starts: Uint32Array
  readonly rows: Uint32Array
}

export interface PointColumns extends PlacedColumns {
  readonly name: Uint32Array
  readonly accidents: Uint32Array
  /** APPROXIMATE and OWN_PLACE. */
  readonly flags: Uint8Array
  readonly createdAt: Float64Array
  /** Infinity while in use. */
  readonly archivedAt: Float64Array
  /** Levels over time: those of a row are entries levelStart[row] to before levelStart[row + 1]. */
  readonly levelStart: Uint32Array
  readonly levelAt: Float64Array
  readonly levelPair: Uint8Array
}

export interface HazardColumns extends PlacedColumns {
  /** Row of the risk point, or NO_ROW. */
  readonly point: Uint32Array
  readonly description: Uint32Array
  readonly department: Uint32Array
  readonly checkMode: Uint32Array
  readonly accident: Uint32Array
  /** OWN_PLACE and MAJOR. */
  readonly flags: Uint8Array
  readonly foundAt: Float64Array
  readonly archivedAt: Float64Array
  readonly stateStart: Uint32Array
  readonly stateAt: Float64Array
  readonly state: Uint8Array
  readonly deadlineStart: Uint32Array
  readonly deadlineAt: Float64Array
  /** Days since 1970-01-01, or NO_DAY. */
  readonly deadline: Int32Array
  /** The earliest day a row was ever due by: until its end it was never overdue. NEVER_DUE without one. */
  readonly earliestDeadline: Int32Array
}

/** Words of a segment's `digests` that one enterprise has, and where each part's two begin. */
export const DIGEST_WORDS = 8
export const DIGEST_PARTS = { enterprise: 0, points: 2, hazards: 4, zones: 6 } as const

export const NEVER_DUE = 2_147_483_647
export const NO_ROW = 0xffff_ffff
/** The number of no text. */
export const NO_TEXT = 0xffff_ffff
export const NO_DAY = -2_147_483_648
/** A pair or state of a row that is not there at a moment. */
export const ABSENT = 255

export const APPROXIMATE = 1
export const OWN_PLACE = 2
export const MAJOR = 4

/** How many pairs of levels there are: five by five, none included. */
export const PAIRS = 25

/** The number of a pair of levels (固有, 现有). */
export function pairNumber({ inherent, current }: LevelPair): number {
  return (inherent ?? 0) * 5 + (current ?? 0)
}

/** The pair of levels of each number. */
export const LEVEL_PAIRS: readonly LevelPair[] = Array.from({ length: PAIRS }, (_, number) => ({
  inherent: levelOf(Math.floor(number / 5)),
  current: levelOf(number % 5),
}))

/** The pair of levels of a number; of one that stands for none, both unassessed. */
export function levelPairOf(number: number): LevelPair {
  return LEVEL_PAIRS[number] ?? UNASSESSED
}

const UNASSESSED: LevelPair = { inherent: null, current: null }

function levelOf(number: number): RiskLevel | null {
  return number === 0 ? null : (number as RiskLevel)
}

/** The numbers of the states whose names are so long: one or two. */
const STATES_OF_LENGTH: readonly (readonly number[])[] = Array.from({ length: 32 }, (_, length) =>
  [...HAZARD_STATES.keys()].filter((number) => HAZARD_STATES[number]?.length === length),
)

/** The number of a state of a hazard. */
export function stateNumber(state: HazardState): number {
  for (const number of STATES_OF_LENGTH[state.length] ?? [])
    if (HAZARD_STATES[number] === state) return number
  return ABSENT
}
