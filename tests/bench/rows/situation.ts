import { columnSituation } from '#server/density/situation.ts'
import { reportBlock } from '../block-report.ts'
import type { Report } from '../report.ts'
import { goalsOf } from '../size-goals.ts'
import { spreadOf, timeOf, timesInTurns, watchLoop } from '../timing.ts'
import type { MemoryIndex } from './memory-index.ts'
import type { PointRows } from './point-rows.ts'
import {
  allLevelsButOne,
  allLevelsButTwo,
  allSectorsButOne,
  allSectorsButTwo,
  filterOf,
  scopeFor,
  UNFILTERED,
} from './questions.ts'
import type { Question } from './questions.ts'

/** Every panel's figures (态势), each under a filter or scope that was not asked before. */
export async function benchSituation(
  index: MemoryIndex,
  rows: PointRows,
  report: Report,
): Promise<void> {
  const nearlyAll = allSectorsButOne(rows.sectors)
  const most = [...nearlyAll, ...allSectorsButTwo(rows.sectors)]
  const scoped = rows.townships.flatMap((township) =>
    nearlyAll.map((question) => ({ ...question, township })),
  )
  const cases: [name: string, questions: readonly Question[]][] = [
    ['most rows', most.flatMap(allLevelsButTwo)],
    ['scoped to one township', scoped.flatMap(allLevelsButOne)],
  ]
  const ask = async (question: Question) => {
    const filter = filterOf(question)
    const { selection } = await index.selectInTurns(filter, scopeFor(question))
    await columnSituation(selection, { moment: index.moment, filter, suppressSingles: false })
  }
  const unit = 'ms'
  report({
    name: 'situation, first of all',
    value: await timeOf(() => ask(UNFILTERED)),
    unit,
    goal: null,
  })
  const { situation: goal } = goalsOf({ riskPoints: rows.count })
  for (const [name, questions] of cases) {
    const { value: times, longestBlock } = await watchLoop(() => timesInTurns(questions, ask))
    report({ name: `situation, ${name}`, value: spreadOf(times), unit, goal })
    reportBlock(`situation, ${name}`, longestBlock, report)
  }
}
