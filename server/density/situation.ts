import { FIGURE_BITS } from '#domain/hazard-figure.ts'
import { SituationFigures } from '#domain/situation-figures.ts'
import { MOST_OVERDUE_ROWS, overdueTally, urgencyRank } from '#domain/situation-lists.ts'
import type { OverdueTally } from '#domain/situation-lists.ts'
import { situationOf } from '#domain/situation.ts'
import type { Situation, SituationOptions } from '#domain/situation.ts'
import { ColumnHazard } from './columns/column-rows.ts'
import type { ColumnSelection } from './columns/column-selection.ts'
import { hazardCodes } from './columns/hazard-codes.ts'
import { ownerColumns, ownerGroups } from './columns/owner-groups.ts'
import { eachPointCount } from './columns/point-counts.ts'
import { MAJOR } from './columns/segment.ts'
import type { SegmentAt } from './columns/segment-at.ts'
import type { SelectedSegment } from './columns/select-segment.ts'
import { LEVEL_NUMBERS } from './level-numbers.ts'
import { createPace } from './pace.ts'
import type { Pace } from './pace.ts'

/** Rows between two looks at the clock. */
const ROWS_A_LOOK = 16_384

/**
 * The situation of a selection (态势), equal to what `summarize` of the domain says of its rows.
 *
 * Enterprises and points are added up by group, hazards by the codes that were made of them once for
 * all filters: some ten nanoseconds a selected hazard, whatever the number of points. Only the
 * hazards that are told by themselves become objects.
 */
export async function columnSituation(
  selection: ColumnSelection,
  options: SituationOptions,
): Promise<Situation> {
  const { parts, townships, sectors } = selection
  const figures = new SituationFigures(options.filter, options.moment)
  const pace = createPace()
  for (const part of parts) await notePart(part, figures, options, pace)
  const overdue = await mostUrgent(parts, figures, pace)
  return situationOf(figures, { townships, sectors, overdue }, options)
}

async function notePart(
  part: SelectedSegment,
  figures: SituationFigures,
  { filter }: SituationOptions,
  pace: Pace,
): Promise<void> {
  const { at, allHazards } = part
  const { groups, groupOf } = ownerGroups(at.segment)
  const numbers = Uint32Array.from(groups, (group) => figures.groupOf(group.township, group.sector))
  const groupAt = groupOf.map((group) => numbers[group] as number)
  noteOwners(part, figures, groupAt, LEVEL_NUMBERS[filter.basis])
  const codes = await hazardCodes(at, figures, allHazards, pace)
  for (let start = 0; start < allHazards.length; start += ROWS_A_LOOK) {
    noteHazards(at, allHazards.subarray(start, start + ROWS_A_LOOK), codes, figures, groupAt)
    await pace()
  }
}

function noteOwners(
  part: SelectedSegment,
  figures: SituationFigures,
  groupAt: Uint32Array,
  levels: Uint8Array,
): void {
  const { pair, lastHeard } = ownerColumns(part.at)
  for (const number of part.enterprises) {
    const level = levels[pair[number] as number] as number
    figures.noteEnterprise(groupAt[number] as number, level, lastHeard[number] as number)
  }
  eachPointCount(part, (number, own, count) => {
    figures.notePoints(groupAt[number] as number, levels[own] as number, count)
  })
}

function noteHazards(
  { segment, enteredAt, overdueDays }: SegmentAt,
  rows: Uint32Array,
  codes: Int32Array,
  figures: SituationFigures,
  groupAt: Uint32Array,
): void {
  const { enterprise, foundAt } = segment.hazards
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] as number
    const code = codes[row] as number
    const isClosed = (code & FIGURE_BITS.closed) !== 0
    const milliseconds = isClosed ? (enteredAt[row] as number) - (foundAt[row] as number) : 0
    const group = groupAt[enterprise[row] as number] as number
    figures.noteHazard(group, code, milliseconds, overdueDays[row] as number)
  }
}

/** The overdue hazards that may come first: what is less urgent than so many others is not looked at. */
async function mostUrgent(
  parts: readonly SelectedSegment[],
  figures: SituationFigures,
  pace: Pace,
): Promise<OverdueTally> {
  const overdue = overdueTally()
  const least = figures.leastUrgency(MOST_OVERDUE_ROWS)
  for (const { at, hazards } of parts)
    for (let start = 0; start < hazards.length; start += ROWS_A_LOOK) {
      noteUrgent(at, hazards.subarray(start, start + ROWS_A_LOOK), overdue, least)
      await pace()
    }
  return overdue
}

function noteUrgent(at: SegmentAt, rows: Uint32Array, overdue: OverdueTally, least: number): void {
  const { flags } = at.segment.hazards
  const { overdueDays } = at
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] as number
    const days = overdueDays[row] as number
    if (days === 0) continue
    const isMajor = ((flags[row] as number) & MAJOR) !== 0
    if (urgencyRank(days, isMajor) >= least) overdue.note(new ColumnHazard(at, row))
  }
}
