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
  const { at, enterprises, allHazards } = part
  const { groups, groupOf } = ownerGroups(at.segment)
  const numbers = Uint32Array.from(groups, (group) => figures.groupOf(group.township, group.sector))
  const groupAt = (enterprise: number) => numbers[groupOf[enterprise] as number] as number
  const levels = LEVEL_NUMBERS[filter.basis]
  const { pair, lastHeard } = ownerColumns(at)
  for (const number of enterprises) {
    const level = levels[pair[number] as number] as number
    figures.noteEnterprise(groupAt(number), level, lastHeard[number] as number)
  }
  eachPointCount(part, (enterprise, own, count) => {
    figures.notePoints(groupAt(enterprise), levels[own] as number, count)
  })
  await pace()

  const codeOf = await hazardCodes(at, figures, allHazards.length, pace)
  const { enteredAt, overdueDays } = at
  const { enterprise, foundAt } = at.segment.hazards
  for (let index = 0; index < allHazards.length; index += 1) {
    if (index % ROWS_A_LOOK === 0) await pace()
    const row = allHazards[index] as number
    const code = codeOf(row)
    const isClosed = (code & FIGURE_BITS.closed) !== 0
    const milliseconds = isClosed ? (enteredAt[row] as number) - (foundAt[row] as number) : 0
    const group = groupAt(enterprise[row] as number)
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
  for (const { at, hazards } of parts) {
    const { flags } = at.segment.hazards
    for (let index = 0; index < hazards.length; index += 1) {
      if (index % ROWS_A_LOOK === 0) await pace()
      const row = hazards[index] as number
      const days = at.overdueDays[row] as number
      if (days === 0) continue
      const isMajor = ((flags[row] as number) & MAJOR) !== 0
      if (urgencyRank(days, isMajor) >= least) overdue.note(new ColumnHazard(at, row))
    }
  }
  return overdue
}
