/**
 * Enterprises with all their rows, read in two processes (并行装载), from 500 of them on: the server
 * goes on answering, and what reading took in memory is given back whole.
 *
 * The server takes each segment as bytes straight into its columns, 0.4 s of its time for
 * a million points, and holds nothing beside them but the ids asked for. A process is given 16 MB
 * of room for rows that live for a moment, and handed 100 enterprises at a time, one part on its
 * way while another is read.
 */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { StoreSource } from '#server/store/open.ts'
import { ByteReader } from './byte-reader.ts'
import type { Segment } from '../columns/segment.ts'
import { nextSegmentId } from './segment-builder.ts'
import { readFramed, readSegment } from './segment-transport.ts'
import type { SegmentFrame } from './segment-transport.ts'

/** What is to be read. */
export interface LoadOrder {
  readonly source: StoreSource
  readonly rowsASegment: number
  /** Enterprises handed to a process at a time. */
  readonly enterprisesAPart?: number
}

/** What a reading process answers after each part; a segment follows when it is full, or over. */
export interface LoadAnswer {
  /** Enterprises read with this part. */
  readonly enterprises: number
  readonly hasSegment: boolean
  readonly isLast: boolean
}

/** Who is told of a load while it goes on. */
export interface LoadListener {
  /** Handed each segment as soon as it is full. */
  readonly onSegment: (segment: Segment) => void
  /** Told how many enterprises are read so far. */
  readonly onRead: (enterprises: number) => void
}

const PROCESS = path.join(import.meta.dirname, 'load-process.ts')
const PROCESSES = 2
const ENTERPRISES_A_PART = 100
const MOST_OF_A_COMPLAINT = 2_000
/**
 * Rows live until they are columns, a moment later. In the little room that V8 begins with they are
 * looked through over and over, and taken for what stays; 16 MB and they are gone before anyone looks.
 */
const ROOM_FOR_ROWS = '--min-semi-space-size=16'

/**
 * Read enterprises with all their rows in processes of their own (并行装载).
 * Shape: ids → segments of whole enterprises, handed over one by one
 * Errors: when one cannot read, with what it says; the other process is ended with it
 */
export async function loadInProcesses(
  ids: readonly string[],
  { enterprisesAPart = ENTERPRISES_A_PART, ...order }: LoadOrder,
  { onSegment, onRead }: LoadListener,
): Promise<void> {
  let next = 0
  let done = 0
  let isOver = false
  const ends: (() => Promise<void>)[] = []

  /** Hand over the next part; an empty one says that there are no more. */
  function partFor(child: ChildProcess): boolean {
    const part = ids.slice(next, next + enterprisesAPart)
    next += part.length
    child.send(part)
    return part.length > 0
  }

  async function run(): Promise<void> {
    // The one before it may have failed to begin.
    if (isOver) return
    const child = fork(PROCESS, [], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [ROOM_FOR_ROWS],
    })
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
    const over = async () => {
      // What nobody reads any more would keep it from closing.
      child.stdout?.destroy()
      await ended
    }
    const end = async () => {
      child.kill('SIGKILL')
      await over()
    }
    ends.push(end)
    const complaint = complaintOf(child)
    // Not on the command line, where everybody on the machine could read the password in it.
    child.send(order)
    try {
      await takeFrom(child)
      // It ends by itself, and leaves what it compiled to the next start.
      await over()
    } catch (error) {
      await end()
      throw new Error(`the rows could not be read${complaint()}`, { cause: error })
    }
  }

  async function takeFrom(child: ChildProcess): Promise<void> {
    if (child.stdout === null) throw new Error('a process without an output')
    const bytes = new ByteReader(child.stdout)
    const broken = once(child, 'error').then(([error]) => Promise.reject(error as Error))
    // One part is always on its way while another is read.
    let isMore = partFor(child)
    for (;;) {
      isMore &&= partFor(child)
      const answer = (await Promise.race([readFramed(bytes), broken])) as LoadAnswer
      if (answer.hasSegment) {
        const frame = (await readFramed(bytes)) as SegmentFrame
        onSegment({ ...(await readSegment(bytes, frame)), id: nextSegmentId() })
      }
      done += answer.enterprises
      onRead(done)
      if (answer.isLast) return
    }
  }

  try {
    // To begin a process takes the server some milliseconds: one a turn of the event loop.
    const runs = Array.from({ length: PROCESSES }, (_, place) => nextTurns(place).then(run))
    await Promise.all(runs)
  } finally {
    isOver = true
    await Promise.all(ends.map((end) => end()))
  }
}

async function nextTurns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await nextTurn()
}

/** What a process says on its error output, as far as it is worth telling. */
function complaintOf(child: ChildProcess): () => string {
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(0, MOST_OF_A_COMPLAINT)
  })
  return () => (said === '' ? '' : `: ${said.trim()}`)
}
