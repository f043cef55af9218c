/**
 * Segments in a file (段文件), which is there whole or not at all: the sum of what follows, a head,
 * then each segment as it goes between processes.
 *
 * 130 MiB at a million points. Written and summed 1 MiB at a time into a file beside it, which then
 * takes its name. A start reads it twice: once for its sum, through one room of 1 MiB, and once
 * straight into the columns it becomes, so that nothing is left for others to clear away.
 */
import { mkdir, open, rename, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { crc32 } from 'node:zlib'
import type { HistoryMark } from '#server/store/history-mark.ts'
import type { Segment } from '../columns/segment.ts'
import type { ByteSource } from '../loading/byte-reader.ts'
import { nextSegmentId } from '../loading/segment-builder.ts'
import { framed, readFramed, readSegment, segmentBytes } from '../loading/segment-transport.ts'
import type { SegmentFrame } from '../loading/segment-transport.ts'

/** What stands before the segments of a file. */
export interface SegmentFileHead {
  readonly program: string
  readonly mark: HistoryMark
  /** ISO 8601, when it was written. */
  readonly writtenAt: string
  readonly enterprises: number
  readonly segments: number
}

/** The sum of all bytes after it. */
const SUM_BYTES = 4
/** Read and summed in one go: a millisecond of work. */
const CHUNK_BYTES = 2 ** 20
/** It holds every row of the county. */
const OWNER_ONLY = 0o600

/**
 * Write segments to a file (段文件).
 * Errors: those of the file system; an earlier file is left as it was
 */
export async function writeSegmentFile(
  file: string,
  head: SegmentFileHead,
  segments: readonly Segment[],
): Promise<void> {
  const unfinished = `${file}.new`
  await mkdir(path.dirname(file), { recursive: true })
  try {
    const handle = await open(unfinished, 'w', OWNER_ONLY)
    try {
      await writeSummed(handle, partsOf(head, segments))
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

function* partsOf(head: SegmentFileHead, segments: readonly Segment[]): Generator<Uint8Array> {
  yield* framed(head)
  for (const segment of segments) yield* segmentBytes(segment)
}

async function writeSummed(handle: FileHandle, parts: Iterable<Uint8Array>): Promise<void> {
  let at = SUM_BYTES
  let sum = 0
  for (const part of parts)
    for (let start = 0; start < part.length; start += CHUNK_BYTES) {
      const chunk = part.subarray(start, start + CHUNK_BYTES)
      sum = crc32(chunk, sum)
      await handle.write(chunk, 0, chunk.length, at)
      at += chunk.length
    }
  await handle.write(new Uint8Array(Uint32Array.of(sum).buffer), 0, SUM_BYTES, 0)
}

/** The head of a file of segments (段文件头). Errors: those of the file system, and when it is none */
export async function readSegmentFileHead(file: string): Promise<SegmentFileHead> {
  const handle = await open(file, 'r')
  try {
    return (await readFramed(bytesOf(handle))) as SegmentFileHead
  } finally {
    await handle.close()
  }
}

/** What follows the sum, read straight to where it is wanted. */
function bytesOf(handle: FileHandle): ByteSource {
  let at = SUM_BYTES
  return {
    async fill(target) {
      const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength)
      for (let filled = 0; filled < bytes.length;) {
        const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, at)
        if (bytesRead === 0) throw new Error('the file ended early')
        filled += bytesRead
        at += bytesRead
      }
    },
  }
}

/** Tell whether a file of segments (段文件) is as it was written, by its sum. Errors: those of the file system */
export async function isSegmentFileSound(file: string): Promise<boolean> {
  const handle = await open(file, 'r')
  try {
    const expected = new Uint32Array(1)
    await handle.read(new Uint8Array(expected.buffer), 0, SUM_BYTES, 0)
    const chunk = new Uint8Array(CHUNK_BYTES)
    let sum = 0
    for (let at = SUM_BYTES; ;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, at)
      if (bytesRead === 0) return at > SUM_BYTES && sum === expected[0]
      sum = crc32(chunk.subarray(0, bytesRead), sum)
      at += bytesRead
    }
  } finally {
    await handle.close()
  }
}

/** The segments of a file that is sound (段文件), one by one as they are read. Errors: those of the file system */
export async function* readSegmentFile(file: string): AsyncGenerator<Segment> {
  const handle = await open(file, 'r')
  try {
    const bytes = bytesOf(handle)
    const { segments } = (await readFramed(bytes)) as SegmentFileHead
    for (let read = 0; read < segments; read += 1) {
      const frame = (await readFramed(bytes)) as SegmentFrame
      yield { ...(await readSegment(bytes, frame)), id: nextSegmentId() }
    }
  } finally {
    await handle.close()
  }
}
