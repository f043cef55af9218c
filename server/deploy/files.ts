import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import path from 'node:path'

/** SHA-256 of a file, or of its beginning. */
export async function hashFile(file: string, bytes?: number): Promise<string> {
  const hash = createHash('sha256')
  if (bytes === 0) return hash.digest('hex')
  const end = bytes === undefined ? Infinity : bytes - 1
  for await (const chunk of createReadStream(file, { end })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** Make sure that a file's bytes are on the disk. */
export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  await handle.sync()
  await handle.close()
}

/** Make sure that names are on the disk; Windows has no such call and needs none. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  await handle.sync()
  await handle.close()
}

/** Give a finished file its name: after a power cut it is there whole or not at all. */
export async function putInPlace(from: string, to: string): Promise<void> {
  await syncFile(from)
  await rename(from, to)
  await syncDirectory(path.dirname(to))
}

/** A moment as part of a file's name: `20261122T013000Z`. */
export function stampOf(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
}
