import type { Report } from '../report.ts'

/** How many times faster ours is than another's (倍数), where at least so many are wanted. */
export function reportRatio(
  what: string,
  other: string,
  times: { readonly ours: number; readonly theirs: number },
  atLeast: number | null,
  report: Report,
): void {
  report({
    name: `${what}, ${other} : ours`,
    value: times.theirs / times.ours,
    unit: 'ratio',
    goal: atLeast === null ? null : { atLeast },
  })
}
