/** A text of one or two lines, placed by its middle. */
export interface CardLabel {
  readonly x: number
  readonly y: number
  readonly size: number
  readonly lines: readonly string[]
}

/** What a label wants to say of a zone: its name where there is room, its colour in any case. */
export interface LabelWish {
  readonly name: string
  readonly code: string
  readonly box: Box
}

export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

const SIZES = [28, 23] as const
const LINE = 1.2
/** A name may stand out of its zone by this much on each side. */
const OVERHANG = 4
/** Between a zone and a name that stands beside it. */
const GAP = 6

/**
 * Place zone names (分区名称) on the small drawing so that none covers another or a point: on one
 * line, on two, smaller, beside the zone on free ground, and where nothing fits the colour's word.
 * Shape: wishes in order of importance → labels in the same order
 */
export function placeCardLabels(
  wishes: readonly LabelWish[],
  points: readonly Box[],
  sheet: Box,
): readonly CardLabel[] {
  const taken = [...points]
  const zones = wishes.map(({ box }) => box)
  return wishes.map((wish) => {
    const label = bestLabel(wish, taken, [...taken, ...zones], sheet)
    taken.push(boxOf(label))
    return label
  })
}

function bestLabel(
  { name, code, box }: LabelWish,
  taken: readonly Box[],
  ground: readonly Box[],
  sheet: Box,
): CardLabel {
  const forms = name === '' ? [] : [[`${name}·${code}`], [name, code]]
  const room = grown(box, OVERHANG)
  for (const size of SIZES)
    for (const lines of forms)
      for (const label of placesOf(box, lines, size))
        if (isInside(boxOf(label), room) && isFree(boxOf(label), taken)) return label
  const isBeside = (label: CardLabel) =>
    isInside(boxOf(label), sheet) && isFree(boxOf(label), ground)
  for (const lines of forms)
    for (const label of placesBeside(box, lines, SIZES[1])) if (isBeside(label)) return label
  const codes = SIZES.flatMap((size) => placesOf(box, [code], size))
  const [middle = { x: box.left, y: box.top, size: SIZES[1], lines: [code] }] = codes
  return (
    codes.find((label) => isFree(boxOf(label), taken)) ??
    placesBeside(box, [code], SIZES[1]).find(isBeside) ??
    middle
  )
}

/** The middle first, then along the upper and lower edges. */
function placesOf(box: Box, lines: readonly string[], size: number): CardLabel[] {
  const x = Math.round((box.left + box.right) / 2)
  const height = lines.length * size * LINE
  const middle = (box.top + box.bottom) / 2
  const ys = [middle, box.top + height / 2 + 4, box.bottom - height / 2 - 4]
  const quarter = (box.right - box.left) / 4
  return ys.flatMap((y) =>
    [x, x - quarter, x + quarter].map((at) => ({
      x: Math.round(at),
      y: Math.round(y),
      size,
      lines,
    })),
  )
}

/** Under the zone, over it, and at its sides. */
function placesBeside(box: Box, lines: readonly string[], size: number): CardLabel[] {
  const own = boxOf({ x: 0, y: 0, size, lines })
  const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2]
  const places = [
    [x, box.bottom + GAP + own.bottom],
    [x, box.top - GAP - own.bottom],
    [box.left - GAP - own.right, y],
    [box.right + GAP + own.right, y],
  ] as const
  return places.map(([atX, atY]) => ({ x: Math.round(atX), y: Math.round(atY), size, lines }))
}

function boxOf({ x, y, size, lines }: CardLabel): Box {
  const width = Math.max(...lines.map((line) => widthOf(line, size)))
  const height = lines.length * size * LINE
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 }
}

/** Chinese signs and their middle dot are as wide as high; letters and figures little more than half. */
function widthOf(text: string, size: number): number {
  let width = 0
  for (const sign of text) width += /[!-~ ]/.test(sign) ? size * 0.58 : size
  return width
}

function grown(box: Box, by: number): Box {
  return {
    left: box.left - by,
    top: box.top - by,
    right: box.right + by,
    bottom: box.bottom + by,
  }
}

function isInside(inner: Box, outer: Box): boolean {
  return (
    inner.left >= outer.left &&
    inner.right <= outer.right &&
    inner.top >= outer.top &&
    inner.bottom <= outer.bottom
  )
}

function isFree(box: Box, taken: readonly Box[]): boolean {
  return taken.every(
    (other) =>
      box.right <= other.left ||
      box.left >= other.right ||
      box.bottom <= other.top ||
      box.top >= other.bottom,
  )
}
