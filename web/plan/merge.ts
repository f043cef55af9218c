import type { ItemKind, ItemRef, PlanDraft } from './draft.ts'
import { zoneAt } from './draft.ts'
import { isSameValue } from './same-value.ts'

/** What became of one thing between two states of a plan. */
export interface ItemChange {
  readonly item: ItemRef | { readonly kind: 'name' | 'frame' | 'image'; readonly id: '' }
  readonly name: string
  readonly change: 'added' | 'changed' | 'removed'
}

export interface Merged {
  readonly draft: PlanDraft
  /** Things both sides changed differently; mine stands. */
  readonly contested: readonly ItemChange[]
}

interface Row {
  readonly id: string
  readonly name?: string
  readonly text?: string
}

const collections: readonly {
  readonly kind: ItemKind
  readonly key: 'zones' | 'structures' | 'riskPoints' | 'symbols'
}[] = [
  { kind: 'zone', key: 'zones' },
  { kind: 'structure', key: 'structures' },
  { kind: 'risk-point', key: 'riskPoints' },
  { kind: 'symbol', key: 'symbols' },
]

const scalars = ['name', 'frame', 'image'] as const

/** What of a row is merged: a point's zone follows from where it lies, its name is written elsewhere. */
function essence(kind: ItemKind, row: Row): unknown {
  return kind === 'risk-point' && 'position' in row ? row.position : row
}

function isSameRow(kind: ItemKind, a: Row | undefined, b: Row | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return isSameValue(essence(kind, a), essence(kind, b))
}

function byId(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.id, row]))
}

function changeOf(kind: ItemKind, before: Row | undefined, after: Row | undefined): ItemChange {
  const row = after ?? before
  return {
    item: { kind, id: row?.id ?? '' },
    name: row?.name ?? row?.text ?? '',
    change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
  }
}

function scalarChange(key: (typeof scalars)[number], after: PlanDraft): ItemChange {
  const name = key === 'name' ? after.name : ''
  return { item: { kind: key, id: '' }, name, change: 'changed' }
}

/**
 * What changed between two states of a plan (图纸差异), thing by thing.
 * Shape: earlier and later state → zones, structures, points and symbols by id; name, frame, image
 */
export function planChanges(before: PlanDraft, after: PlanDraft): readonly ItemChange[] {
  const changes: ItemChange[] = []
  for (const key of scalars)
    if (!isSameValue(before[key], after[key])) changes.push(scalarChange(key, after))
  for (const { kind, key } of collections) {
    const [earlier, later] = [byId(before[key]), byId(after[key])]
    for (const id of new Set([...earlier.keys(), ...later.keys()])) {
      const [was, is] = [earlier.get(id), later.get(id)]
      if (!isSameRow(kind, was, is)) changes.push(changeOf(kind, was, is))
    }
  }
  return changes
}

function mergeRows<T extends Row>(
  kind: ItemKind,
  base: readonly T[],
  mine: readonly T[],
  theirs: readonly T[],
  contested: ItemChange[],
): readonly T[] {
  const was = new Map(base.map((row) => [row.id, row]))
  const ours = new Map(mine.map((row) => [row.id, row]))
  const other = new Map(theirs.map((row) => [row.id, row]))
  const kept: T[] = []
  for (const id of new Set([...other.keys(), ...ours.keys()])) {
    const [before, my, their] = [was.get(id), ours.get(id), other.get(id)]
    const iChanged = !isSameRow(kind, before, my)
    const theyChanged = !isSameRow(kind, before, their)
    if (iChanged && theyChanged && !isSameRow(kind, my, their))
      contested.push(changeOf(kind, before, their))
    const row = iChanged ? my : their
    if (row !== undefined) kept.push(row)
  }
  return kept
}

function mergeScalar<T>(base: T, mine: T, theirs: T): T {
  return isSameValue(base, mine) ? theirs : mine
}

/**
 * Bring my changes onto what the other saved meanwhile (三方合并), each thing by its id.
 * Shape: what both started from, mine, theirs → mine wherever I changed something, theirs elsewhere;
 *   a thing removed on one side and changed on the other follows my side. No change of mine is lost
 */
export function mergePlans(base: PlanDraft, mine: PlanDraft, theirs: PlanDraft): Merged {
  const contested: ItemChange[] = []
  for (const key of scalars) {
    const bothChanged = !isSameValue(base[key], mine[key]) && !isSameValue(base[key], theirs[key])
    if (bothChanged && !isSameValue(mine[key], theirs[key]))
      contested.push(scalarChange(key, theirs))
  }
  const zones = mergeRows('zone', base.zones, mine.zones, theirs.zones, contested)
  const zoneIds = new Set(zones.map(({ id }) => id))
  const points = mergeRows(
    'risk-point',
    base.riskPoints,
    mine.riskPoints,
    theirs.riskPoints,
    contested,
  )
  return {
    draft: {
      name: mergeScalar(base.name, mine.name, theirs.name),
      frame: mergeScalar(base.frame, mine.frame, theirs.frame),
      image: mergeScalar(base.image, mine.image, theirs.image),
      structures: mergeRows(
        'structure',
        base.structures,
        mine.structures,
        theirs.structures,
        contested,
      ),
      zones,
      riskPoints: points.map((point) =>
        point.zoneId !== null && zoneIds.has(point.zoneId)
          ? point
          : { ...point, zoneId: zoneAt(zones, point.position)?.id ?? null },
      ),
      symbols: mergeRows('symbol', base.symbols, mine.symbols, theirs.symbols, contested),
    },
    contested,
  }
}
