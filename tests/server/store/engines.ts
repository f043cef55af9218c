import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import Database from 'better-sqlite3'
import { Client } from 'pg'
import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/transact.ts'

/** A real database of one kind, new and empty, and a way into it past the store. */
export interface EngineUnderTest {
  /** Open the store on it, once more as a second start would. */
  readonly open: () => Promise<Store>
  /** Close a store opened beside the first one; PGlite's one connection is both stores'. */
  readonly closeAnother: (store: Store) => Promise<void>
  /** Run statements as somebody with the database's own tools would. */
  readonly tamper: (statements: readonly string[]) => Promise<void>
  /** How this engine takes the append-only guard of a table away. */
  readonly unguard: (table: string) => readonly string[]
  readonly cleanUp: () => Promise<void>
}

export type MakeEngine = () => Promise<EngineUnderTest>

/** A directory of its own, and how to remove it. */
export function temporaryDirectory(): { readonly path: string; readonly remove: () => void } {
  const directory = mkdtempSync(path.join(tmpdir(), 'riskmap-store-'))
  return { path: directory, remove: () => rmSync(directory, { recursive: true, force: true }) }
}

/** SQLite in a file. */
export const sqliteEngine: MakeEngine = () => {
  const directory = temporaryDirectory()
  const file = path.join(directory.path, 'riskmap.db')
  return Promise.resolve({
    open: () => openStore({ kind: 'sqlite', file }),
    closeAnother: (store) => store.close(),
    tamper: (statements) => {
      const database = new Database(file)
      for (const statement of statements) database.exec(statement)
      database.close()
      return Promise.resolve()
    },
    unguard: (table) => [`drop trigger ${table}_no_update`, `drop trigger ${table}_no_delete`],
    cleanUp: () => Promise.resolve(directory.remove()),
  })
}

/** PostgreSQL in this process; closing its store ends it. */
export const pgliteEngine: MakeEngine = () => {
  const instance = new PGlite()
  return Promise.resolve({
    open: () => openStore({ kind: 'pglite', instance }),
    closeAnother: () => Promise.resolve(),
    tamper: async (statements) => {
      for (const statement of statements) await instance.exec(statement)
    },
    unguard: postgresUnguard,
    cleanUp: async () => {
      if (!instance.closed) await instance.close()
    },
  })
}

/** A schema of its own on the PostgreSQL server that the environment names, or null without one. */
export function postgresEngine(): MakeEngine | null {
  const url = process.env.RISKMAP_TEST_POSTGRES
  if (url === undefined || url === '') return null
  return async () => {
    const schema = `riskmap_test_${process.pid}_${Date.now()}`
    const own = new URL(url)
    own.searchParams.set('options', `-c search_path=${schema}`)
    const run = async (address: string, statements: readonly string[]) => {
      const client = new Client({ connectionString: address })
      await client.connect()
      for (const statement of statements) await client.query(statement)
      await client.end()
    }
    await run(url, [`create schema ${schema}`])
    return {
      open: () => openStore({ kind: 'postgres', url: own.href }),
      closeAnother: (store) => store.close(),
      tamper: (statements) => run(own.href, statements),
      unguard: postgresUnguard,
      cleanUp: () => run(url, [`drop schema ${schema} cascade`]),
    }
  }
}

function postgresUnguard(table: string): readonly string[] {
  return [
    `drop trigger ${table}_no_change on ${table}`,
    `drop trigger ${table}_no_truncate on ${table}`,
  ]
}
