/**
 * The process that reads enterprises into segments (装载进程). It is told by messages from where, then
 * which ones, and answers on its standard output with what was read and each full segment.
 *
 * It holds one segment at a time: rows as they are gathered, and beside them the columns while
 * these are made. The first is an eighth of a full one and each further one twice the last. It ends
 * with the server, and all it took in memory goes with it.
 */
import { getPriority, setPriority } from 'node:os'
import type { LoadAnswer, LoadOrder } from './load-in-processes.ts'
import { openRowSource } from './row-source.ts'
import { SegmentBuilder } from './segment-builder.ts'
import { framed, segmentBytes } from './segment-transport.ts'

/** The first segment is this part of a full one, each further one twice the last: some rows are there soon. */
const FIRST_SHARE = 1 / 8
/** Two that read take both processors of a small machine: whoever is served meanwhile goes before. */
const LOWER_PRIORITY = 10

async function send(parts: Iterable<Uint8Array>): Promise<void> {
  for (const part of parts)
    await new Promise<void>((resolve, reject) => {
      process.stdout.write(part, (error) => {
        if (error) reject(error)
        else resolve()
      })
    })
}

type Take = (ids: readonly string[]) => Promise<void>

/** What answers one part after the other. */
async function begin({ source, rowsASegment }: LoadOrder): Promise<Take> {
  const rows = await openRowSource(source)
  let builder = new SegmentBuilder()
  let load = rows.into(builder)
  let share = FIRST_SHARE
  return async (ids) => {
    await load(ids)
    const isLast = ids.length === 0
    const isFull = builder.rows >= rowsASegment * share
    const hasSegment = (isFull || isLast) && builder.enterprises > 0
    await send(framed({ enterprises: ids.length, hasSegment, isLast } satisfies LoadAnswer))
    if (hasSegment) {
      const segment = builder.seal()
      builder = new SegmentBuilder()
      load = rows.into(builder)
      share = Math.min(1, share * 2)
      await send(segmentBytes(segment))
    }
    if (isLast) process.exit()
  }
}

// Where all of it runs lower still, to be raised would be refused.
setPriority(Math.max(getPriority(), LOWER_PRIORITY))
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
