import { AsyncLocalStorage } from 'node:async_hooks'
import type Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import pLimit from 'p-limit'
import { appendAudit } from './audit.ts'
import type { AuditEntry } from './audit.ts'
import { appendToChangeLog } from './change-log.ts'
import { CommitFeed, EVERYTHING } from './commit-feed.ts'
import { lockForWriting } from './dialect.ts'
import type { Dialect } from './dialect.ts'
import { isSerializationFailure, translateDriverError } from './errors.ts'
import { nextDataVersion } from './meta.ts'
import type { Engine } from './open.ts'
import type { Tables } from './tables.ts'

export type ChangeKind =
  | 'region'
  | 'enterprise'
  | 'person'
  | 'plan'
  | 'zone'
  | 'risk-point'
  | 'hazard'
  | 'check-record'
  | 'user'
  | 'token'
  | 'settings'
  | 'import-run'
  /** More than is worth naming: whoever keeps copies reads everything again. */
  | 'everything'

/** What a committed transaction touched, told to those who keep copies. */
export interface Change {
  readonly kind: ChangeKind
  readonly id: string
  readonly enterpriseId: string | null
}

export type CommitListener = (changes: readonly Change[], dataVersion: number) => void

/** What reading functions take: the store itself, or a transaction that sees its own writes. */
export interface Reader {
  /** Queries of `server/store` only. */
  readonly db: Kysely<Tables>
  readonly dialect: Dialect
}

/** An open transaction: what writing functions take. */
export interface Tx extends Reader {
  /** The moment of this transaction; the same for all its rows. */
  readonly at: Date
  readonly sqlite: Database.Database | null
  /** Tell what was touched; the audit and the data version follow from it. */
  readonly changed: (kind: ChangeKind, id: string, enterpriseId: string | null) => void
  /** Add to the audit entry what only the work could know. */
  readonly describe: (entry: Partial<Pick<AuditEntry, 'action' | 'subject' | 'detail'>>) => void
  /** Keep nothing: when the work returns, all is rolled back and its value still handed out. */
  readonly cancel: () => void
}

const MOST_RETRIES = 3
const MOST_CHANGES = 20_000

/** Carries the value of cancelled work out of the transaction it rolls back. */
class Cancelled<T> extends Error {
  readonly value: T
  constructor(value: T) {
    super('cancelled')
    this.value = value
  }
}

interface Commit<T> {
  readonly value: T
  readonly changes: readonly Change[]
  readonly dataVersion: number | null
}

/** The open store: read from it, and write to it in transactions, one at a time. */
export class Store implements Reader {
  readonly db: Kysely<Tables>
  readonly dialect: Dialect
  readonly engine: Engine
  readonly clock: () => Date
  /** Where commits are told: our own and, for who follows them, those of other processes. */
  readonly feed: CommitFeed
  readonly #oneAtATime = pLimit(1)
  readonly #inside = new AsyncLocalStorage<true>()

  constructor(engine: Engine, clock: () => Date) {
    this.engine = engine
    this.db = engine.reader
    this.dialect = engine.dialect
    this.clock = clock
    this.feed = new CommitFeed(this)
  }

  /**
   * The one way to change data: rows and their audit entry (审计) are kept together or not at all.
   * The work may run again (at most three times) when PostgreSQL asks for it, so it must have no
   * effects beyond `tx`, and must read through `tx`, not through the store.
   * Errors: StoreConflict, StoreFull, and whatever the work throws; nothing is kept then
   */
  async transact<T>(
    entry: AuditEntry & { readonly at?: Date },
    work: (tx: Tx) => Promise<T>,
  ): Promise<T> {
    return this.#queued(() => this.#attempt((db) => this.#audited(db, entry, work)))
  }

  /**
   * Bookkeeping that changes nobody's data and is not audited: last-seen times, expired sessions,
   * login failures, remembered answers.
   */
  async maintain<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#queued(() =>
      this.#attempt(async (db) => {
        const { tx, cancelled } = this.#open(db, this.clock(), () => undefined)
        const value = await work(tx)
        if (cancelled()) throw new Cancelled(value)
        return { value, changes: [], dataVersion: null }
      }),
    )
  }

  /** Be told after each commit, in commit order; returns how to stop. */
  onCommit(listener: CommitListener): () => void {
    return this.feed.subscribe(listener)
  }

  /** Finish what is queued and close; SQLite leaves no write-ahead log behind. */
  async close(): Promise<void> {
    await this.#oneAtATime(() => this.engine.close())
  }

  async #queued<T>(run: () => Promise<Commit<T>>): Promise<T> {
    if (this.#inside.getStore() === true)
      throw new Error('a transaction is already open here: use its tx')
    return this.#oneAtATime(async () => {
      try {
        const commit = await this.#inside.run(true, run)
        if (commit.dataVersion !== null) await this.feed.tellOwn(commit.changes, commit.dataVersion)
        return commit.value
      } catch (error) {
        if (error instanceof Cancelled) return error.value as T
        throw translateDriverError(error)
      }
    })
  }

  async #attempt<T>(run: (db: Kysely<Tables>) => Promise<Commit<T>>): Promise<Commit<T>> {
    for (let retry = 0; ; retry += 1) {
      try {
        return await this.engine.writer.transaction().execute(run)
      } catch (error) {
        if (retry >= MOST_RETRIES || !isSerializationFailure(error)) throw error
      }
    }
  }

  async #audited<T>(
    db: Kysely<Tables>,
    entry: AuditEntry & { readonly at?: Date },
    work: (tx: Tx) => Promise<T>,
  ): Promise<Commit<T>> {
    await lockForWriting(db, this.dialect)
    const changes = new Map<string, Change>()
    let described: AuditEntry = entry
    const note = (change: Change): void => {
      if (changes.size < MOST_CHANGES) changes.set(`${change.kind} ${change.id}`, change)
      else if (!changes.has('*')) changes.set('*', EVERYTHING)
    }
    const { tx, cancelled } = this.#open(db, entry.at ?? this.clock(), note, (more) => {
      described = { ...described, ...more, detail: { ...described.detail, ...more.detail } }
    })
    const value = await work(tx)
    if (cancelled()) throw new Cancelled(value)
    await appendAudit(db, described, this.clock())
    if (changes.size === 0) return { value, changes: [], dataVersion: null }
    const named = changes.has('*') ? [EVERYTHING] : [...changes.values()]
    const version = await nextDataVersion(db)
    await appendToChangeLog(tx, { version, changes: named }, this.clock())
    return { value, changes: named, dataVersion: version }
  }

  #open(
    db: Kysely<Tables>,
    at: Date,
    note: (change: Change) => void,
    describe: Tx['describe'] = () => undefined,
  ): { readonly tx: Tx; readonly cancelled: () => boolean } {
    let isCancelled = false
    const tx: Tx = {
      db,
      dialect: this.dialect,
      sqlite: this.engine.sqlite,
      at,
      changed: (kind, id, enterpriseId) =>
        note(kind === 'everything' ? EVERYTHING : { kind, id, enterpriseId }),
      describe,
      cancel: () => {
        isCancelled = true
      },
    }
    return { tx, cancelled: () => isCancelled }
  }
}
