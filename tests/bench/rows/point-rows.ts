import { EMPTY_FILTER } from '#domain/filter.ts'
import type { MemoryIndex } from './memory-index.ts'
import type { Question } from './questions.ts'
import { WHOLE_COUNTY } from './questions.ts'

/** Risk points as plain columns, so that each of those compared is given the same rows (对照行集). */
export interface PointRows {
  readonly count: number
  /** WGS 84 degrees. */
  readonly lng: Float64Array
  readonly lat: Float64Array
  /** Steps of 2⁻³² of the square of the world. */
  readonly worldX: Uint32Array
  readonly worldY: Uint32Array
  /** The current one; 0 is unassessed. */
  readonly level: Uint8Array
  /** Numbers into the lists of names. */
  readonly sector: Uint16Array
  readonly township: Uint16Array
  readonly enterprise: Uint32Array
  readonly sectors: readonly string[]
  readonly townships: readonly string[]
}

/** All points of an index that have a place. */
export function pointRows(index: MemoryIndex): PointRows {
  const { parts } = index.select(EMPTY_FILTER, WHOLE_COUNTY).selection
  const count = parts.reduce((sum, { points }) => sum + points.length, 0)
  const rows = {
    lng: new Float64Array(count),
    lat: new Float64Array(count),
    worldX: new Uint32Array(count),
    worldY: new Uint32Array(count),
    level: new Uint8Array(count),
    sector: new Uint16Array(count),
    township: new Uint16Array(count),
    enterprise: new Uint32Array(count),
  }
  const sectors = new Map<string, number>()
  const townships = new Map<string, number>()
  let next = 0
  let enterprises = 0
  for (const { at, points: selected } of parts) {
    const { points, enterprises: owners } = at.segment
    const { texts } = at.segment
    const numbersOf = (codes: Uint32Array, numbers: Map<string, number>) =>
      Uint16Array.from(codes, (code) => numberOf(numbers, texts[code] ?? ''))
    const sector = numbersOf(owners.sector, sectors)
    const township = numbersOf(owners.township, townships)
    for (const row of selected) {
      if (row >= points.placed) continue
      const owner = points.enterprise[row] as number
      rows.lng[next] = points.lng[row] as number
      rows.lat[next] = points.lat[row] as number
      rows.worldX[next] = points.worldX[row] as number
      rows.worldY[next] = points.worldY[row] as number
      rows.level[next] = (at.pair[row] as number) % 5
      rows.sector[next] = sector[owner] as number
      rows.township[next] = township[owner] as number
      rows.enterprise[next] = enterprises + owner
      next += 1
    }
    enterprises += owners.count
  }
  return { ...rows, count: next, sectors: [...sectors.keys()], townships: [...townships.keys()] }
}

function numberOf(numbers: Map<string, number>, name: string): number {
  const known = numbers.get(name)
  if (known !== undefined) return known
  numbers.set(name, numbers.size)
  return numbers.size - 1
}

/** Which rows a question is about, read from the plain columns and not from the index. */
export function rowsAsked(rows: PointRows, { sectors, levels, township }: Question): Uint32Array {
  const wantedSectors = sectors?.map((name) => rows.sectors.indexOf(name)) ?? null
  const wantedTownship = township === null ? null : rows.townships.indexOf(township)
  const asked = new Uint32Array(rows.count)
  let count = 0
  for (let row = 0; row < rows.count; row += 1) {
    if (wantedTownship !== null && rows.township[row] !== wantedTownship) continue
    if (levels !== null && !levels.includes(rows.level[row] as number)) continue
    if (wantedSectors !== null && !wantedSectors.includes(rows.sector[row] as number)) continue
    asked[count++] = row
  }
  return asked.slice(0, count)
}
