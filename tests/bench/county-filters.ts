import { momentOf } from '#domain/facts.ts'
import type { Moment } from '#domain/facts.ts'
import { FILTER_LEVELS } from '#domain/filter-keys.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import { sizes } from '#domain/norms/enterprise-codes.ts'
import type { IndexedCounty } from './county.ts'

const DAY_MILLISECONDS = 86_400_000

let daysAhead = 0

/** A moment nobody has asked about before, so that nothing remembered can answer. */
export function freshMoment(): Moment {
  daysAhead += 1
  return momentOf(new Date(Date.now() + daysAhead * DAY_MILLISECONDS))
}

const LEVELS: readonly Filter['level'][] = [['1'], ['2'], ['3'], ['4'], ['1', '2'], ['3', '4']]

/**
 * Filters as people set them (常用筛选), some two hundred: by level, township and sector, by two of them,
 * by two sectors, and by all sectors but one. Those that would let no enterprise through are left out,
 * since nothing costs nothing.
 */
export async function countyFilters(county: IndexedCounty): Promise<Filter[]> {
  const { index, scope, moment } = county
  const { selection } = await index.select(EMPTY_FILTER, scope, moment, 'figures')
  const { enterprises, townships, sectors } = selection
  const held = new Set(enterprises.map(({ township, sector }) => `${township ?? ''} ${sector}`))
  const ofTownships = townships.map((township) => ({ ...EMPTY_FILTER, township: [township] }))
  const ofSectors = [
    ...sectors.map((sector) => ({ ...EMPTY_FILTER, sector: [sector] })),
    ...sectors.map((left) => allSectorsBut([left], sectors)),
    ...sectors.flatMap((one, at) =>
      sectors.slice(at + 1).map((other) => ({ ...EMPTY_FILTER, sector: [one, other] })),
    ),
  ]
  const withLevels = [EMPTY_FILTER, ...ofTownships, ...ofSectors].flatMap((filter) =>
    LEVELS.map((level) => ({ ...filter, level })),
  )
  const ofBoth = townships.flatMap((township) =>
    sectors
      .filter((sector) => held.has(`${township} ${sector}`))
      .map((sector) => ({ ...EMPTY_FILTER, township: [township], sector: [sector] })),
  )
  return [...ofTownships, ...ofSectors, ...ofBoth, ...withLevels]
}

/** Nearly all rows, for every sector or two that may be missing: the most there is to do for a filter. */
export async function nearlyAllFilters({ index, scope, moment }: IndexedCounty): Promise<Filter[]> {
  const { selection } = await index.select(EMPTY_FILTER, scope, moment, 'figures')
  const { sectors } = selection
  return sectors.flatMap((one, at) => [
    allSectorsBut([one], sectors),
    ...sectors.slice(at + 1).map((other) => allSectorsBut([one, other], sectors)),
  ])
}

function allSectorsBut(left: readonly string[], sectors: readonly string[]): Filter {
  return { ...EMPTY_FILTER, sector: sectors.filter((sector) => !left.includes(sector)) }
}

/**
 * Filters that let the whole county through (全县) in other words each: all values of some keys are listed.
 * Whatever is remembered is remembered by what a filter says, so that none is answered by another's.
 */
export async function wholeCountyFilters({
  index,
  scope,
  moment,
}: IndexedCounty): Promise<Filter[]> {
  const { selection } = await index.select(EMPTY_FILTER, scope, moment, 'figures')
  const { townships, sectors, enterprises } = selection
  const listed: Partial<Filter>[] = [
    { sector: sectors },
    { level: [...FILTER_LEVELS] },
    { size: sizes.items.map(({ code }) => code as Filter['size'][number]) },
    // Who lies in no township would be left out.
    ...(enterprises.every(({ township }) => township !== null) ? [{ township: townships }] : []),
  ]
  return (['current', 'inherent'] as const).flatMap((basis) =>
    Array.from({ length: 2 ** listed.length - 1 }, (_, set) =>
      listed
        .filter((_, number) => ((set + 1) & (1 << number)) !== 0)
        .reduce<Filter>((filter, keys) => ({ ...filter, ...keys }), { ...EMPTY_FILTER, basis }),
    ),
  )
}
