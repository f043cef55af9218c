import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { ByteReader } from '#server/density/loading/byte-reader.ts'
import type { ByteSource } from '#server/density/loading/byte-reader.ts'

/** What a process can be told: to lay the next rows ready, or what to build of those that lie ready. */
export type HeldOrder = 'rows' | 'segments' | 'sentSegments' | 'clusters'

/** What it answers when that is done. */
export interface HeldAnswer {
  /** Risk points and hazards that lie ready now. */
  readonly rows: number
  readonly milliseconds: number
  /** With these rows all are there, and what was built is whole. */
  readonly isLast: boolean
}

/** A process that has rows in memory (行在内存的进程). */
export interface HeldRows {
  /** What it sends of `sentSegments`: segments, and null after those of each batch. */
  readonly bytes: ByteSource
  tell(order: HeldOrder): Promise<HeldAnswer>
  end(): void
}

/** As a reading process has; whoever builds with many objects of its own is given as much. */
const ROOM = ['--expose-gc', '--min-semi-space-size=16', '--max-old-space-size=6144']

/** Start a process that has every so manieth part of the rows (行在内存的进程). */
export function holdRows(enterprises: number, part: number, parts: number): HeldRows {
  const file = fileURLToPath(new URL('./held-rows-process.ts', import.meta.url))
  const child = fork(file, [enterprises, part, parts].map(String), {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: ROOM,
  })
  if (child.stdout === null) throw new Error('a process without an output')
  const ended = once(child, 'exit').then(() =>
    Promise.reject(new Error('rows were held no longer')),
  )
  // Whoever waits for an answer is told; else it is as it should be.
  ended.catch(() => undefined)
  return {
    bytes: new ByteReader(child.stdout),
    async tell(order) {
      const answered = once(child, 'message')
      child.send(order)
      const [answer] = (await Promise.race([answered, ended])) as [HeldAnswer]
      return answer
    },
    end: () => child.disconnect(),
  }
}
