import { REPORT_HEADERS } from './columns.ts'
import { csvText } from './csv-writer.ts'
import type { BadRow, RowIssue } from './row-issue.ts'

/**
 * The refused rows as a file that can be mended and imported again: the columns as they came, the faults after them.
 * Shape: the added columns are passed over by the next import
 */
export function badRowsReport(header: readonly string[], bad: readonly BadRow[]): string {
  const width = Math.max(header.length, ...bad.map(({ cells }) => cells.length))
  const padded = (cells: readonly string[]) => [
    ...cells,
    ...Array.from({ length: width - cells.length }, () => ''),
  ]
  const joined = (issues: readonly RowIssue[], part: (issue: RowIssue) => string) =>
    issues.map(part).join(' | ')
  return csvText(
    [
      [...padded(header), ...REPORT_HEADERS],
      ...bad.map(({ row, cells, issues }) => [
        ...padded(cells),
        row,
        joined(issues, ({ field }) => field),
        joined(issues, ({ reason }) => reason),
        joined(issues, ({ remedy }) => remedy),
      ]),
    ],
    true,
  )
}
