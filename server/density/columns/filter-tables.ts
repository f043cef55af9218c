import { endOfShanghaiDay, startOfShanghaiDay } from '#domain/day.ts'
import type { EnterpriseAt } from '#domain/facts.ts'
import type { Filter } from '#domain/filter.ts'
import { enterpriseTexts, hasText, matchOwner } from '#domain/match.ts'
import { inScope } from '#domain/scope.ts'
import type { Scope } from '#domain/scope.ts'
import type { SegmentAt } from './segment-at.ts'

/** First and last instant that `from` and `to` let through; null when neither is set. */
export function daysOf({ from, to }: Filter): readonly [first: number, last: number] | null {
  if (from === null && to === null) return null
  return [
    from === null ? -Infinity : startOfShanghaiDay(from).getTime(),
    to === null ? Infinity : endOfShanghaiDay(to).getTime(),
  ]
}

/** Which numbers of texts hold what `q` looks for; null without `q`. */
function textsWith(q: string | null, texts: readonly string[]): Uint8Array | null {
  return q === null ? null : Uint8Array.from(texts, (text) => (hasText(q, [text]) ? 1 : 0))
}

/** What enterprises decide for their rows, by their numbers. */
export interface Owners {
  readonly visible: Uint8Array
  /** 1 where the keys that an enterprise decides let its rows through. */
  readonly passes: Uint8Array
  /** 1 where an enterprise's own texts hold `q`; null without `q`. */
  readonly named: Uint8Array | null
  /** 1 where a text that columns refer to holds `q`; null without `q`. */
  readonly texts: Uint8Array | null
}

/** What enterprises decide (企业侧筛选): the scope, and the keys that all their rows share. */
export function ownersOf(at: SegmentAt, filter: Filter, scope: Scope): Owners {
  const { segment } = at
  const isVisible = (enterprise: EnterpriseAt | null, number: number): boolean =>
    enterprise !== null && segment.live[number] === 1 && inScope(scope, enterprise)
  const visible = Uint8Array.from(at.enterprises, (one, number) => (isVisible(one, number) ? 1 : 0))
  const { q } = filter
  return {
    visible,
    passes: Uint8Array.from(at.enterprises, (one, number) =>
      one !== null && visible[number] === 1 && matchOwner(filter, one) ? 1 : 0,
    ),
    texts: textsWith(q, segment.texts),
    named:
      q === null
        ? null
        : Uint8Array.from(at.enterprises, (one) =>
            one !== null && hasText(q, enterpriseTexts(one)) ? 1 : 0,
          ),
  }
}
