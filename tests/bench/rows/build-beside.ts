/**
 * Building from rows in memory, ours beside supercluster's, like for like: both begin with the same
 * records of risk points and hazards, which lie in memory, garbage collected, a hundred thousand risk
 * points at a time, and end with an index that can be asked. Neither is given anything that is made of
 * the records before; the laying ready of records is in neither's time.
 *
 * Ours is told twice. As the product loads a county of many enterprises: two processes at once, each
 * with half of the rows, from the word to begin until all segments are in this process, through the
 * pipes that a load uses; both wait for the slower one after each batch. And in one process, without
 * any transport. supercluster is built in one process, as it has no other way: features made of the
 * records, one index of risk points that counts by level and one of hazards, since ours holds both.
 * Ours makes ids, names, histories and fingerprints besides; supercluster clusters of all zooms,
 * which ours makes when they are asked for.
 */
import type { Segment } from '#server/density/columns/segment.ts'
import { MANY_ENTERPRISES } from '#server/density/holdings.ts'
import { readFramed, readSegment } from '#server/density/loading/segment-transport.ts'
import type { SegmentFrame } from '#server/density/loading/segment-transport.ts'
import type { CountySize, Report } from '../report.ts'
import { quantile } from '../timing.ts'
import { reportRatio } from './beside.ts'
import { holdRows } from './held-rows.ts'
import type { HeldOrder, HeldRows } from './held-rows.ts'
import { COMPARED_RISK_POINTS } from './supercluster.ts'

/** Each is built so often in its process, in turns: the first time is that of a process just started. */
const TURNS = 3

const WHAT = 'index build from rows in memory'

/** Build from rows in memory (内存建索引对照), beside supercluster. Units: seconds */
export async function benchBuildBeside(size: CountySize, report: Report): Promise<void> {
  const isByTwo = size.enterprises >= MANY_ENTERPRISES
  const byTwo = isByTwo ? await timesByTwo(size) : null
  const { own, others } = await timesInOne(size)
  if (byTwo !== null) reportTimes(`${WHAT}, by two processes and received here`, byTwo, report)
  reportTimes(`${WHAT}, in one process`, own, report)
  reportTimes(`supercluster counting by level, ${WHAT}`, others, report)
  const goal = size.riskPoints === COMPARED_RISK_POINTS ? 1 : null
  const theirs = quantile(others, 0.5)
  if (byTwo !== null) {
    const pair = { ours: quantile(byTwo, 0.5), theirs }
    reportRatio(`${WHAT}, by two processes and received here`, 'supercluster', pair, goal, report)
  }
  const pair = { ours: quantile(own, 0.5), theirs }
  reportRatio(`${WHAT}, in one process`, 'supercluster', pair, null, report)
}

function reportTimes(name: string, seconds: readonly number[], report: Report): void {
  const value = { first: seconds[0] ?? Number.NaN, median: quantile(seconds, 0.5) }
  report({ name, value, unit: 's', goal: null })
}

async function timesByTwo({ enterprises }: CountySize): Promise<number[]> {
  const halves = [0, 1].map((part) => holdRows(enterprises, part, 2))
  const seconds: number[] = []
  for (let turn = 0; turn < TURNS; turn += 1) {
    const segments: Segment[] = []
    let [rows, milliseconds, isLast] = [0, 0, false]
    while (!isLast) {
      const laid = await Promise.all(halves.map((half) => half.tell('rows')))
      globalThis.gc?.()
      const start = performance.now()
      const told = halves.map((half) => half.tell('sentSegments'))
      segments.push(...(await Promise.all(halves.map(received))).flat())
      milliseconds += performance.now() - start
      rows += laid.reduce((sum, own) => sum + own.rows, 0)
      isLast = (await Promise.all(told)).every((own) => own.isLast)
    }
    const built = segments.reduce((sum, own) => sum + own.points.count + own.hazards.count, 0)
    if (built !== rows) throw new Error(`${built} of ${rows} rows were received`)
    seconds.push(milliseconds / 1000)
  }
  for (const half of halves) half.end()
  return seconds
}

/** The segments of a batch, in the columns where they stay. */
async function received({ bytes }: HeldRows): Promise<Segment[]> {
  const segments: Segment[] = []
  for (;;) {
    const frame = (await readFramed(bytes)) as SegmentFrame | null
    if (frame === null) return segments
    segments.push(await readSegment(bytes, frame))
  }
}

async function timesInOne({
  enterprises,
}: CountySize): Promise<{ own: number[]; others: number[] }> {
  const all = holdRows(enterprises, 0, 1)
  const own: number[] = []
  const others: number[] = []
  for (let turn = 0; turn < TURNS; turn += 1) {
    own.push(await secondsOf(all, 'segments'))
    others.push(await secondsOf(all, 'clusters'))
  }
  all.end()
  return { own, others }
}

async function secondsOf(all: HeldRows, order: HeldOrder): Promise<number> {
  let [sum, isLast] = [0, false]
  while (!isLast) {
    await all.tell('rows')
    const answer = await all.tell(order)
    sum += answer.milliseconds
    isLast = answer.isLast
  }
  return sum / 1000
}
