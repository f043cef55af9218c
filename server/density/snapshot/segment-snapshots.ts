/**
 * The rows in memory in a file beside the database (内存快照), so that a start reads again only what
 * changed since. It is a copy that may be deleted at any time: one that another program wrote, that
 * is not of this database's past, whose changes the log no longer tells, or that is damaged is not
 * used.
 *
 * A start costs the reading of the file and of the change log since it was written, an id held for
 * each enterprise in that. It is written again once 100 commits came since, or any and 12 hours
 * passed; while it is, 1 byte an enterprise is held beside the rows themselves.
 */
import { existsSync } from 'node:fs'
import { changesSince, historyMark } from '#server/store/history-mark.ts'
import type { Store } from '#server/store/transact.ts'
import type { Segment } from '../columns/segment.ts'
import { ALL_ENTERPRISES, touchedEnterprise } from '../touched-enterprise.ts'
import { programMark } from './program-mark.ts'
import {
  isSegmentFileSound,
  readSegmentFile,
  readSegmentFileHead,
  writeSegmentFile,
} from './segment-file.ts'

/** The rows in memory as they were kept, and whose rows changed since. */
export interface KeptSegments {
  readonly segments: AsyncIterable<Segment>
  /** Their rows in the segments are out of date. */
  readonly changed: ReadonlySet<string>
}

/** So many commits are read again at a start in less time than keeping all rows takes. */
const FEW_COMMITS = 100
/** Then a few are worth it too: the log of changes is kept for a day. */
const OLD_AFTER_MILLISECONDS = 12 * 3_600_000

/** What is to be kept: all rows up to a data version. */
export interface HeldSegments {
  readonly version: number
  readonly segments: readonly Segment[]
}

/** Where the rows in memory are kept between two runs. */
export interface SegmentSnapshots {
  /** What is kept and can be used; null when the store has to be read. Never fails: the reason is told. */
  open(): Promise<KeptSegments | null>
  /** What was opened could not be read after all: it is not opened again. */
  refuse(reason: unknown): void
  /** Whether a start would save enough by rows that hold all up to a version. */
  isWorthwhile(version: number): boolean
  /** Keep what is held now. Errors: those of the file system and of the store */
  keep(held: HeldSegments): Promise<void>
}

export interface SnapshotOptions {
  readonly store: Store
  readonly file: string
  /** Told why what is kept is of no use. */
  readonly onUnusable: (reason: unknown) => void
}

/**
 * The rows in memory as a file keeps them (内存快照).
 */
export function createSegmentSnapshots(options: SnapshotOptions): SegmentSnapshots {
  const { store, file, onUnusable } = options
  let isRefused = false
  /** What the file holds, if it is of use. */
  let usable: { readonly version: number; readonly writtenAt: Date } | null = null

  async function openFile(): Promise<KeptSegments | null> {
    if (!(await isSegmentFileSound(file))) return unusable('it is damaged')
    const { program, mark, writtenAt } = await readSegmentFileHead(file)
    if (program !== programMark()) return unusable('another version of the program wrote it')
    const changes = await changesSince(store, mark)
    if (changes === null) return unusable('it is not of this database, or too old')
    const changed = new Set(changes.flatMap((change) => touchedEnterprise(change) ?? []))
    if (changed.has(ALL_ENTERPRISES)) return unusable('too much changed since')
    usable = { version: mark.version, writtenAt: new Date(writtenAt) }
    return { segments: readSegmentFile(file), changed }
  }

  function unusable(reason: unknown): null {
    onUnusable(reason)
    return null
  }

  return {
    async open() {
      if (isRefused || !existsSync(file)) return null
      try {
        return await openFile()
      } catch (error) {
        return unusable(error)
      }
    },
    refuse(reason) {
      isRefused = true
      usable = null
      onUnusable(reason)
    },
    isWorthwhile(version) {
      if (usable === null) return true
      const age = store.clock().getTime() - usable.writtenAt.getTime()
      const commits = version - usable.version
      return commits >= FEW_COMMITS || (commits > 0 && age > OLD_AFTER_MILLISECONDS)
    },
    async keep({ version, segments }) {
      // What changes while it is written must not change in it.
      const own = segments.map((segment) => ({ ...segment, live: segment.live.slice() }))
      const writtenAt = store.clock()
      const head = {
        program: programMark(),
        mark: await historyMark(store, version),
        writtenAt: writtenAt.toISOString(),
        enterprises: own.reduce((sum, { live }) => sum + live.filter(Boolean).length, 0),
        segments: own.length,
      }
      await writeSegmentFile(file, head, own)
      usable = { version, writtenAt }
    },
  }
}
