import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'

/** Another server, or a restore, works on this home now. */
export class InstanceBusy extends Error {
  override readonly name = 'InstanceBusy'
}

/** A connection nobody refers to is closed by the garbage collector, and its lock with it. */
const held = new Set<Database.Database>()

export interface InstanceLock {
  readonly release: () => void
}

/**
 * Take the one place a server has in its home (单实例锁): a write lock of the operating system on
 * `lock.db`, so that a process that was killed holds nothing. Commands that write beside a running
 * server do not ask for it. No other code may open that file: closing it would let go of the lock.
 * Errors: InstanceBusy when another process has it
 */
export function lockInstance(home: string): InstanceLock {
  mkdirSync(home, { recursive: true })
  const file = path.join(home, 'lock.db')
  const database = new Database(file, { timeout: 0 })
  try {
    database.exec('begin exclusive')
  } catch (error) {
    database.close()
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!code.startsWith('SQLITE_BUSY')) throw error
    throw new InstanceBusy(
      `已有一个服务（或正在进行的恢复）使用 ${home}，本次没有启动，数据未作任何改动。` +
        '请先停止它，或为这一个另设 RISKMAP_HOME。',
    )
  }
  held.add(database)
  // Only for people and stop scripts: the lock itself never rests on it.
  const holder = path.join(home, 'lock.pid')
  writeFileSync(holder, `${process.pid}\n`)
  return {
    release: () => {
      rmSync(holder, { force: true })
      database.close()
      held.delete(database)
    },
  }
}
