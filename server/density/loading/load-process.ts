/**
 * The process that reads enterprises into segments: `node load-process.ts FILE ROWS`. It is told by
 * messages which ones, and answers on its standard output with what was read and each full segment.
 * It ends with the server, and all it took in memory goes with it.
 */
import { openRawRows } from '#server/store/raw-rows.ts'
import type { LoadAnswer } from './load-in-processes.ts'
import { RawLoader } from './load-raw.ts'
import { SegmentBuilder } from './segment-builder.ts'
import { framed, segmentBytes } from './segment-transport.ts'

/** The first segment is this part of a full one, each further one twice the last: some rows are there soon. */
const FIRST_SHARE = 1 / 8

const [file = '', rowsASegment = ''] = process.argv.slice(2)
const rows = openRawRows(file)
let builder = new SegmentBuilder()
let loader = new RawLoader(rows, builder)
let share = FIRST_SHARE

async function send(parts: Iterable<Uint8Array>): Promise<void> {
  for (const part of parts)
    await new Promise<void>((resolve, reject) => {
      process.stdout.write(part, (error) => {
        if (error) reject(error)
        else resolve()
      })
    })
}

async function take(ids: readonly string[]): Promise<void> {
  loader.load(ids)
  const isLast = ids.length === 0
  const isFull = builder.rows >= Number(rowsASegment) * share
  const hasSegment = (isFull || isLast) && builder.enterprises > 0
  await send(framed({ enterprises: ids.length, hasSegment, isLast } satisfies LoadAnswer))
  if (!hasSegment) return
  const segment = builder.seal()
  builder = new SegmentBuilder()
  loader = new RawLoader(rows, builder)
  share = Math.min(1, share * 2)
  await send(segmentBytes(segment))
}

// One part after the other: what is sent of one must not stand in what is sent of another.
let turn = Promise.resolve()
process.on('message', (ids: readonly string[]) => {
  turn = turn.then(() => take(ids))
})
process.on('disconnect', () => process.exit())
