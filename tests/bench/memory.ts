import type { Report } from './report.ts'
import { residentMegabytes } from './server-process.ts'
import type { ServerProcess } from './server-process.ts'

/** Resident memory of the whole server process (常驻内存), at whatever point of its life this is. */
export function benchMemory(server: ServerProcess, when: string, report: Report): void {
  const megabytes = residentMegabytes(server)
  if (megabytes === null) return
  report({
    name: `resident memory of the server, ${when}`,
    value: megabytes,
    unit: 'MB',
    goal: { atMost: 400 },
  })
}
