/**
 * The situation of a selection (态势), from columns: enterprises and points are added up by group,
 * hazards from sums of groups where enterprise and level decide, else by the codes that were made of
 * them once for all filters and days.
 *
 * Some hundred counts a group and pair of levels, or else twenty nanoseconds a selected hazard,
 * whatever the number of points; only hazards that are told by themselves become objects. From 8,000
 * hazards on that no sums tell of, what a part adds up to, 64 kB, is kept as long as the part for the
 * day, period and basis asked last, so that a write adds up again only the parts that lost rows. A
 * look at the clock every 16,384 rows.
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
import { chosenGroups, ownerGroups, ownersInParts } from './columns/owner-groups.ts'
import { ownerSums } from './columns/owner-sums.ts'
import { eachGroupCount, eachPointCount } from './columns/point-counts.ts'
import { PAIRS } from './columns/segment.ts'
import { summedHazards, urgencyOf } from './columns/hazard-sums.ts'
import type { SegmentAt } from './columns/segment-at.ts'
import type { SelectedSegment } from './columns/select-segment.ts'
import { LEVEL_NUMBERS } from './columns/level-numbers.ts'
import { createPace } from './pace.ts'
import type { Pace } from './pace.ts'
import { addUpSoon, noteQuestion } from './sums-to-come.ts'

/** Rows between two looks at the clock. */
const ROWS_A_LOOK = 16_384

/** From so many hazards on that are looked at one by one, by what their rows take, a part's sums are kept. */
const MANY_BYTES = 4 * 8_000
/** What they take, beside the rows of the part. Units: bytes */
const SUMS_BYTES = 64_000

/** What kept sums of a part take at most (累计占用), for who remembers it. Units: bytes */
export function sumsBytes({ hazardList }: Pick<SelectedSegment, 'hazardList'>): number {
  return hazardList.mostBytes < MANY_BYTES ? 0 : SUMS_BYTES
}

/** Rows of hazards that are overdue and at least so urgent. */
type Urgent = (least: number) => Uint32Array

/** A part added up: what was asked about, the figures, and the rows that may come first of all. */
interface PartSums {
  readonly key: string
  readonly figures: SituationFigures
  readonly urgent: Urgent
}

/** By part, which is never changed. */
const sumsOf = new WeakMap<SelectedSegment, PartSums>()

/** The situation of a selection (态势), equal to what `summarize` of the domain says of its rows. */
export async function columnSituation(
  selection: ColumnSelection,
  options: SituationOptions,
): Promise<Situation> {
  noteQuestion()
  const { parts, townships, sectors } = selection
  const figures = new SituationFigures(figurePlan(options.filter, options.moment))
  const pace = createPace()
  const urgents: Urgent[] = []
  for (const part of parts) {
    urgents.push(await addPart(figures, part, options, pace))
    await pace()
  }
  const least = figures.leastUrgency(MOST_OVERDUE_ROWS)
  const overdue = overdueTally()
  for (const [number, { at }] of parts.entries()) {
    for (const row of urgents[number]?.(least) ?? []) overdue.note(new ColumnHazard(at, row))
    await pace()
  }
  const situation = situationOf(figures, { townships, sectors, overdue }, options)
  addUpSoon(
    parts.filter(({ groups }) => groups !== null).map(({ at }) => at),
    figures.plan,
  )
  return situation
}

/** Add a part to the figures; what takes long is kept by itself. */
async function addPart(
  figures: SituationFigures,
  part: SelectedSegment,
  { filter, moment }: SituationOptions,
  pace: Pace,
): Promise<Urgent> {
  const { plan } = figures
  const key = `${moment.day} ${plan.period.from} ${plan.period.to} ${filter.basis}`
  const known = sumsOf.get(part)
  if (known?.key === key) {
    figures.add(known.figures)
    return known.urgent
  }
  const hazards = hazardsOf(part, plan, filter)
  const { urgent } = hazards
  if (hazards.rows.byteLength < MANY_BYTES) {
    await notePart(figures, part, hazards, filter, pace)
    return urgent
  }
  const own = new SituationFigures(plan)
  await notePart(own, part, hazards, filter, pace)
  sumsOf.set(part, { key, figures: own, urgent })
  figures.add(own)
  return urgent
}

async function notePart(
  figures: SituationFigures,
  part: SelectedSegment,
  hazards: HazardsOfGroups,
  filter: Filter,
  pace: Pace,
): Promise<void> {
  const { at } = part
  const { groups } = ownerGroups(at.segment)
  const numbers = Uint32Array.from(groups, (group) => figures.groupOf(group.township, group.sector))
  noteOwners(part, figures, numbers, LEVEL_NUMBERS[filter.basis])
  hazards.eachSum((group, sums, number) => {
    figures.noteHazards(numbers[group] as number, sums, number)
  })
  const { rows } = hazards
  if (rows.length === 0) return
  const codes = await lastingCodes(at, figures.plan, rows, pace)
  for (let start = 0; start < rows.length; start += ROWS_A_LOOK) {
    noteHazards(at, rows.subarray(start, start + ROWS_A_LOOK), codes, figures, numbers)
    await pace()
  }
}

/** The hazards of a part: from what was added up of groups where these decide, else from a list of all. */
function hazardsOf(part: SelectedSegment, plan: FigurePlan, filter: Filter): HazardsOfGroups {
  const { at, groups } = part
  const summed = groups === null ? null : summedHazards(at, plan)
  return groups === null || summed === null
    ? { eachSum: () => undefined, rows: part.allHazards, urgent: urgentAmong(at, part.hazards) }
    : hazardsOfGroups(at, groups, filter, summed)
}

/** Enterprises and points: by group where these are selected whole, else by enterprise. */
function noteOwners(
  part: SelectedSegment,
  figures: SituationFigures,
  numbers: Uint32Array,
  levels: Uint8Array,
): void {
  const { at, groups } = part
  const { groupOf } = ownerGroups(at.segment)
  if (groups === null) {
    noteEach(at, part.enterprises, figures, numbers, levels)
    eachPointCount(part, (owner, pair, count) => {
      const group = numbers[groupOf[owner] as number] as number
      figures.notePoints(group, levels[pair] as number, count)
    })
    return
  }
  const { whole, hasParts } = chosenGroups(at.segment, groups.enterprises)
  const sums = ownerSums(at, figures.plan.silentBefore)
  for (let group = 0; group < whole.length; group += 1) {
    if (whole[group] === 0) continue
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const slot = group * PAIRS + pair
      const count = sums.enterprises[slot] as number
      if (count === 0 || groups.pairs[pair] === 0) continue
      const [number, level] = [numbers[group] as number, levels[pair] as number]
      figures.noteEnterprises(number, level, count, sums.silent[slot] as number)
    }
  }
  if (hasParts) {
    const others = ownersInParts(at.segment, groups.enterprises)
    const some = part.enterprises.filter((owner) => others[owner] === 1)
    noteEach(at, some, figures, numbers, levels)
  }
  eachGroupCount(at, groups, (group, pair, count) => {
    figures.notePoints(numbers[group] as number, levels[pair] as number, count)
  })
}

function noteEach(
  at: SegmentAt,
  enterprises: Uint32Array,
  figures: SituationFigures,
  numbers: Uint32Array,
  levels: Uint8Array,
): void {
  const { groupOf } = ownerGroups(at.segment)
  const { pair } = at.owners
  const { lastHeardAt } = at.segment.enterprises
  for (const owner of enterprises) {
    const group = numbers[groupOf[owner] as number] as number
    const level = levels[pair[owner] as number] as number
    figures.noteEnterprise(group, level, lastHeardAt[owner] as number)
  }
}

function noteHazards(
  at: SegmentAt,
  rows: Uint32Array,
  codes: Int32Array,
  figures: SituationFigures,
  numbers: Uint32Array,
): void {
  const { enterprise } = at.segment.hazards
  const { groupOf } = ownerGroups(at.segment)
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] as number
    const code = codeOnDay(at, figures.plan, codes, row)
    const group = numbers[groupOf[enterprise[row] as number] as number] as number
    figures.noteHazard(group, code, closedAfter(at, code, row), at.overdueDays[row] as number)
  }
}

/** The overdue ones of some hazards, listed once: those at least so urgent come first of all. */
function urgentAmong(at: SegmentAt, rows: Uint32Array): Urgent {
  const { overdueDays } = at
  let overdue: Uint32Array | undefined
  return (least) => {
    overdue ??= rows.filter((row) => (overdueDays[row] as number) > 0)
    return overdue.filter((row) => urgencyOf(at, row) >= least)
  }
}
