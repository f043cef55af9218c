import { ratePer100 } from '#domain/kpi.ts'

/** What a ranking by lateness needs of a group. */
export interface LatenessCounts {
  readonly code: string
  readonly enterprises: number
  readonly overdue: number
  readonly onTime: { readonly numerator: number; readonly denominator: number }
}

/**
 * Groups by lateness (逾期排名): overdue per 100 enterprises, the most first, then the lower share
 * rectified on time. What was found or is open changes nothing: a ranking must not reward silence.
 * Shape: groups without an enterprise have no rate and come last
 */
export function byLateness<Group extends LatenessCounts>(groups: readonly Group[]): Group[] {
  const rate = (group: Group) => ratePer100(group.overdue, group.enterprises) ?? -1
  const onTime = ({ onTime: { numerator, denominator } }: Group) =>
    denominator === 0 ? 1 : numerator / denominator
  return [...groups].sort(
    (a, b) => rate(b) - rate(a) || onTime(a) - onTime(b) || (a.code < b.code ? -1 : 1),
  )
}
