/**
 * The box of what a selected segment shows of one noun (选中范围), exact to the step of the world.
 *
 * Where enterprise and level alone decide, it is found among the cells that points were counted in, and
 * only the rows of those at its rim are looked at; else every selected row with a place is, once.
 * Four numbers a noun are kept as long as the selected part.
 */
import type { SegmentAt } from '../columns/segment-at.ts'
import type { PointGroups } from '../columns/select-points.ts'
import type { SelectedSegment } from '../columns/select-segment.ts'
import { tileRun, tileSquare } from '../columns/tile-run.ts'
import { FINEST_CELL_ZOOM } from './cell-layer.ts'
import type { PointCells } from './point-cell-counting.ts'
import { countedGroups } from './point-cells.ts'
import { tileRows } from './tile-rows.ts'
import type { PointNoun } from './tile-rows.ts'

/** A box of places, all sides included; turned inside out where there is none. Units: steps of the world, or cells */
export interface StepBox {
  left: number
  top: number
  right: number
  bottom: number
}

/** A box that holds nothing. */
export function emptyBox(): StepBox {
  return { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }
}

/** Make a box hold a place too. */
export function include(box: StepBox, x: number, y: number): void {
  if (x < box.left) box.left = x
  if (x > box.right) box.right = x
  if (y < box.top) box.top = y
  if (y > box.bottom) box.bottom = y
}

const known = new WeakMap<SelectedSegment, Map<PointNoun, Readonly<StepBox>>>()

/** The box of what a selected segment shows of a noun (选中范围). */
export function selectedBox(part: SelectedSegment, noun: PointNoun): Readonly<StepBox> {
  const boxes = known.get(part) ?? new Map<PointNoun, Readonly<StepBox>>()
  known.set(part, boxes)
  let box = boxes.get(noun)
  if (box === undefined) {
    box = noun === 'risk-points' ? boxOfPoints(part) : boxOfRows(part, noun)
    boxes.set(noun, box)
  }
  return box
}

function boxOfPoints(part: SelectedSegment): StepBox {
  const { at, groups, arePointsListed } = part
  if (groups === null || arePointsListed) return boxOfRows(part, 'risk-points')
  const counted = countedGroups(at, groups, FINEST_CELL_ZOOM)
  const box = emptyBox()
  if (counted === null) includeRows(box, at, groups, 0, at.segment.points.placed)
  else
    for (const [x, y] of cellsAtRim(counted.table, groups)) {
      const square = tileSquare(FINEST_CELL_ZOOM, x, y)
      includeRows(box, at, groups, ...tileRun(at.segment.points, null, square))
    }
  return box
}

function boxOfRows(part: SelectedSegment, noun: PointNoun): StepBox {
  const rows = tileRows(part, noun, 'current')
  const { x, y } = rows.places
  const box = emptyBox()
  for (const row of rows.all()) include(box, x[row] as number, y[row] as number)
  return box
}

/** The finest cells with points of some groups that no other such cell is beyond on some side. */
function cellsAtRim(table: PointCells, groups: PointGroups): [x: number, y: number][] {
  const { x, y } = table
  const cells: number[] = []
  const rim = emptyBox()
  for (let cell = 0; cell < x.length; cell += 1)
    if (holdsAny(table, groups, cell)) {
      cells.push(cell)
      include(rim, x[cell] as number, y[cell] as number)
    }
  return cells
    .map((cell): [number, number] => [x[cell] as number, y[cell] as number])
    .filter(
      ([own, down]) =>
        own === rim.left || own === rim.right || down === rim.top || down === rim.bottom,
    )
}

function holdsAny(
  { starts, owner, pair }: PointCells,
  { enterprises, pairs }: PointGroups,
  cell: number,
): boolean {
  const end = starts[cell + 1] as number
  for (let entry = starts[cell] as number; entry < end; entry += 1)
    if (enterprises[owner[entry] as number] === 1 && pairs[pair[entry] as number] === 1) return true
  return false
}

function includeRows(
  box: StepBox,
  { segment, pair }: SegmentAt,
  { enterprises, pairs }: PointGroups,
  start: number,
  end: number,
): void {
  const { worldX, worldY, enterprise } = segment.points
  for (let row = start; row < end; row += 1)
    if (pairs[pair[row] as number] === 1 && enterprises[enterprise[row] as number] === 1)
      include(box, worldX[row] as number, worldY[row] as number)
}
