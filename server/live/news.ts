import type { HazardLevel } from '#domain/hazard.ts'
import type { Scope } from '#domain/scope.ts'
import { tellableTownships } from '#server/density/tiles/guarded-grid.ts'
import { NO_ROWS } from '#server/density/holding.ts'
import type { Holding } from '#server/density/holding.ts'
import type { Change } from '#server/store/transact.ts'
import { SUBJECT_OF_KIND, SUBJECTS } from './subject.ts'
import type { Subject } from './subject.ts'

/** A hazard (隐患) just reported, or just raised to 重大: nothing of it that names a person or a plant. */
export interface HazardNotice {
  readonly id: string
  readonly hazardLevel: HazardLevel
  /** Null where it lies in none, or in one with so few enterprises that naming it names the enterprise. */
  readonly township: string | null
}

/** What one scope is told of a commit. */
export interface News {
  readonly subjects: ReadonlySet<Subject>
  readonly hazards: readonly HazardNotice[]
}

/** What commits said they touched, since news was last told. */
export interface Touched {
  /** By noun, the enterprises whose rows of it were named. */
  readonly named: ReadonlyMap<Subject, ReadonlySet<string>>
  readonly regions: boolean
}

/**
 * What a scope may hear (可推送范围): the one gate of events.
 *
 * Told is what differs between the rows the scope saw before and those it sees now, and what was named
 * of enterprises that are or were among them. A row outside the scope is in neither, so that it moves
 * nothing. Where an enterprise differs and no commit named it (another process wrote, or too much was
 * written to name it), anything of it may differ. Boundaries are everyone's.
 * Shape: two views of the same scope → subjects, notices
 */
export function newsFor(
  scope: Pick<Scope, 'personalData' | 'suppressSingles'>,
  before: readonly Holding[],
  after: readonly Holding[],
  touched: Touched,
): News {
  const subjects = new Set<Subject>()
  const hazards: HazardNotice[] = []
  const { gone, come } = apart(before, after)
  const was = new Map(gone.map((holding) => [holding.enterprise.id, holding]))
  const is = new Set<string>()
  const named = new Set([...touched.named.values()].flatMap((enterprises) => [...enterprises]))
  const differs = (id: string, parts: readonly Subject[]) => {
    for (const subject of named.has(id) ? parts : SUBJECTS) subjects.add(subject)
  }
  for (const holding of come) {
    const { id, township } = holding.enterprise
    is.add(id)
    const earlier = was.get(id)
    if (earlier === holding) continue
    const parts = differing(earlier, holding)
    if (parts.length === 0) continue
    differs(id, parts)
    if (earlier !== undefined) hazards.push(...notices(earlier, holding, township))
  }
  for (const holding of gone)
    if (!is.has(holding.enterprise.id))
      differs(holding.enterprise.id, differing(holding, undefined))

  const seen = idsAmong(named, [gone, after])
  for (const [subject, enterprises] of touched.named)
    for (const id of enterprises) if (seen.has(id)) subjects.add(subject)
  if (touched.regions) subjects.add('regions')
  if (!scope.personalData) subjects.delete('persons')
  return { subjects, hazards: scope.suppressSingles ? withoutSingles(hazards, after) : hazards }
}

/** A change takes away, or brings, at most so many next to one another; of more, all are looked at. */
const MOST_AHEAD = 64

/**
 * What of two views may differ: all but holdings that are the same objects in the same order, which is
 * nearly all of them after a write.
 */
function apart(before: readonly Holding[], after: readonly Holding[]) {
  const gone: Holding[] = []
  const come: Holding[] = []
  let [from, to] = [0, 0]
  while (from < before.length && to < after.length) {
    const ahead = stepsTo(after[to], before, from)
    const behind = ahead === null ? stepsTo(before[from], after, to) : 0
    if (behind === null) break
    gone.push(...before.slice(from, from + (ahead ?? 0)))
    come.push(...after.slice(to, to + behind))
    from += (ahead ?? 0) + 1
    to += behind + 1
  }
  return { gone: [...gone, ...before.slice(from)], come: [...come, ...after.slice(to)] }
}

/** How far ahead in a view a holding is; null when it is not near. */
function stepsTo(
  holding: Holding | undefined,
  view: readonly Holding[],
  from: number,
): number | null {
  const end = Math.min(view.length, from + MOST_AHEAD)
  for (let at = from; at < end; at += 1) if (view[at] === holding) return at - from
  return null
}

/** Those of some enterprises that are in some views. */
function idsAmong(
  ids: ReadonlySet<string>,
  views: readonly (readonly Holding[])[],
): ReadonlySet<string> {
  const found = new Set<string>()
  for (const view of views)
    for (const { enterprise } of view) {
      if (found.size === ids.size) return found
      if (ids.has(enterprise.id)) found.add(enterprise.id)
    }
  return found
}

/** By the same rule as the map and the figures: two rules less one another would single out. */
function withoutSingles(
  hazards: readonly HazardNotice[],
  holdings: readonly Holding[],
): readonly HazardNotice[] {
  if (hazards.length === 0) return hazards
  const present = holdings
    .map(({ enterprise }) => enterprise)
    .filter(({ archivedAt }) => archivedAt === null)
  const tellable = new Set(tellableTownships(present).map(({ township }) => township))
  return hazards.map((notice) =>
    notice.township === null || tellable.has(notice.township)
      ? notice
      : { ...notice, township: null },
  )
}

const PARTS = [
  ['enterprises', ({ digests }: Holding) => digests.enterprise],
  ['risk-points', ({ digests }: Holding) => digests.riskPoints],
  ['hazards', ({ digests }: Holding) => digests.hazards],
  ['zones', ({ digests }: Holding) => digests.zones],
] as const satisfies readonly (readonly [Subject, (holding: Holding) => string])[]

/** Nouns of which two states of one enterprise differ; where one is missing, those the other has. */
function differing(one: Holding | undefined, other: Holding | undefined): Subject[] {
  return PARTS.flatMap(([subject, digest]) => {
    const [left, right] = [one, other].map((holding) =>
      holding === undefined ? NO_ROWS : digest(holding),
    )
    return left === right ? [] : [subject]
  })
}

/** Only of an enterprise seen before: one that comes into sight brings old hazards along. */
function notices(earlier: Holding, now: Holding, township: string | null): HazardNotice[] {
  if (earlier.digests.hazards === now.digests.hazards) return []
  const known = new Map(earlier.hazards().map((hazard) => [hazard.id, hazard.hazardLevel]))
  return now.hazards().flatMap(({ id, hazardLevel, open }) => {
    const level = known.get(id)
    const isRaised = level === 'general' && hazardLevel === 'major'
    return (level === undefined || isRaised) && open ? [{ id, hazardLevel, township }] : []
  })
}

/** Collects what commits touch until it is told. */
export interface TouchedSoFar {
  readonly add: (changes: readonly Change[]) => void
  readonly addRegions: () => void
  /** What was collected; begins anew. */
  readonly take: () => Touched
  /** Put back what was taken and could not be told. */
  readonly giveBack: (taken: Touched) => void
}

/** Nothing touched yet. */
export function createTouched(): TouchedSoFar {
  let named = new Map<Subject, Set<string>>()
  let regions = false

  function addNamed(subject: Subject, enterpriseId: string): void {
    const enterprises = named.get(subject) ?? new Set()
    named.set(subject, enterprises.add(enterpriseId))
  }

  return {
    add(changes) {
      for (const { kind, enterpriseId } of changes) {
        const subject = SUBJECT_OF_KIND[kind]
        if (subject === 'regions') regions = true
        else if (subject !== undefined && enterpriseId !== null) addNamed(subject, enterpriseId)
      }
    },
    addRegions() {
      regions = true
    },
    take() {
      const taken = { named, regions }
      named = new Map()
      regions = false
      return taken
    },
    giveBack(taken) {
      regions ||= taken.regions
      for (const [subject, enterprises] of taken.named)
        for (const id of enterprises) addNamed(subject, id)
    },
  }
}
