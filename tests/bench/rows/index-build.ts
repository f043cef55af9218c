import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { EMPTY_FILTER } from '#domain/filter.ts'
import { FINEST_CELL_ZOOM } from '#server/density/tiles/cell-layer.ts'
import { cellsOfZoom } from '#server/density/tiles/cell-pyramid.ts'
import { nextSegmentId } from '#server/density/loading/segment-builder.ts'
import type { Segment } from '#server/density/columns/segment.ts'
import { columnBytes } from '#server/density/index-memory.ts'
import type { CountySize, Report } from '../report.ts'
import type { BuildAnswer } from './build-process.ts'
import { memoryIndex, NOUN } from './memory-index.ts'
import type { MemoryIndex } from './memory-index.ts'
import { WHOLE_COUNTY } from './questions.ts'

/** An index that was built, and what it took. */
export interface BuiltIndex {
  readonly index: MemoryIndex
  readonly seconds: number
}

/** The index, built from rows in memory (内存建索引), and what it takes there. */
export async function benchIndexBuild(size: CountySize, report: Report): Promise<BuiltIndex> {
  const { segments, seconds } = await build(size)
  const name = 'index build from rows in memory, in one process batch by batch'
  report({ name, value: seconds, unit: 's', goal: null })
  const index = memoryIndex(segments)
  reportMemory(index, report)
  return { index, seconds }
}

function build({ enterprises }: CountySize): Promise<{ segments: Segment[]; seconds: number }> {
  const file = fileURLToPath(new URL('./build-process.ts', import.meta.url))
  const child = fork(file, [String(enterprises)], {
    serialization: 'advanced',
    execArgv: ['--expose-gc'],
  })
  const segments: Segment[] = []
  let answer: BuildAnswer | null = null
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('message', (message) => {
      answer = message as BuildAnswer
      if (answer.segment !== null) segments.push({ ...answer.segment, id: nextSegmentId() })
    })
    child.on('disconnect', () => {
      if (answer?.segment === null) resolve({ segments, seconds: answer.milliseconds / 1000 })
      else reject(new Error('building ended early'))
    })
  })
}

/** What is held when nothing was asked yet, then what the first tile from afar adds. */
function reportMemory(index: MemoryIndex, report: Report): void {
  const { segments } = index
  const rows = segments.reduce((sum, { points, hazards }) => sum + points.count + hazards.count, 0)
  const unit = 'bytes a row'
  const columns = columnBytes(segments)
  report({ name: 'index, columns', value: columns / rows, unit, goal: null })
  reportResident('rows in columns', report)
  const { parts } = index.select(EMPTY_FILTER, WHOLE_COUNTY).selection
  let cells = 0
  for (const part of parts)
    for (let zoom = FINEST_CELL_ZOOM; zoom >= 0; zoom -= 1)
      cells += arrayBytes(cellsOfZoom(part, NOUN, 'current', zoom))
  report({ name: 'index, cells of one selection of all', value: cells / rows, unit, goal: null })
  reportResident('rows in columns, one selection of all and its cells', report)
}

function arrayBytes(columns: object): number {
  return Object.values(columns).reduce<number>(
    (sum, column) => (ArrayBuffer.isView(column) ? sum + column.byteLength : sum),
    0,
  )
}

/** This process holds the index and nothing else yet. */
function reportResident(when: string, report: Report): void {
  globalThis.gc?.()
  const megabytes = process.memoryUsage.rss() / 2 ** 20
  report({ name: `resident memory with ${when}`, value: megabytes, unit: 'MB', goal: null })
}
