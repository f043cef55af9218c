/** What protocol buffers call the two kinds of fields that such a layer has. */
const VARINT = 0
const BYTES = 2

const TILE = { layers: 3 } as const
const LAYER = { name: 1, features: 2, keys: 3, values: 4, extent: 5, version: 15 } as const
const FEATURE = { tags: 2, type: 3, geometry: 4 } as const
const VALUE = { unsigned: 5 } as const

const POINT = 1
const MOVE_TO_ONCE = 9

const text = new TextEncoder()

/** Points of a layer whose properties are counts, row by row: x, y, then a count for each key. */
export interface CountRows {
  readonly keys: readonly string[]
  readonly values: readonly number[]
}

/**
 * A tile of one layer of points that carry counts (计数图层), as MVT, version 2.
 *
 * A general encoder asks of each feature what properties it has, which takes several times as long as
 * counting what is in the tile; here all have the same ones, whole numbers from 0 to below 2³².
 * Source: Vector Tile Specification 2.1, Mapbox 2016 [K]
 */
export function encodeCountLayer(
  name: string,
  extent: number,
  { keys, values }: CountRows,
): Uint8Array {
  const stride = 2 + keys.length
  const layer = new ByteWriter(64 + keys.length * 16 + values.length * 4)
  layer.field(LAYER.version, VARINT).varint(2)
  layer.text(LAYER.name, name)
  const numbers = new Map<number, number>()
  const feature = new ByteWriter(64)
  const tags = new ByteWriter(64)
  for (let row = 0; row < values.length; row += stride) {
    tags.clear()
    for (let key = 0; key < keys.length; key += 1) {
      const value = values[row + 2 + key] as number
      let number = numbers.get(value)
      if (number === undefined) {
        number = numbers.size
        numbers.set(value, number)
      }
      tags.varint(key).varint(number)
    }
    feature.clear()
    feature.bytes(FEATURE.tags, tags)
    feature.field(FEATURE.type, VARINT).varint(POINT)
    tags.clear()
    tags
      .varint(MOVE_TO_ONCE)
      .zigzag(values[row] as number)
      .zigzag(values[row + 1] as number)
    feature.bytes(FEATURE.geometry, tags)
    layer.bytes(LAYER.features, feature)
  }
  for (const key of keys) layer.text(LAYER.keys, key)
  for (const value of numbers.keys()) {
    tags.clear()
    tags.field(VALUE.unsigned, VARINT).varint(value)
    layer.bytes(LAYER.values, tags)
  }
  layer.field(LAYER.extent, VARINT).varint(extent)
  const tile = new ByteWriter(layer.length + 8)
  tile.bytes(TILE.layers, layer)
  return tile.written().slice()
}

/** Writes protocol buffers into room that grows. */
class ByteWriter {
  #room: Uint8Array
  #length = 0

  constructor(room: number) {
    this.#room = new Uint8Array(room)
  }

  get length(): number {
    return this.#length
  }

  written(): Uint8Array {
    return this.#room.subarray(0, this.#length)
  }

  clear(): void {
    this.#length = 0
  }

  field(number: number, kind: number): this {
    return this.varint(number * 8 + kind)
  }

  varint(value: number): this {
    this.#need(5)
    let rest = value
    while (rest > 127) {
      this.#room[this.#length++] = (rest & 127) | 128
      rest >>>= 7
    }
    this.#room[this.#length++] = rest
    return this
  }

  zigzag(value: number): this {
    return this.varint((value << 1) ^ (value >> 31))
  }

  text(number: number, value: string): void {
    const bytes = text.encode(value)
    this.field(number, BYTES).varint(bytes.length)
    this.#append(bytes)
  }

  bytes(number: number, other: ByteWriter): void {
    this.field(number, BYTES).varint(other.length)
    this.#append(other.written())
  }

  #append(bytes: Uint8Array): void {
    this.#need(bytes.length)
    this.#room.set(bytes, this.#length)
    this.#length += bytes.length
  }

  #need(more: number): void {
    if (this.#length + more <= this.#room.length) return
    const larger = new Uint8Array(2 * (this.#length + more))
    larger.set(this.#room)
    this.#room = larger
  }
}
