import { LRUCache } from 'lru-cache'
import type { Moment } from '#domain/facts.ts'
import type { Scope } from '#domain/scope.ts'
import type { TagParts, TileTagger } from '#server/density/etag.ts'
import type { FactIndex, FactReader } from '#server/density/fact-index.ts'

/** What the address of a tile asks (瓦片问题), read and checked: nothing of who asks it, nor of when. */
export interface TileQuestion extends TagParts {
  readonly contentType: string
  /** Shape: → bytes, or null where there is nothing */
  readonly make: (asked: AskedTile) => Promise<Uint8Array | null>
}

/** Of what rows a tile is asked, for whom, and as of when. */
export interface AskedTile {
  readonly facts: FactReader
  readonly scope: Scope
  readonly moment: Moment
}

/** A question with what makes its tags. */
export interface KeptQuestion extends TileQuestion {
  readonly tagFor: TileTagger
}

/** Memory for questions, and what one takes beside its address. */
const QUESTIONS_BYTES = 2 * 2 ** 20
const ENTRY_BYTES = 2_000

type KeptQuestions = LRUCache<string, KeptQuestion>

/** By address; every index has its own, as it has its own clock. */
const questions = new WeakMap<FactIndex, KeptQuestions>()

/** The questions kept for an index, by path and query as they were sent. */
export function questionsOf(facts: FactIndex): KeptQuestions {
  let kept = questions.get(facts)
  if (kept === undefined) {
    kept = new LRUCache({
      maxSize: QUESTIONS_BYTES,
      sizeCalculation: (_question, address) => ENTRY_BYTES + 2 * address.length,
    })
    questions.set(facts, kept)
  }
  return kept
}
