import { parentPort, workerData } from 'node:worker_threads'
import { openReadingStore } from '#server/store/open.ts'
import { loadEnterprises } from './load-segment.ts'
import type { LoadAnswer, LoadOrder } from './load-in-workers.ts'
import { SegmentBuilder } from './segment-builder.ts'
import type { Segment } from './segment.ts'

/** Reads enterprises into segments beside the server's own thread, through a connection of its own. */
const { file, rowsASegment } = workerData as LoadOrder
const port = parentPort
if (port === null) throw new Error('this is a worker')
const store = openReadingStore(file)
let builder = new SegmentBuilder()

/** Its columns are handed over, not copied. */
function hand(answer: LoadAnswer): void {
  port?.postMessage(answer, answer.segment === null ? [] : buffersOf(answer.segment))
}

function buffersOf(segment: Segment): ArrayBuffer[] {
  const { points, hazards, zones, digests, settledAt, live } = segment
  const columns: unknown[] = [digests, settledAt, live]
  for (const own of [points, hazards, zones]) columns.push(...Object.values<unknown>({ ...own }))
  const buffers = columns.flatMap((column) =>
    ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer ? [column.buffer] : [],
  )
  return [
    ...new Set([
      ...buffers,
      points.ids.words.buffer,
      hazards.ids.words.buffer,
      zones.ids.words.buffer,
    ]),
  ] as ArrayBuffer[]
}

port.on('message', (ids: readonly string[] | null) => {
  void take(ids)
})

async function take(ids: readonly string[] | null): Promise<void> {
  if (ids !== null) await loadEnterprises(store, ids, builder)
  const isFull = builder.rows >= rowsASegment || ids === null
  const segment = isFull && builder.enterprises > 0 ? builder.seal() : null
  if (segment !== null) builder = new SegmentBuilder()
  hand({ segment, enterprises: ids?.length ?? 0, isLast: ids === null })
}
