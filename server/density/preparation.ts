/**
 * What is made before somebody asks for it (预先准备), after the first load and once a day from then on.
 *
 * What any question reads of a segment, whatever its filter and scope: at a million points some
 * 10 MB, kept where those who read it keep it; about a third of a second of work, segment by segment
 * while nobody waits for an answer. Once, one segment's answers are worked out for nobody, a tenth of
 * a second, and thrown away. It holds one timer, to the next midnight.
 */
import { endOfShanghaiDay } from '#domain/day.ts'
import { momentOf } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import { scopeOf } from '#domain/scope.ts'
import { figurePlan } from '#domain/situation-figures.ts'
import type { ColumnCache } from './column-cache.ts'
import { prepareCodes } from './columns/hazard-codes.ts'
import { columnSelection } from './columns/column-selection.ts'
import { ownerColumns, ownerGroups } from './columns/owner-groups.ts'
import { pointTable } from './columns/point-counts.ts'
import type { SegmentAt } from './columns/segment-at.ts'
import { selectSegment } from './columns/select-segment.ts'
import type { Holdings } from './holdings.ts'
import { subjectLattice } from './lattice/subject-lattice.ts'
import { DENSITY_SUBJECTS } from './lattice/subject-rows.ts'
import { createPace } from './pace.ts'
import type { Pace } from './pace.ts'
import type { Quiet } from './quiet.ts'
import { columnSituation } from './situation.ts'
import { preparePointCells } from './tiles/point-cells.ts'

/** Prepares from when it begins until it is closed. */
export interface Preparation {
  begin(): Promise<void>
  close(): void
}

/** A clock that stands still must not make it go on and on. */
const LEAST_WAIT_MILLISECONDS = 1_000

/**
 * Prepare what lasts, whenever nobody waits for an answer: the statements and the code of a first write
 * and of first answers, and what the first question of a day would make of each segment. Failing it
 * leaves these slower.
 */
export function createPreparation(
  holdings: Pick<Holdings, 'segments' | 'rehearse'>,
  columns: ColumnCache,
  quiet: Quiet,
  clock: () => Date,
): Preparation {
  let isClosed = false
  let isRehearsed = false
  let midnight: NodeJS.Timeout | undefined

  async function prepare(): Promise<void> {
    await quiet.comes()
    await holdings.rehearse()
    const moment = momentOf(clock())
    let last: SegmentAt | null = null
    for (const segment of holdings.segments) {
      await quiet.comes()
      if (isClosed) return
      const pace = createPace()
      last = columns.at(segment, moment)
      await pace()
      await prepareSegment(last, pace)
    }
    if (last === null || isRehearsed) return
    await quiet.comes()
    isRehearsed = true
    await rehearseAnswers(last)
  }

  async function begin(): Promise<void> {
    await Promise.allSettled([prepare()])
    if (isClosed) return
    const now = clock()
    const tomorrow = endOfShanghaiDay(momentOf(now).day).getTime() + 1
    const wait = Math.max(LEAST_WAIT_MILLISECONDS, tomorrow - now.getTime())
    midnight = setTimeout(() => void begin(), wait).unref()
  }

  return {
    begin,
    close() {
      isClosed = true
      clearTimeout(midnight)
    },
  }
}

/**
 * Make what any question reads of a segment, whatever its filter and scope (预先准备): groups of enterprises,
 * points counted by enterprise, level and cell, and what lasts of the codes of hazards.
 * Shape: each once; a new day alone changes none of it, a new month the codes
 */
export async function prepareSegment(at: SegmentAt, pace: Pace): Promise<void> {
  ownerGroups(at.segment)
  await pace()
  ownerColumns(at)
  await pace()
  pointTable(at)
  await pace()
  await preparePointCells(at, pace)
  await prepareCodes(at, figurePlan(EMPTY_FILTER, at.moment), pace)
}

/**
 * Answer for nobody of what one segment holds (预演): who asks first finds code that is compiled, which
 * takes several times as long as the answer. Nothing of it is kept.
 */
async function rehearseAnswers(at: SegmentAt): Promise<void> {
  const filter = EMPTY_FILTER
  const pace = createPace()
  const selection = columnSelection([selectSegment(at, filter, EVERYTHING)], filter)
  await pace()
  await columnSituation(selection, { moment: at.moment, filter, suppressSingles: false })
  for (const subject of DENSITY_SUBJECTS) {
    await pace()
    const choice = { subject, basis: filter.basis } as const
    const options = { ...choice, kernel: 'gaussian', bandwidthMeters: 1000 } as const
    // Not `densityField`, which keeps what it makes.
    await subjectLattice(selection.parts, options, [])
  }
}

/** Of an administrator, whom nothing limits: what it shows is thrown away. */
const EVERYTHING = scopeOf({
  ...{ userId: '', username: '', name: '', role: 'admin', county: null },
  ...{ regions: [], sectors: null, enterprises: null },
})
