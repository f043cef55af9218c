import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Report } from './report.ts'
import { spreadOf } from './timing.ts'

const WORK = fileURLToPath(new URL('./machine-work.ts', import.meta.url))

/**
 * How fast the machine is just now (机器快慢): a million numbers sorted on each processor at once. By it two
 * runs are compared, since one machine can be half as fast an hour later.
 */
export async function benchMachine(report: Report): Promise<void> {
  const workers = Array.from({ length: availableParallelism() }, () => new Worker(WORK))
  const times = await Promise.all(
    workers.map(async (worker) => (await once(worker, 'message')) as [number[]]),
  )
  report({
    name: 'machine, a million numbers sorted on each processor at once',
    value: spreadOf(times.flat(2)),
    unit: 'ms',
    goal: null,
  })
}
