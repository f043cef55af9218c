/**
 * What is made before somebody asks for it (预先准备), after the first load and once a day from then on: ten
 * minutes before the day begins, and what was written since when it does.
 *
 * What any question reads of a segment, whatever its filter and scope: at a million points some
 * 20 MB, kept where those who read it keep it; less than half a second of work, segment by segment
 * while nobody waits for an answer. Once, answers of three segments are worked out for nobody, a third
 * of a second, and thrown away. It holds one timer, to the next day.
 */
import { endOfShanghaiDay } from '#domain/day.ts'
import { momentOf } from '#domain/facts.ts'
import type { Moment } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import { figurePlan } from '#domain/situation-figures.ts'
import type { ColumnCache } from './column-cache.ts'
import { prepareHazardSums } from './columns/hazard-sums.ts'
import { ownerGroups } from './columns/owner-groups.ts'
import { ownerSums } from './columns/owner-sums.ts'
import { pointTable } from './columns/point-counts.ts'
import type { SegmentAt } from './columns/segment-at.ts'
import type { Holdings } from './holdings.ts'
import { DEFAULT_SHARING, prepareOwnerNodes } from './lattice/owner-nodes.ts'
import { createPace } from './pace.ts'
import type { Pace } from './pace.ts'
import type { Quiet } from './quiet.ts'
import { rehearseAnswers } from './rehearsal.ts'
import { preparePointCells } from './tiles/point-cells.ts'

/** Prepares from when it begins until it is closed. */
export interface Preparation {
  begin(): Promise<void>
  close(): void
}

/** What ran once is compiled for that once: code that is to last has run a few times. */
const REHEARSALS = 3

/** So long before it begins a day is prepared: whoever asks first may ask at midnight. */
const AHEAD_MILLISECONDS = 10 * 60_000

/** Fewer points are shared out one by one as soon as together. */
const MANY_POINTS = 4_096

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
  let timer: NodeJS.Timeout | undefined

  async function prepare(moment: Moment): Promise<void> {
    await quiet.comes()
    await holdings.rehearse()
    const prepared: SegmentAt[] = []
    for (const segment of holdings.segments) {
      await quiet.comes()
      if (isClosed) return
      const pace = createPace()
      const at = columns.at(segment, moment)
      await pace()
      await prepareSegment(at, pace)
      prepared.push(at)
    }
    if (isRehearsed) return
    isRehearsed = prepared.length > 0
    for (const at of prepared.slice(-REHEARSALS)) {
      await quiet.comes()
      if (isClosed) return
      await rehearseAnswers(at)
    }
  }

  async function begin(): Promise<void> {
    const today = momentOf(clock())
    await Promise.allSettled([prepare(today)])
    const midnight = endOfShanghaiDay(today.day).getTime() + 1
    at(midnight - AHEAD_MILLISECONDS, async () => {
      await Promise.allSettled([prepare(momentOf(new Date(midnight)))])
      at(midnight, begin)
    })
  }

  /** Do some work at a time, or soon where that is over, unless it is closed by then. */
  function at(time: number, work: () => Promise<void>): void {
    if (isClosed) return
    const wait = Math.max(LEAST_WAIT_MILLISECONDS, time - clock().getTime())
    timer = setTimeout(() => void work(), wait).unref()
  }

  return {
    begin,
    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}

/**
 * Make what any question reads of a segment, whatever its filter and scope (预先准备): groups of enterprises
 * and how many they are, points counted by enterprise, level and cell and shared
 * out for the density that is asked first, and hazards added up.
 * Shape: each once; a new day alone changes the sums of hazards, a new month what lasts of their codes
 */
export async function prepareSegment(at: SegmentAt, pace: Pace): Promise<void> {
  ownerGroups(at.segment)
  await pace()
  pointTable(at)
  await pace()
  await preparePointCells(at, pace)
  const plan = figurePlan(EMPTY_FILTER, at.moment)
  ownerSums(at, plan.silentBefore)
  await prepareHazardSums(at, plan, pace)
  if (at.pair.length >= MANY_POINTS) await prepareOwnerNodes(at, DEFAULT_SHARING, pace)
}
