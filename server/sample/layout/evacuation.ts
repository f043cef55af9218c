import type { PlanPoint } from './shapes.ts'
import { mark, markRoute } from './site.ts'
import type { Drawing } from './site.ts'

/** A way out of a building: the door and the road it opens to. */
export interface Door {
  readonly at: PlanPoint
  readonly roadY: number
  /** People work or live behind it. */
  readonly living: boolean
}

interface Ways {
  readonly doors: readonly Door[]
  readonly spineX: number
  readonly muster: PlanPoint
  readonly gate: PlanPoint
}

/**
 * Ways to safety (疏散路线): along each road one line from its outermost door to the muster point, and a
 * short line from every other door to that road.
 */
export function markEvacuation(drawing: Drawing, { doors, spineX, muster, gate }: Ways): void {
  mark(drawing, 'muster-point', muster, '紧急集合点')
  const inhabited = doors.filter(({ living }) => living)
  const rows = Map.groupBy(inhabited, ({ roadY, at }) => `${roadY.toFixed(1)}:${at[0] < spineX}`)
  const roads = [...new Set(inhabited.map(({ roadY }) => roadY))].toSorted((a, b) => b - a)
  for (const row of rows.values()) {
    const [farthest, ...others] = row.toSorted(
      (a, b) => Math.abs(b.at[0] - spineX) - Math.abs(a.at[0] - spineX),
    )
    if (farthest === undefined) continue
    const { at, roadY } = farthest
    const offset = at[0] < spineX ? -1.4 : 1.4
    markRoute(drawing, [at, [at[0], roadY], [spineX + offset, roadY]])
    for (const { at: door } of others) markRoute(drawing, [door, [door[0], roadY]])
  }
  const [last] = roads
  if (last !== undefined)
    markRoute(drawing, [
      [spineX, last],
      [spineX, muster[1]],
      [muster[0] + Math.sign(spineX - muster[0]) * 3, muster[1]],
    ])
  for (const { at } of inhabited) {
    mark(drawing, 'exit', at, '')
    mark(drawing, 'extinguisher', [at[0] + 2.2, at[1]], '')
  }
  mark(drawing, 'text', [gate[0], gate[1] - 3], '厂外道路')
}
