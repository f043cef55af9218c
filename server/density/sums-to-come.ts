/**
 * Hazards added up for the questions that follow (事后合计), once a day was asked about twice: after
 * the answer, and while nobody waits for another.
 *
 * Only the question asked last is remembered, with its parts: who leafs through the days of a year
 * leaves no work behind. What is made is kept by `columns/hazard-sums.ts`; until then questions are
 * answered from rows, some 70 nanoseconds a hazard.
 */
import type { FigurePlan } from '#domain/situation-figures.ts'
import { areSumsWanted, prepareHazardSums } from './columns/hazard-sums.ts'
import type { SegmentAt } from './columns/segment-at.ts'
import { createPace } from './pace.ts'
import { createQuiet } from './quiet.ts'

interface Wanted {
  readonly segments: readonly SegmentAt[]
  readonly plan: FigurePlan
}

/** After so long they are made although others ask on and on: these wait for them too. */
const PATIENCE_MILLISECONDS = 100

const quiet = createQuiet(undefined, PATIENCE_MILLISECONDS)
let last: Wanted | null = null
let isAdding = false

/** Somebody asks for figures now: what can wait does (让路). */
export function noteQuestion(): void {
  quiet.disturb()
}

/** Add up what a question was the second one for, soon (事后合计). Errors: none, the next question asks again */
export function addUpSoon(segments: readonly SegmentAt[], plan: FigurePlan): void {
  const wanted = segments.filter((at) => areSumsWanted(at, plan))
  if (wanted.length === 0) return
  last = { segments: wanted, plan }
  if (!isAdding) void Promise.allSettled([addUp()])
}

async function addUp(): Promise<void> {
  isAdding = true
  try {
    for (;;) {
      await quiet.comes()
      if (last === null) return
      const { segments, plan } = last
      last = null
      for (const at of segments) await prepareHazardSums(at, plan, createPace())
    }
  } finally {
    isAdding = false
  }
}
