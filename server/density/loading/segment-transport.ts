/**
 * A segment as bytes (段传输), between processes of one machine and into a file: a frame that says
 * what follows, texts in parts, then each column as it lies in memory.
 *
 * Columns are sent without a copy and filled once where they stay. Of texts 5,000 are made at a time,
 * some milliseconds of work, so that whoever receives them can answer in between.
 */
import type { Writable } from 'node:stream'
import { deserialize, serialize } from 'node:v8'
import type { ByteSource } from './byte-reader.ts'
import type { Segment } from '../columns/segment.ts'

/** Kinds of columns, by the name that goes before their bytes. */
const COLUMNS = { Float64Array, Uint32Array, Int32Array, Uint8Array }
type ColumnKind = keyof typeof COLUMNS
type Column = InstanceType<(typeof COLUMNS)[ColumnKind]>

/** Stands in a frame for a column whose bytes follow. */
interface ColumnPlace {
  readonly kind: ColumnKind
  readonly length: number
}

/** A segment without what is long: its columns follow, and before them texts in parts. */
export interface SegmentFrame {
  readonly segment: unknown
  readonly textParts: number
}

/** Made objects of in one go; some milliseconds of work for who receives them. */
const TEXTS_A_PART = 5_000

/** A value as bytes with their length before them. */
export function* framed(value: unknown): Generator<Uint8Array> {
  const bytes = serialize(value)
  yield new Uint8Array(Uint32Array.of(bytes.length).buffer)
  yield bytes
}

/** Take one value that was `framed`. */
export async function readFramed(bytes: ByteSource): Promise<unknown> {
  const length = new Uint32Array(1)
  await bytes.fill(length)
  const own = new Uint8Array(length[0] as number)
  await bytes.fill(own)
  return deserialize(own)
}

/** Write bytes to a stream, each part when the one before it is through. Errors: those of the stream */
export async function writeParts(stream: Writable, parts: Iterable<Uint8Array>): Promise<void> {
  for (const part of parts)
    await new Promise<void>((resolve, reject) => {
      stream.write(part, (error) => {
        if (error) reject(error)
        else resolve()
      })
    })
}

/** A segment as bytes for another process of this machine (段传输), after the frame that begins it. */
export function* segmentBytes(segment: Segment): Generator<Uint8Array> {
  const { texts } = segment
  const columns: Column[] = []
  const textParts = Math.ceil(texts.length / TEXTS_A_PART)
  const bare = withPlaces({ ...segment, texts: [] }, columns)
  yield* framed({ segment: bare, textParts } satisfies SegmentFrame)
  for (let part = 0; part < textParts; part += 1)
    yield* framed(texts.slice(part * TEXTS_A_PART, (part + 1) * TEXTS_A_PART))
  for (const column of columns)
    yield new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
}

/** Take a segment whose frame was read. */
export async function readSegment(
  bytes: ByteSource,
  { segment, textParts }: SegmentFrame,
): Promise<Segment> {
  const texts: string[] = []
  for (let part = 0; part < textParts; part += 1)
    texts.push(...((await readFramed(bytes)) as string[]))
  const columns: Column[] = []
  // Room for one after the other: for all at once some 40 MB would be cleared in one go.
  for (const { kind, length } of placesIn(segment as object)) {
    const column = new COLUMNS[kind](length)
    await bytes.fill(column)
    columns.push(column)
  }
  return { ...(withColumns(segment as object, columns) as Segment), texts }
}

function withPlaces(value: object, columns: Column[]): object {
  return mapped(value, (own) => {
    if (!isColumn(own)) return undefined
    columns.push(own)
    return { kind: kindOf(own), length: own.length } satisfies ColumnPlace
  })
}

function placesIn(value: object): ColumnPlace[] {
  const places: ColumnPlace[] = []
  mapped(value, (own) => {
    if (!isPlace(own)) return undefined
    places.push(own)
    return own
  })
  return places
}

/** Columns come in the order of their places. */
function withColumns(value: object, columns: readonly Column[]): object {
  let next = 0
  return mapped(value, (own) => (isPlace(own) ? columns[next++] : undefined))
}

/** An object with some values within it replaced, at any depth; lists and maps are left as they are. */
function mapped(value: object, replace: (own: object) => object | undefined): object {
  return Object.fromEntries(
    Object.entries(value).map(([key, own]: [string, unknown]) => {
      if (typeof own !== 'object' || own === null) return [key, own]
      const replaced = replace(own)
      if (replaced !== undefined) return [key, replaced]
      return [key, Array.isArray(own) || own instanceof Map ? own : mapped(own, replace)]
    }),
  )
}

function isColumn(value: object): value is Column {
  return Object.values(COLUMNS).some((kind) => value instanceof kind)
}

function kindOf(column: Column): ColumnKind {
  return column.constructor.name as ColumnKind
}

function isPlace(value: object): value is ColumnPlace {
  return 'kind' in value && 'length' in value
}
