import pLimit from 'p-limit'
import { readChangeLog } from './change-log.ts'
import { readDataVersion } from './meta.ts'
import type { Change, CommitListener, Reader } from './transact.ts'

/** More than is worth naming, or no longer known: whoever keeps copies reads everything again. */
export const EVERYTHING: Change = { kind: 'everything', id: '*', enterpriseId: null }

/** Commits read from the log at a time. */
const COMMITS_A_READ = 200

/**
 * Tells commits to those who keep copies (提交通知): our own as they happen and, once `begin` was
 * called, those of other processes as `catchUp` finds them in the change log. Each version is told
 * once, in order and without a gap, whoever wrote it; what the log no longer knows is told as
 * `everything`.
 */
export class CommitFeed {
  readonly #reader: Reader
  readonly #listeners = new Set<CommitListener>()
  readonly #oneAtATime = pLimit(1)
  /** The last version told; null while only our own commits are. */
  #version: number | null = null

  constructor(reader: Reader) {
    this.#reader = reader
  }

  /** The last data version (数据版本) told; null before `begin`. */
  get version(): number | null {
    return this.#version
  }

  /** Be told after each commit, in commit order; returns how to stop. */
  subscribe(listener: CommitListener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** From what is committed now on, tell other processes' commits as well: copies are made after this. */
  async begin(): Promise<void> {
    await this.#oneAtATime(async () => {
      this.#version = await readDataVersion(this.#reader)
    })
  }

  /** Tell a commit of our own, and before it what others committed meanwhile. */
  async tellOwn(changes: readonly Change[], version: number): Promise<void> {
    await this.#oneAtATime(async () => {
      if (this.#version === null) return this.#tell(changes, version)
      // Read from the log already: it stands there from the moment of the commit.
      if (version <= this.#version) return
      if (version > this.#version + 1 && !(await this.#isToldUntil(version - 1)))
        return this.#take([EVERYTHING], version)
      if (version > this.#version) this.#take(changes, version)
    })
  }

  /**
   * Tell what other processes committed since; nothing before `begin`.
   * Errors: whatever reading the store throws; what was not told is told by the next call
   */
  async catchUp(): Promise<void> {
    await this.#oneAtATime(async () => {
      if (this.#version === null) return
      const committed = await readDataVersion(this.#reader)
      if (committed > this.#version) await this.#tellUntil(committed)
      // An earlier state was put back under us.
      else if (committed < this.#version) this.#take([EVERYTHING], committed)
    })
  }

  async #isToldUntil(committed: number): Promise<boolean> {
    try {
      await this.#tellUntil(committed)
      return true
    } catch {
      // The commit in hand stands, and cannot wait until the log can be read.
      return false
    }
  }

  async #tellUntil(committed: number): Promise<void> {
    for (let told = this.#version ?? 0; told < committed; told = this.#version ?? committed) {
      const commits = await readChangeLog(this.#reader, told, COMMITS_A_READ)
      const isWhole = commits.every(({ version }, index) => version === told + 1 + index)
      if (!isWhole || commits.length === 0)
        return this.#take([EVERYTHING], Math.max(committed, commits.at(-1)?.version ?? 0))
      for (const { changes, version } of commits) this.#take(changes, version)
    }
  }

  #take(changes: readonly Change[], version: number): void {
    this.#version = version
    this.#tell(changes, version)
  }

  /** A listener that fails holds a wrong copy: the process ends and starts again from the store. */
  #tell(changes: readonly Change[], version: number): void {
    for (const listener of this.#listeners) {
      try {
        listener(changes, version)
      } catch (error) {
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }
}
