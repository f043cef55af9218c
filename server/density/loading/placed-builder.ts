import { curveOrder, worldSteps } from '../columns/curve.ts'
import { float64s, uint32s } from './growing.ts'
import { IdBuilder } from './id-builder.ts'
import type { PlacedColumns } from '../columns/segment.ts'

const NOWHERE = [0, 0] as const

/** Gathers rows with their places, and puts them along the curve in the end. */
export class PlacedBuilder {
  readonly #lng = float64s()
  readonly #lat = float64s()
  readonly #worldX = uint32s()
  readonly #worldY = uint32s()
  readonly #enterprise = uint32s()
  readonly #ids = new IdBuilder()

  get count(): number {
    return this.#enterprise.length
  }

  /**
   * Add a row; lng and lat are NaN without a place. Its number is `count` before.
   * Shape: → the words of its id, good until the next is added; null when it is no UUID
   */
  add(enterprise: number, id: string, lng: number, lat: number): Uint32Array | null {
    this.#enterprise.push(enterprise)
    this.#lng.push(lng)
    this.#lat.push(lat)
    const [x, y] = Number.isNaN(lng) ? NOWHERE : worldSteps(lng, lat)
    this.#worldX.push(x)
    this.#worldY.push(y)
    return this.#ids.add(id)
  }

  /** Where a row lies, by its number in the order of coming; NaN without a place. */
  lngOf(row: number): number {
    return this.#lng.at(row)
  }

  latOf(row: number): number {
    return this.#lat.at(row)
  }

  /** Shape: → the columns, and which row of the order of coming each of theirs is */
  seal(enterprises: number): { readonly columns: PlacedColumns; readonly order: Uint32Array } {
    const { order, placed } = this.#order()
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
        ids: this.#ids.seal(order),
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
  for (let row = 0; row < enterprise.length; row += 1) {
    const number = enterprise[row] as number
    starts[number + 1] = (starts[number + 1] as number) + 1
  }
  for (let number = 0; number < enterprises; number += 1)
    starts[number + 1] = (starts[number + 1] as number) + (starts[number] as number)
  const next = starts.slice()
  const rows = new Uint32Array(enterprise.length)
  for (let row = 0; row < enterprise.length; row += 1) {
    const number = enterprise[row] as number
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
