import { side } from './orientation.ts'
import type { Vertex } from './orientation.ts'

/** An edge by its two ends. */
export type Ends = readonly [ax: number, ay: number, bx: number, by: number]

/** How two edges meet: through each other, along a stretch, or in one end at least. */
export interface Contact {
  readonly kind: 'cross' | 'overlap' | 'touch'
  readonly point: Vertex
}

/** Where and how two edges meet (线段相交), null when they do not. */
export function contactOf([ax, ay, bx, by]: Ends, [cx, cy, dx, dy]: Ends): Contact | null {
  const c = side(ax, ay, bx, by, cx, cy)
  const d = side(ax, ay, bx, by, dx, dy)
  if (c === d && c !== 0) return null
  const a = side(cx, cy, dx, dy, ax, ay)
  const b = side(cx, cy, dx, dy, bx, by)
  if (a === b && a !== 0) return null
  if (c === 0 && d === 0) return collinearContact([ax, ay, bx, by], [cx, cy, dx, dy])
  if (c * d < 0 && a * b < 0) {
    const denominator = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    const t = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / denominator
    return { kind: 'cross', point: [ax + t * (bx - ax), ay + t * (by - ay)] }
  }
  if (c === 0 && isBetween(cx, cy, ax, ay, bx, by)) return { kind: 'touch', point: [cx, cy] }
  if (d === 0 && isBetween(dx, dy, ax, ay, bx, by)) return { kind: 'touch', point: [dx, dy] }
  if (a === 0 && isBetween(ax, ay, cx, cy, dx, dy)) return { kind: 'touch', point: [ax, ay] }
  if (b === 0 && isBetween(bx, by, cx, cy, dx, dy)) return { kind: 'touch', point: [bx, by] }
  return null
}

function isBetween(x: number, y: number, ax: number, ay: number, bx: number, by: number): boolean {
  return (
    Math.min(ax, bx) <= x && x <= Math.max(ax, bx) && Math.min(ay, by) <= y && y <= Math.max(ay, by)
  )
}

/** Two edges on one line: they share a stretch, one end, or nothing. */
function collinearContact(first: Ends, second: Ends): Contact | null {
  const [ax, ay, bx, by] = first
  const [cx, cy, dx, dy] = second
  const axis = Math.abs(bx - ax) >= Math.abs(by - ay) ? 0 : 1
  const [a, b, c, d] = axis === 0 ? [ax, bx, cx, dx] : [ay, by, cy, dy]
  const low = Math.max(Math.min(a, b), Math.min(c, d))
  const high = Math.min(Math.max(a, b), Math.max(c, d))
  if (high < low) return null
  const ends: Vertex[] = [
    [ax, ay],
    [bx, by],
    [cx, cy],
    [dx, dy],
  ]
  const point = ends.find((end) => end[axis] === low) ?? [ax, ay]
  return { kind: high > low ? 'overlap' : 'touch', point }
}
