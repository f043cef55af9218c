import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { InstanceBusy, lockInstance } from '#server/store/instance-lock.ts'
import type { StoreSource } from '#server/store/open.ts'
import type { Store } from '#server/store/transact.ts'
import type { CommandContext } from './command-context.ts'

/** Whose rows are kept, and where. */
export interface KeepOrder {
  readonly source: StoreSource
  readonly home: string
}

const PROCESS = path.join(import.meta.dirname, 'keep-rows-process.ts')

/**
 * Keep the rows just written for the first start (预存行), which else reads a large county whole.
 * It never fails: without them the first start only takes longer. A server at work keeps its own.
 */
export async function keepRowsForStart(
  { engine: { source } }: Store,
  { config: { home }, terminal }: CommandContext,
): Promise<void> {
  try {
    if (source === null || (source.kind === 'sqlite' && isServed(home))) return
    const child = fork(PROCESS, [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    // Not on the command line, where everybody on the machine could read the password in it.
    child.send({ source, home } satisfies KeepOrder)
    const [code] = (await once(child, 'exit')) as [number | null]
    if (code === 0) return
  } catch (error) {
    terminal.note(error instanceof Error ? error.message : String(error))
  }
  terminal.note('没有为首次启动备好数据: 数据完好, 只是首次启动稍慢')
}

function isServed(home: string): boolean {
  try {
    lockInstance(home).release()
    return false
  } catch (error) {
    if (error instanceof InstanceBusy) return true
    throw error
  }
}
