import type { Rectangle } from './paper.ts'

export interface PaperPoint {
  readonly x: number
  readonly y: number
}

/** A mark with its true place and where it is drawn, pushed aside when others stand too near. */
export interface SpreadMark extends PaperPoint {
  readonly trueX: number
  readonly trueY: number
}

const SPREAD_ROUNDS = 60

/**
 * Push discs apart that would cover each other (标记避让), each as little as it takes.
 * Shape: places → the same number of places, in order; what stands alone does not move
 * Units: millimetres; `distance` between middles
 */
export function spreadMarks(
  places: readonly PaperPoint[],
  distance: number,
): readonly SpreadMark[] {
  const marks = places.map(({ x, y }) => ({ x, y, trueX: x, trueY: y }))
  for (let round = 0; round < SPREAD_ROUNDS; round += 1) {
    let hasMoved = false
    for (const [index, a] of marks.entries())
      for (const [offset, b] of marks.slice(index + 1).entries()) {
        let [dx, dy] = [b.x - a.x, b.y - a.y]
        if (Math.abs(dx) >= distance || Math.abs(dy) >= distance) continue
        let gap = Math.hypot(dx, dy)
        if (gap >= distance - 1e-6) continue
        if (gap < 1e-6) {
          // On one spot: part them in directions of their own, so that three do not queue up.
          const angle = index + offset * 2.4
          ;[dx, dy, gap] = [Math.cos(angle), Math.sin(angle), 1]
        }
        const push = (distance - Math.min(gap, distance)) / 2 + 0.01
        a.x -= (dx / gap) * push
        a.y -= (dy / gap) * push
        b.x += (dx / gap) * push
        b.y += (dy / gap) * push
        hasMoved = true
      }
    if (!hasMoved) break
  }
  return marks
}

/** One way to write a label: its lines, each with its size. */
export interface LabelVariant {
  readonly lines: readonly { readonly text: string; readonly size: number }[]
  readonly width: number
  readonly height: number
}

/** A label to place: its ways of writing, the best first, and places for its middle, the best first. */
export interface LabelWish {
  readonly id: string
  readonly variants: readonly LabelVariant[]
  readonly inside: readonly PaperPoint[]
  /** Places beside the thing, used with a leader when nothing inside is free. */
  readonly outside: (variant: LabelVariant) => readonly PaperPoint[]
  /** Left out rather than laid over something. */
  readonly isOptional: boolean
  /** Where a leader points to. */
  readonly anchor: PaperPoint
}

export interface PlacedLabel {
  readonly id: string
  readonly x: number
  readonly y: number
  readonly variant: LabelVariant
  readonly leader: PaperPoint | null
}

function around({ x, y }: PaperPoint, { width, height }: LabelVariant): Rectangle {
  return { x: x - width / 2, y: y - height / 2, width, height }
}

function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return width > 0 && height > 0 ? width * height : 0
}

function isWithin(inner: Rectangle, outer: Rectangle): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  )
}

/**
 * Place labels so that none covers a mark or another label (标注避让).
 * Shape: wishes in order of weight, what is already there, the paper they may use → one label each:
 *   inside where there is room, else beside with a leader, else where it covers least; optional ones
 *   only where nothing is covered
 */
export function placeLabels(
  wishes: readonly LabelWish[],
  obstacles: readonly Rectangle[],
  paper: Rectangle,
): readonly PlacedLabel[] {
  const taken: Rectangle[] = [...obstacles]
  return wishes.flatMap((wish) => {
    const label = placeOne(wish, taken, paper)
    if (label === null) return []
    taken.push(around(label, label.variant))
    return [label]
  })
}

function placeOne(
  wish: LabelWish,
  taken: readonly Rectangle[],
  paper: Rectangle,
): PlacedLabel | null {
  const cost = (place: PaperPoint, variant: LabelVariant): number => {
    const area = around(place, variant)
    if (!isWithin(area, paper)) return Infinity
    return taken.reduce((sum, other) => sum + overlap(area, other), 0)
  }
  let least: PlacedLabel | null = null
  let leastCost = Infinity
  for (const isInside of [true, false])
    for (const variant of wish.variants)
      for (const place of isInside ? wish.inside : wish.outside(variant)) {
        const here = cost(place, variant)
        const leader = isInside ? null : wish.anchor
        const label = { id: wish.id, x: place.x, y: place.y, variant, leader }
        if (here === 0) return label
        if (here < leastCost) [least, leastCost] = [label, here]
      }
  const [variant] = wish.variants.slice(-1)
  if (variant === undefined) throw new RangeError(`label ${wish.id} has no way of writing`)
  if (wish.isOptional) return null
  return least ?? { id: wish.id, ...wish.anchor, variant, leader: null }
}
