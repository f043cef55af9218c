/**
 * The situation of a selection (态势), from columns: enterprises and points are added up by group,
 * hazards from sums of groups where enterprise and level decide, else by the codes that were made of
 * them once for all filters and days.
 *
 * Some hundred counts a group and pair of levels, or else twenty nanoseconds a selected hazard,
 * whatever the number of points; only hazards that are told by themselves become objects. From some
 * 4,000 hazards on a part's sums, 64 kB, are kept as long as the part for the day, period and basis
 * asked last, so that a write adds up again only the parts that lost rows. A look at the clock every
 * 16,384 rows.
 */
import type { Filter } from '#domain/filter.ts'
import { figurePlan, SituationFigures } from '#domain/situation-figures.ts'
import type { FigurePlan } from '#domain/situation-figures.ts'
import { MOST_OVERDUE_ROWS, overdueTally } from '#domain/situation-lists.ts'
import { situationOf } from '#domain/situation.ts'
import type { Situation, SituationOptions } from '#domain/situation.ts'
import { ColumnHazard } from './columns/column-rows.ts'
import type { ColumnSelection } from './columns/column-selection.ts'
import { closedAfter, codeOnDay, lastingCodes } from './columns/hazard-codes.ts'
import { hazardsOfGroups } from './columns/hazards-of-groups.ts'
import type { HazardsOfGroups } from './columns/hazards-of-groups.ts'
import { ownerGroups } from './columns/owner-groups.ts'
import { eachPointCount } from './columns/point-counts.ts'
import { summedHazards, urgencyOf } from './columns/hazard-sums.ts'
import type { SegmentAt } from './columns/segment-at.ts'
import type { SelectedSegment } from './columns/select-segment.ts'
import { LEVEL_NUMBERS } from './columns/level-numbers.ts'
import { createPace } from './pace.ts'
import type { Pace } from './pace.ts'

/** Rows between two looks at the clock. */
const ROWS_A_LOOK = 16_384

/** From so many hazards on, by what their rows take, the sums of a part are kept. */
const MANY_BYTES = 4 * 8_000
/** What they take, beside the rows of the part. Units: bytes */
const SUMS_BYTES = 64_000

/** What kept sums of a part take (累计占用), for who remembers it. Units: bytes */
export function sumsBytes({ hazardList }: Pick<SelectedSegment, 'hazardList'>): number {
  return hazardList.mostBytes < MANY_BYTES ? 0 : SUMS_BYTES
}

/** A part added up: what was asked about, the figures, and the rows that may come first of all. */
interface PartSums {
  readonly key: string
  readonly figures: SituationFigures
  readonly urgent: Uint32Array
}

/** By part, which is never changed. */
const sumsOf = new WeakMap<SelectedSegment, PartSums>()

/** The situation of a selection (态势), equal to what `summarize` of the domain says of its rows. */
export async function columnSituation(
  selection: ColumnSelection,
  options: SituationOptions,
): Promise<Situation> {
  const { parts, townships, sectors } = selection
  const figures = new SituationFigures(figurePlan(options.filter, options.moment))
  const pace = createPace()
  const sums: PartSums[] = []
  for (const part of parts) {
    const own = await addedUp(part, figures.plan, options, pace)
    figures.add(own.figures)
    sums.push(own)
  }
  const least = figures.leastUrgency(MOST_OVERDUE_ROWS)
  const overdue = overdueTally()
  for (const [number, { at }] of parts.entries())
    for (const row of sums[number]?.urgent ?? [])
      if (urgencyOf(at, row) >= least) overdue.note(new ColumnHazard(at, row))
  return situationOf(figures, { townships, sectors, overdue }, options)
}

async function addedUp(
  part: SelectedSegment,
  plan: FigurePlan,
  { filter, moment }: SituationOptions,
  pace: Pace,
): Promise<PartSums> {
  const key = `${moment.day} ${plan.period.from} ${plan.period.to} ${filter.basis}`
  const known = sumsOf.get(part)
  if (known?.key === key) return known
  const { at } = part
  const figures = new SituationFigures(plan)
  const { groups, groupOf } = ownerGroups(at.segment)
  const numbers = Uint32Array.from(groups, (group) => figures.groupOf(group.township, group.sector))
  const groupAt = groupOf.map((group) => numbers[group] as number)
  noteOwners(part, figures, groupAt, LEVEL_NUMBERS[filter.basis])
  const hazards = await hazardsOf(part, plan, filter, pace)
  for (const [group, own] of hazards.sums) figures.noteHazards(numbers[group] as number, own)
  const { rows } = hazards
  const codes = rows.length === 0 ? NO_CODES : await lastingCodes(at, plan, rows, pace)
  for (let start = 0; start < rows.length; start += ROWS_A_LOOK) {
    noteHazards(at, rows.subarray(start, start + ROWS_A_LOOK), codes, figures, groupAt)
    await pace()
  }
  const urgent = hazards.urgent(figures.leastUrgency(MOST_OVERDUE_ROWS))
  const sums = { key, figures, urgent }
  if (sumsBytes(part) > 0) sumsOf.set(part, sums)
  return sums
}

/** The hazards of a part: from what was added up of groups where these decide, else from a list of all. */
async function hazardsOf(
  part: SelectedSegment,
  plan: FigurePlan,
  filter: Filter,
  pace: Pace,
): Promise<HazardsOfGroups> {
  const { at, groups } = part
  const summed = groups === null ? null : await summedHazards(at, plan, pace)
  return groups === null || summed === null
    ? { sums: [], rows: part.allHazards, urgent: (least) => urgentRows(at, part.hazards, least) }
    : hazardsOfGroups(at, groups, filter, summed)
}

function noteOwners(
  part: SelectedSegment,
  figures: SituationFigures,
  groupAt: Uint32Array,
  levels: Uint8Array,
): void {
  const { pair } = part.at.owners
  const { lastHeardAt } = part.at.segment.enterprises
  for (const number of part.enterprises) {
    const level = levels[pair[number] as number] as number
    figures.noteEnterprise(groupAt[number] as number, level, lastHeardAt[number] as number)
  }
  eachPointCount(part, (number, own, count) => {
    figures.notePoints(groupAt[number] as number, levels[own] as number, count)
  })
}

const NO_CODES = new Int32Array(0)

function noteHazards(
  at: SegmentAt,
  rows: Uint32Array,
  codes: Int32Array,
  figures: SituationFigures,
  groupAt: Uint32Array,
): void {
  const { enterprise } = at.segment.hazards
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] as number
    const code = codeOnDay(at, figures.plan, codes, row)
    const group = groupAt[enterprise[row] as number] as number
    figures.noteHazard(group, code, closedAfter(at, code, row), at.overdueDays[row] as number)
  }
}

/** The hazards that may come first: what is less urgent than so many others never does. */
function urgentRows(at: SegmentAt, rows: Uint32Array, least: number): Uint32Array {
  const { overdueDays } = at
  const urgent: number[] = []
  for (const row of rows)
    if ((overdueDays[row] as number) > 0 && urgencyOf(at, row) >= least) urgent.push(row)
  return Uint32Array.from(urgent)
}
