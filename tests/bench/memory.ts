import type { CountySize, Report } from './report.ts'
import { residentMegabytes } from './server-process.ts'
import type { ServerProcess } from './server-process.ts'
import { goalsOf } from './size-goals.ts'

/** Resident memory of the whole server process (常驻内存), at whatever point of its life this is. */
export function benchMemory(
  server: ServerProcess,
  size: CountySize,
  when: string,
  report: Report,
): void {
  const megabytes = residentMegabytes(server)
  if (megabytes === null) return
  report({
    name: `resident memory of the server, ${when}`,
    value: megabytes,
    unit: 'MB',
    goal: { atMost: goalsOf(size).residentMemory },
  })
}
