import { momentOf } from '#domain/facts.ts'
import type { Moment } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import type { IndexedCounty } from './county.ts'

const DAY_MILLISECONDS = 86_400_000

let daysAhead = 0

/** A moment nobody has asked about before, so that nothing remembered can answer. */
export function freshMoment(): Moment {
  daysAhead += 1
  return momentOf(new Date(Date.now() + daysAhead * DAY_MILLISECONDS))
}

/**
 * Filters as people set them: by level, township, sector, and township and sector together. Those
 * that would let no enterprise through are left out, since nothing costs nothing.
 */
export async function countyFilters(county: IndexedCounty): Promise<Filter[]> {
  const { index, scope } = county
  const { selection } = await index.select(EMPTY_FILTER, scope, freshMoment())
  const { enterprises, townships, sectors } = selection
  const held = new Set(enterprises.map(({ township, sector }) => `${township ?? ''} ${sector}`))
  return [
    ...(['1', '2', '3', '4'] as const).map((level) => ({ ...EMPTY_FILTER, level: [level] })),
    ...townships.map((township) => ({ ...EMPTY_FILTER, township: [township] })),
    ...sectors.map((sector) => ({ ...EMPTY_FILTER, sector: [sector] })),
    ...townships.flatMap((township) =>
      sectors
        .filter((sector) => held.has(`${township} ${sector}`))
        .map((sector) => ({ ...EMPTY_FILTER, township: [township], sector: [sector] })),
    ),
  ]
}
