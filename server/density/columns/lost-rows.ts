/**
 * What a selected part lost since parts before it (失去的行), so that what was made of an earlier one,
 * cells above all, is patched by the rows that went and not made anew.
 *
 * 4 bytes a row lost, held once, for up to eight earlier parts; nothing where more than 64
 * enterprises went at a time. Where enterprise and level decide, only the rows of those that went
 * are looked at; else each is looked for among the selected ones by a binary search. Kept as long
 * as the later part.
 */
import type { PlacedColumns } from './segment.ts'
import type { SelectedSegment } from './select-segment.ts'

/** What an earlier part had that a later one has not (失去的行), by the number of the earlier one. */
export interface LostRows {
  readonly since: number
  /** Rows that were selected of it. */
  readonly points: readonly Uint32Array[]
  /** Null where they were not listed yet: nothing was made of them, or what nobody knows. */
  readonly hazards: readonly Uint32Array[] | null
}

/** How far back a part remembers: who has not asked since then is answered the long way. */
const MOST_EARLIER = 8
/** When more enterprises than this go at a time, the long way is not much longer. */
const MOST_ENTERPRISES = 64

const numbers = new WeakMap<SelectedSegment, number>()
let lastNumber = 0

/** A number for each part, which never changes: what is made of a part is kept by it. */
export function partNumber(part: SelectedSegment): number {
  let number = numbers.get(part)
  if (number === undefined) {
    lastNumber += 1
    number = lastNumber
    numbers.set(part, number)
  }
  return number
}

/** By number and not by part, or each part would hold all that were before it. */
const losses = new WeakMap<SelectedSegment, readonly LostRows[]>()

/** What a part lost since parts that were before it, the latest of them first. */
export function lostRows(part: SelectedSegment): readonly LostRows[] {
  return losses.get(part) ?? []
}

/** Remember what a part lost that was made of an earlier one by leaving enterprises out. */
export function noteLostRows(earlier: SelectedSegment, part: SelectedSegment): void {
  const gone: number[] = []
  for (let number = 0; number < part.visible.length; number += 1)
    if (part.visible[number] !== earlier.visible[number]) gone.push(number)
  if (gone.length > MOST_ENTERPRISES) return
  const points = lostPoints(earlier, gone)
  const hazards = lostHazards(earlier, gone)
  const before = lostRows(earlier).slice(0, MOST_EARLIER - 1)
  losses.set(part, [
    { since: partNumber(earlier), points, hazards },
    ...before.map((lost) => ({
      since: lost.since,
      points: [...lost.points, ...points],
      hazards: lost.hazards && hazards && [...lost.hazards, ...hazards],
    })),
  ])
}

function lostHazards(earlier: SelectedSegment, gone: readonly number[]): Uint32Array[] | null {
  if (!earlier.hazardList.isCountedListed()) return null
  return gone.map((number) => rowsAmong(earlier.at.segment.hazards, number, earlier.hazards))
}

function lostPoints(earlier: SelectedSegment, gone: readonly number[]): Uint32Array[] {
  const { at, groups } = earlier
  const { points } = at.segment
  if (groups === null) return gone.map((number) => rowsAmong(points, number, earlier.points))
  const { enterprises, pairs } = groups
  return gone
    .filter((number) => enterprises[number] === 1)
    .map((number) => rowsOf(points, number).filter((row) => pairs[at.pair[row] as number] === 1))
}

function rowsOf({ rows, starts }: PlacedColumns, number: number): Uint32Array {
  return rows.subarray(starts[number], starts[number + 1])
}

/** The rows of an enterprise that are among some ascending ones. */
function rowsAmong(columns: PlacedColumns, number: number, selected: Uint32Array): Uint32Array {
  return rowsOf(columns, number).filter((row) => {
    let from = 0
    let to = selected.length
    while (from < to) {
      const middle = (from + to) >>> 1
      if ((selected[middle] as number) < row) from = middle + 1
      else to = middle
    }
    return selected[from] === row
  })
}
