import { databaseFile } from '#server/config.ts'
import type { Config } from '#server/config.ts'
import { migrateSafely } from '#server/deploy/migrate-safely.ts'
import { assertMigrated } from '#server/store/migrate.ts'
import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/transact.ts'
import type { Terminal } from './terminal.ts'

/** What every command is given. */
export interface CommandContext {
  readonly config: Config
  readonly terminal: Terminal
  /** End the process with this code once everything is written. */
  readonly exit: (code: number) => void
}

/** Who the audit says it was: whoever can start a program on the server's machine. */
export const CONSOLE_ACTOR = 'console'

/** A wish of a person that cannot be met; the message says what to do instead. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused'
}

/**
 * Open the configured store, do the work, close it whatever happens.
 * Shape: `write` brings the schema up to date first; `read` refuses an old one and changes nothing
 */
export async function withStore<T>(
  { config, terminal }: CommandContext,
  use: 'read' | 'write',
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await openStore(
    config.databaseUrl === null
      ? { kind: 'sqlite', file: databaseFile(config) }
      : { kind: 'postgres', url: config.databaseUrl },
  )
  try {
    if (use === 'write') {
      const backup = await migrateSafely(store, config.home, CONSOLE_ACTOR)
      if (backup !== null) terminal.note(`数据库结构已升级; 升级前的备份: ${backup}`)
    } else await assertMigrated(store)
    return await work(store)
  } finally {
    await store.close()
  }
}
