import type { Position } from '#domain/position.ts'
import { curveOrder, worldSteps } from './curve.ts'
import { float64s, uint32s } from './growing.ts'
import { ID_WORDS, packId } from './id-column.ts'
import type { PlacedColumns } from './segment.ts'

/** Gathers rows with their places, and puts them along the curve in the end. */
export class PlacedBuilder {
  readonly #lng = float64s()
  readonly #lat = float64s()
  readonly #worldX = uint32s()
  readonly #worldY = uint32s()
  readonly #enterprise = uint32s()
  readonly #ids = uint32s()
  readonly #others = new Map<number, string>()
  readonly #one = new Uint32Array(ID_WORDS)

  get count(): number {
    return this.#enterprise.length
  }

  /** Shape: → the row's number in the order of coming */
  add(enterprise: number, id: string, place: Position | null): number {
    const row = this.count
    this.#enterprise.push(enterprise)
    this.#lng.push(place === null ? Number.NaN : place[0])
    this.#lat.push(place === null ? Number.NaN : place[1])
    const [x, y] = place === null ? [0, 0] : worldSteps(place[0], place[1])
    this.#worldX.push(x)
    this.#worldY.push(y)
    const isPacked = packId(this.#one, id)
    if (!isPacked) this.#others.set(row, id)
    for (let word = 0; word < ID_WORDS; word += 1)
      this.#ids.push(isPacked ? (this.#one[word] as number) : 0)
    return row
  }

  /** Where a row lies, by its number in the order of coming. */
  placeOf(row: number): Position | null {
    const lng = this.#lng.values()[row] as number
    return Number.isNaN(lng) ? null : [lng, this.#lat.values()[row] as number]
  }

  /** Shape: → the columns, and which row of the order of coming each of theirs is */
  seal(enterprises: number): { readonly columns: PlacedColumns; readonly order: Uint32Array } {
    const { order, placed } = this.#order()
    const ids = new Uint32Array(order.length * ID_WORDS)
    const ownIds = this.#ids.values()
    const others = new Map<number, string>()
    for (let row = 0; row < order.length; row += 1) {
      const from = order[row] as number
      for (let word = 0; word < ID_WORDS; word += 1)
        ids[row * ID_WORDS + word] = ownIds[from * ID_WORDS + word] as number
      const other = this.#others.get(from)
      if (other !== undefined) others.set(row, other)
    }
    const enterprise = pick(order, this.#enterprise.values())
    return {
      order,
      columns: {
        count: order.length,
        placed,
        lng: pick(order, this.#lng.values()),
        lat: pick(order, this.#lat.values()),
        worldX: pick(order, this.#worldX.values()),
        worldY: pick(order, this.#worldY.values()),
        enterprise,
        ids: { words: ids, others },
        ...byEnterprise(enterprise, enterprises),
      },
    }
  }

  /** Rows with a place along the curve, the others after them. */
  #order(): { order: Uint32Array; placed: number } {
    const lng = this.#lng.values()
    const all = curveOrder(this.#worldX.values(), this.#worldY.values())
    const order = new Uint32Array(all.length)
    let placed = 0
    for (const row of all) if (!Number.isNaN(lng[row])) order[placed++] = row
    let at = placed
    for (const row of all) if (Number.isNaN(lng[row])) order[at++] = row
    return { order, placed }
  }
}

function byEnterprise(
  enterprise: Uint32Array,
  enterprises: number,
): { starts: Uint32Array; rows: Uint32Array } {
  const starts = new Uint32Array(enterprises + 1)
  for (const number of enterprise) starts[number + 1] = (starts[number + 1] as number) + 1
  for (let number = 0; number < enterprises; number += 1)
    starts[number + 1] = (starts[number + 1] as number) + (starts[number] as number)
  const next = starts.slice()
  const rows = new Uint32Array(enterprise.length)
  for (const [row, number] of enterprise.entries()) {
    rows[next[number] as number] = row
    next[number] = (next[number] as number) + 1
  }
  return { starts, rows }
}

/** The values of some rows, in their order. Shape: at most as many rows as values */
export function pick<T extends Float64Array | Uint32Array | Int32Array | Uint8Array>(
  order: Uint32Array,
  values: T,
): T {
  const picked = values.slice(0, order.length) as T
  for (let row = 0; row < order.length; row += 1)
    picked[row] = values[order[row] as number] as number
  return picked
}

/** The runs of entries of some rows, in their order: where each begins, and the entries one by one. */
export function pickRuns(
  order: Uint32Array,
  starts: Uint32Array,
): { readonly starts: Uint32Array; readonly entries: Uint32Array } {
  const newStarts = new Uint32Array(order.length + 1)
  const entries = new Uint32Array(starts[order.length] ?? 0)
  let at = 0
  for (let row = 0; row < order.length; row += 1) {
    newStarts[row] = at
    const from = order[row] as number
    for (let entry = starts[from] as number; entry < (starts[from + 1] as number); entry += 1)
      entries[at++] = entry
  }
  newStarts[order.length] = at
  return { starts: newStarts, entries }
}
