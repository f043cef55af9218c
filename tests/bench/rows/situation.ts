import { columnSituation } from '#server/density/situation.ts'
import type { Report } from '../report.ts'
import { spreadOf, timeOf } from '../timing.ts'
import type { MemoryIndex } from './memory-index.ts'
import type { PointRows } from './point-rows.ts'
import { allSectorsButOne, filterOf, scopedTo, scopeFor } from './questions.ts'
import type { Question } from './questions.ts'

/** Every panel's figures (态势), each under a filter or scope that was not asked before. */
export async function benchSituation(
  index: MemoryIndex,
  rows: PointRows,
  report: Report,
): Promise<void> {
  const cases: [name: string, questions: readonly Question[]][] = [
    ['nearly all rows', allSectorsButOne(rows.sectors)],
    ['scoped to one township', rows.townships.map(scopedTo)],
  ]
  for (const [name, questions] of cases) {
    const times: number[] = []
    for (const question of questions) {
      const [filter, scope] = [filterOf(question), scopeFor(question)]
      const make = async () => {
        const { selection } = index.select(filter, scope)
        await columnSituation(selection, { moment: index.moment, filter, suppressSingles: false })
      }
      times.push(await timeOf(make))
    }
    report({
      name: `situation, ${name}`,
      value: spreadOf(times),
      unit: 'ms',
      goal: { atMost: { p99: 20 } },
    })
  }
}
