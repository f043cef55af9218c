import { contactOf } from './contact.ts'
import type { Contact, Ends } from './contact.ts'
import { side } from './orientation.ts'
import type { ClosedRing, Vertex } from './orientation.ts'

/** Where two edges meet that must not; ring and edge count from 0. */
export interface Crossing {
  readonly ring: number
  readonly edge: number
  readonly otherRing: number
  readonly otherEdge: number
  readonly point: Vertex
}

/** What a search over all edges found: a forbidden meeting, or which rings touch another one. */
export interface CrossingSearch {
  readonly crossing: Crossing | null
  readonly touchingRings: ReadonlySet<number>
}

/**
 * Look for boundaries that cross themselves or each other (边界自相交).
 * Within one ring any contact of edges that are not neighbours is forbidden, and so is a
 * neighbour folding back; different rings may touch in points but not cross or share a stretch.
 * Shape: closed rings without repeated vertices → the first forbidden meeting a sweep comes upon
 * Source: Shamos and Hoey 1976, Geometric intersection problems: a line sweeps by x, the edges
 *   under it are kept in order of height, and only those next to each other can meet first [K]
 */
export function searchCrossing(rings: readonly ClosedRing[]): CrossingSearch {
  const edges = new EdgeTable(rings)
  const touchingRings = new Set<number>()
  const active = new Uint32Array(edges.count)
  let activeCount = 0

  /** Compare an active edge with those beyond it one way, as long as they touch it. */
  function firstForbidden(slot: number, step: 1 | -1): Crossing | null {
    const edge = at(active, slot)
    for (let next = slot + step; next >= 0 && next < activeCount; next += step) {
      const other = at(active, next)
      const contact = contactOf(edges.ends(edge), edges.ends(other))
      if (contact === null) return null
      if (edges.isForbidden(edge, other, contact)) return edges.crossing(edge, other, contact)
      if (edges.ringOf(edge) !== edges.ringOf(other))
        touchingRings.add(edges.ringOf(edge)).add(edges.ringOf(other))
    }
    return null
  }

  function begin(edge: number): Crossing | null {
    let slot = 0
    for (let end = activeCount; slot < end;) {
      const middle = (slot + end) >> 1
      if (edges.isAbove(edge, at(active, middle))) slot = middle + 1
      else end = middle
    }
    active.copyWithin(slot + 1, slot, activeCount++)
    active[slot] = edge
    return firstForbidden(slot, -1) ?? firstForbidden(slot, 1)
  }

  function end(edge: number): Crossing | null {
    const slot = active.indexOf(edge)
    active.copyWithin(slot, slot + 1, activeCount--)
    if (slot === 0 || slot === activeCount) return null
    return firstForbidden(slot - 1, 1) ?? firstForbidden(slot, -1)
  }

  const events = edges.events()
  let samePlace = 0
  for (const [index, event] of events.entries()) {
    // Edges that end where others begin are never under the line together.
    if (!edges.isSamePlace(event, at(events, samePlace))) samePlace = index
    const edge = event >> 1
    for (let earlier = samePlace; earlier < index; earlier++) {
      const other = at(events, earlier) >> 1
      const contact: Contact = { kind: 'touch', point: edges.pointOf(event) }
      if (edges.isForbidden(edge, other, contact))
        return { crossing: edges.crossing(edge, other, contact), touchingRings }
      if (edges.ringOf(edge) !== edges.ringOf(other))
        touchingRings.add(edges.ringOf(edge)).add(edges.ringOf(other))
    }
    const crossing = event % 2 === 1 ? begin(edge) : end(edge)
    if (crossing !== null) return { crossing, touchingRings }
  }
  return { crossing: null, touchingRings }
}

/** An index that this file itself counted is always there; the type cannot know. */
function at(column: Float64Array | Uint32Array, index: number): number {
  return column[index] ?? NaN
}

/** The edges of all rings as columns, each from its left end (lower, when upright) to its right. */
class EdgeTable {
  readonly count: number
  private readonly rings: readonly ClosedRing[]
  /** By event: the right end of an edge, then its left end. */
  private readonly eventX: Float64Array
  private readonly eventY: Float64Array
  private readonly ring: Uint32Array
  private readonly place: Uint32Array

  constructor(rings: readonly ClosedRing[]) {
    this.rings = rings
    this.count = rings.reduce((sum, ring) => sum + Math.max(0, ring.length - 1), 0)
    this.eventX = new Float64Array(2 * this.count)
    this.eventY = new Float64Array(2 * this.count)
    this.ring = new Uint32Array(this.count)
    this.place = new Uint32Array(this.count)
    let edge = 0
    for (const [ringIndex, ring] of rings.entries()) {
      let previous: Vertex | null = null
      for (const [index, vertex] of ring.entries()) {
        if (previous !== null) this.fill(edge++, ringIndex, index - 1, previous, vertex)
        previous = vertex
      }
    }
  }

  private fill(edge: number, ring: number, place: number, a: Vertex, b: Vertex): void {
    const [left, right] = a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]) ? [a, b] : [b, a]
    this.eventX.set([right[0], left[0]], 2 * edge)
    this.eventY.set([right[1], left[1]], 2 * edge)
    this.ring[edge] = ring
    this.place[edge] = place
  }

  /**
   * Twice the edge where it ends, and plus one where it begins; ends first at one place, so that
   * a new edge takes its height from those that go on.
   */
  events(): Uint32Array {
    const events = Uint32Array.from({ length: 2 * this.count }, (_, index) => index)
    const { eventX, eventY } = this
    return events.sort(
      (a, b) =>
        at(eventX, a) - at(eventX, b) ||
        at(eventY, a) - at(eventY, b) ||
        (a % 2) - (b % 2) ||
        a - b,
    )
  }

  isSamePlace(event: number, other: number): boolean {
    return (
      at(this.eventX, event) === at(this.eventX, other) &&
      at(this.eventY, event) === at(this.eventY, other)
    )
  }

  pointOf(event: number): Vertex {
    return [at(this.eventX, event), at(this.eventY, event)]
  }

  ends(edge: number): Ends {
    const right = 2 * edge
    const left = right + 1
    return [
      at(this.eventX, left),
      at(this.eventY, left),
      at(this.eventX, right),
      at(this.eventY, right),
    ]
  }

  ringOf(edge: number): number {
    return at(this.ring, edge)
  }

  /** Whether an edge that begins now lies above one that began before. */
  isAbove(edge: number, earlier: number): boolean {
    const [ax, ay, bx, by] = this.ends(earlier)
    const [leftX, leftY, rightX, rightY] = this.ends(edge)
    const begin = side(ax, ay, bx, by, leftX, leftY)
    return (begin === 0 ? side(ax, ay, bx, by, rightX, rightY) : begin) > 0
  }

  isForbidden(a: number, b: number, contact: Contact): boolean {
    if (contact.kind !== 'touch') return true
    const ring = this.ringOf(a)
    if (ring !== this.ringOf(b)) return false
    const gap = Math.abs(at(this.place, a) - at(this.place, b))
    const seam = (this.rings[ring]?.length ?? 0) - 2
    return gap !== 1 && gap !== seam
  }

  crossing(a: number, b: number, { point }: Contact): Crossing {
    const [first, second] = a < b ? [a, b] : [b, a]
    return {
      ring: this.ringOf(first),
      edge: at(this.place, first),
      otherRing: this.ringOf(second),
      otherEdge: at(this.place, second),
      point,
    }
  }
}
