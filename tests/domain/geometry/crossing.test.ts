import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { scanGeometry } from '#domain/geometry.ts'

function scan(ring: unknown) {
  return scanGeometry(
    { type: 'Polygon', coordinates: [ring] },
    { types: ['Polygon'], maxVertices: 10_000, bounds: 'plane' },
  )
}

function issueOf(ring: unknown) {
  const result = scan(ring)
  return result.ok ? undefined : result.issues[0]
}

/** A closed ring of n corners whose distance from the centre goes up and down. */
function star(n: number, inner = 90): [number, number][] {
  const ring = Array.from({ length: n }, (_, i): [number, number] => {
    const radius = i % 2 === 0 ? 100 : inner
    const angle = (2 * Math.PI * i) / n
    return [radius * Math.cos(angle), radius * Math.sin(angle)]
  })
  return [...ring, ring[0] ?? [0, 0]]
}

describe('self-intersection', () => {
  test('names the edges and the place', () => {
    const bowTie = [
      [0, 0],
      [4, 4],
      [4, 0],
      [0, 2],
      [0, 0],
    ]
    const issue = issueOf(bowTie)
    expect(issue?.code).toBe('self_intersection')
    expect(issue?.path).toBe('geometry.coordinates[0][0]')
    expect(issue?.message).toContain('第 1 条边与第 3 条边')
    expect(issue?.message).toContain('1.333333333, 1.333333333')
  })

  test.each<[string, [number, number][]]>([
    [
      'a vertex on another edge',
      [
        [0, 0],
        [4, 0],
        [4, 4],
        [2, 0],
        [0, 4],
        [0, 0],
      ],
    ],
    [
      'a vertex met twice',
      [
        [0, 0],
        [4, 0],
        [2, 2],
        [4, 4],
        [0, 4],
        [2, 2],
        [0, 0],
      ],
    ],
    [
      'a spike',
      [
        [0, 0],
        [4, 0],
        [4, 4],
        [4, 8],
        [4, 4],
        [0, 4],
        [0, 0],
      ],
    ],
    [
      'a spike at the seam',
      [
        [4, 8],
        [4, 2],
        [4, 4],
        [0, 4],
        [0, 0],
        [4, 0],
        [4, 8],
      ],
    ],
  ])('%s', (_, ring) => {
    expect(issueOf(ring)?.code).toBe('self_intersection')
  })

  test('straight runs of vertices are no spikes', () => {
    const ring = [
      [0, 0],
      [1, 0],
      [2, 0],
      [4, 0],
      [4, 4],
      [0, 4],
      [0, 2],
      [0, 0],
    ]
    expect(scan(ring).ok).toBe(true)
  })

  test('agrees with comparing every pair of edges', () => {
    const vertex = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 }))
    fc.assert(
      fc.property(
        fc.uniqueArray(vertex, { minLength: 3, maxLength: 9, selector: String }),
        (ring) => {
          const closed = [...ring, ring[0] ?? [0, 0]]
          const result = scan(closed)
          if (!result.ok && result.issues[0]?.code === 'zero_area') return
          expect(result.ok).toBe(isSimple(ring))
        },
      ),
      { numRuns: 3000 },
    )
  })

  test.each([
    ['a star', star(9_999)],
    ['a comb', comb(2_499, false)],
    ['a comb on its side', comb(2_499, true)],
    ['a slanted saw', saw(4_998)],
    ['a star of needles', star(9_999, 1)],
  ])('%s of 10,000 vertices takes less than 300 ms', (_, ring) => {
    scan(star(101))
    const started = performance.now()
    const result = scan(ring)
    const elapsed = performance.now() - started
    expect(result.ok).toBe(true)
    expect(elapsed).toBeLessThan(300)
  })

  test('a crossing among 10,000 vertices is found', () => {
    const ring = star(9_999)
    const crossed = ring.with(5_000, [-200, 0]).with(5_002, [200, 1])
    expect(issueOf(crossed)?.code).toBe('self_intersection')
  })
})

/** Long parallel teeth: every edge overlaps every other one along the teeth. */
function comb(teeth: number, sideways: boolean): [number, number][] {
  const ring: [number, number][] = []
  for (let i = 0; i < teeth; i++) ring.push([i, 0], [i, 1000], [i + 0.5, 1000], [i + 0.5, 0])
  ring.push([teeth, -10], [0, -10])
  ring.push(ring[0] ?? [0, 0])
  return ring.map(([x, y]) => (sideways ? [y, x] : [x, y]))
}

/** Long teeth at 45°: no axis keeps their extents apart. */
function saw(teeth: number): [number, number][] {
  const ring: [number, number][] = []
  for (let i = 0; i < teeth; i++) ring.push([i * 0.1, -i * 0.1], [i * 0.1 + 400, -i * 0.1 + 400.05])
  ring.push([1000, -1100], [-600, -1100])
  ring.push(ring[0] ?? [0, 0])
  return ring
}

/** Exact for small whole numbers: every pair of edges, by definition. */
function isSimple(ring: readonly (readonly [number, number])[]): boolean {
  type Corner = readonly [number, number]
  const turn = (a: Corner, b: Corner, c: Corner) =>
    Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))
  const on = (a: Corner, b: Corner, c: Corner) =>
    turn(a, b, c) === 0 &&
    Math.min(a[0], b[0]) <= c[0] &&
    c[0] <= Math.max(a[0], b[0]) &&
    Math.min(a[1], b[1]) <= c[1] &&
    c[1] <= Math.max(a[1], b[1])
  const n = ring.length
  const corner = (i: number): Corner => ring[i % n] ?? [NaN, NaN]
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) {
      const [a, b, c, d] = [corner(i), corner(i + 1), corner(j), corner(j + 1)]
      if (j === i + 1 || (i === 0 && j === n - 1)) {
        const [shared, before, after] = j === i + 1 ? [b, a, d] : [a, b, c]
        const backwards =
          (before[0] - shared[0]) * (after[0] - shared[0]) +
            (before[1] - shared[1]) * (after[1] - shared[1]) >
          0
        if (turn(before, shared, after) === 0 && backwards) return false
        continue
      }
      if (on(a, b, c) || on(a, b, d) || on(c, d, a) || on(c, d, b)) return false
      if (turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0) return false
    }
  return true
}
