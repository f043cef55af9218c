import { Worker } from 'node:worker_threads'
import type { Segment } from './segment.ts'
import { nextSegmentId } from './segment-builder.ts'

/** What a worker is told when it begins. */
export interface LoadOrder {
  /** The SQLite database. */
  readonly file: string
  readonly rowsASegment: number
}

/** What a worker answers after each part: a segment when it is full, or over. */
export interface LoadAnswer {
  readonly segment: Segment | null
  /** Enterprises read with this part. */
  readonly enterprises: number
  readonly isLast: boolean
}

const WORKERS = 2
/** Enterprises handed to a worker at a time. */
const ENTERPRISES_A_PART = 100

/** Who is told of a load while it goes on. */
export interface LoadListener {
  /** Handed each segment as soon as it is full. */
  readonly onSegment: (segment: Segment) => void
  /** Told how many enterprises are read so far. */
  readonly onRead: (enterprises: number) => void
}

/**
 * Read enterprises with all their rows in worker threads (并行装载), so that the server goes on answering.
 * Shape: ids → segments of whole enterprises, handed over one by one
 * Errors: whatever reading throws; the other worker is ended with it
 */
export async function loadInWorkers(
  ids: readonly string[],
  order: LoadOrder,
  { onSegment, onRead }: LoadListener,
): Promise<void> {
  let next = 0
  let done = 0
  const workers: Worker[] = []

  function run(): Promise<void> {
    const worker = new Worker(new URL('./load-worker.ts', import.meta.url), { workerData: order })
    workers.push(worker)
    return new Promise((resolve, reject) => {
      const feed = () => {
        const part = ids.slice(next, next + ENTERPRISES_A_PART)
        next += part.length
        worker.postMessage(part.length === 0 ? null : part)
      }
      worker.on('error', reject)
      worker.on('exit', (code) => reject(new Error(`reading ended early, with code ${code}`)))
      worker.on('message', ({ segment, enterprises, isLast }: LoadAnswer) => {
        if (segment !== null) onSegment({ ...segment, id: nextSegmentId() })
        done += enterprises
        onRead(done)
        if (isLast) resolve()
        else feed()
      })
      feed()
    })
  }

  try {
    await Promise.all(Array.from({ length: WORKERS }, run))
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}
