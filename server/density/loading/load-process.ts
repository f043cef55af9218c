/**
 * The process that reads enterprises into segments (装载进程). It is told by messages from where, then
 * which ones, and answers on its standard output with what was read and each full segment.
 *
 * It holds one segment at a time: rows as they are gathered, and beside them the columns while
 * these are made. The first is an eighth of a full one and each further one twice the last. It ends
 * with the server, and all it took in memory goes with it.
 */
import { lowerPriority } from '#server/store/lower-priority.ts'
import type { LoadAnswer, LoadOrder } from './load-in-processes.ts'
import { openRowSource } from './row-source.ts'
import { FIRST_SHARE, SegmentSeries } from './segment-series.ts'
import { framed, segmentBytes, writeParts } from './segment-transport.ts'

type Take = (ids: readonly string[]) => Promise<void>

/** What answers one part after the other. */
async function begin({ source, rowsASegment }: LoadOrder): Promise<Take> {
  const rows = await openRowSource(source)
  const series = new SegmentSeries(rowsASegment, FIRST_SHARE)
  let load = rows.into(series.builder)
  return async (ids) => {
    await load(ids)
    const isLast = ids.length === 0
    const hasSegment = (series.isFull || isLast) && !series.isEmpty
    const answer = { enterprises: ids.length, hasSegment, isLast } satisfies LoadAnswer
    await writeParts(process.stdout, framed(answer))
    if (hasSegment) {
      const segment = series.take()
      load = rows.into(series.builder)
      await writeParts(process.stdout, segmentBytes(segment))
    }
    if (isLast) process.exit()
  }
}

// Two that read take both processors of a small machine: whoever is served meanwhile goes before.
lowerPriority()
let begun: Promise<Take> | null = null
// One part after the other: what is sent of one must not stand in what is sent of another.
let turn = Promise.resolve()
process.on('message', (message: LoadOrder | readonly string[]) => {
  turn = turn.then(async () => {
    if ('source' in message) begun = begin(message)
    else await (await begun)?.(message)
  })
})
process.on('disconnect', () => process.exit())
