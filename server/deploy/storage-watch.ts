import { statfs } from 'node:fs/promises'

const GIGABYTE = 1024 ** 3
const ASKED_EVERY_MILLISECONDS = 5_000

/** How much room the disk of the data has. */
export interface Storage {
  readonly freeBytes: number
  readonly totalBytes: number
  /** `low`: the administrator is told; `full`: nothing but signing in is written. */
  readonly state: 'ok' | 'low' | 'full'
}

/**
 * Judge a disk (磁盘空间): low under a tenth free, full under 3 %. A tenth of a very large disk is room
 * enough, so ten and one gigabytes free are never low and never full.
 */
export function judgeStorage(freeBytes: number, totalBytes: number): Storage {
  const share = totalBytes === 0 ? 1 : freeBytes / totalBytes
  const isFull = share < 0.03 && freeBytes < GIGABYTE
  const isLow = share < 0.1 && freeBytes < 10 * GIGABYTE
  return { freeBytes, totalBytes, state: isFull ? 'full' : isLow ? 'low' : 'ok' }
}

/** Ask the disk that holds a directory, at most every five seconds. */
export function watchStorage(directory: string): () => Promise<Storage> {
  let last: { readonly at: number; readonly answer: Promise<Storage> } | null = null
  return () => {
    const now = performance.now()
    if (last === null || now - last.at > ASKED_EVERY_MILLISECONDS) {
      last = { at: now, answer: askStorage(directory) }
    }
    return last.answer
  }
}

/** A disk that cannot be asked, as some network shares, is not called full. */
async function askStorage(directory: string): Promise<Storage> {
  const facts = await statfs(directory).catch(() => null)
  if (facts === null) return { freeBytes: 0, totalBytes: 0, state: 'ok' }
  return judgeStorage(facts.bavail * facts.bsize, facts.blocks * facts.bsize)
}
