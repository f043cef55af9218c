import type { Position } from 'geojson'

/**
 * The outlines of areas that share borders (公共边界), each stretch once.
 *
 * Drawn area by area, a shared border is drawn twice, and two dashed lines out of step make a firm one.
 * Shape: rings of positions → lines; a stretch that an earlier ring or `covered` already holds is left out
 */
export function sharedLines(
  rings: readonly (readonly Position[])[],
  covered: readonly (readonly Position[])[] = [],
): Position[][] {
  const drawn = new Set<string>()
  for (const ring of covered) for (const [from, to] of segments(ring)) drawn.add(keyOf(from, to))
  return rings.flatMap((ring) => {
    const lines: Position[][] = []
    let line: Position[] = []
    for (const [from, to] of segments(ring)) {
      const key = keyOf(from, to)
      if (drawn.has(key)) {
        if (line.length > 0) lines.push(line)
        line = []
        continue
      }
      drawn.add(key)
      line = line.length === 0 ? [from, to] : [...line, to]
    }
    if (line.length > 0) lines.push(line)
    return lines
  })
}

function segments(ring: readonly Position[]): [Position, Position][] {
  return ring.slice(1).flatMap((to, index) => {
    const from = ring[index]
    return from === undefined ? [] : [[from, to] as [Position, Position]]
  })
}

/** The same for both directions; nine decimals are a tenth of a millimetre. */
function keyOf(from: Position, to: Position): string {
  return [from, to]
    .map((position) => position.map((part) => part.toFixed(9)).join(' '))
    .sort()
    .join('|')
}
