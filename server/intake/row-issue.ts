import type { Issue } from '#domain/result.ts'

/** One fault of one row, with what a person can do about it. */
export interface RowIssue {
  /** The field's own name, as `--map` takes it. */
  readonly field: string
  readonly code: string
  readonly reason: string
  readonly remedy: string
}

/** A refused row: the spreadsheet row, its cells as they were read, and everything wrong with it. */
export interface BadRow {
  readonly row: number
  readonly cells: readonly string[]
  readonly issues: readonly RowIssue[]
}

/** Build one fault. */
export function rowIssue(field: string, code: string, reason: string, remedy: string): RowIssue {
  return { field, code, reason, remedy }
}

/** Turn the domain's refusal into a row's fault: its message says the reason first, then what to do. */
export function fromDomainIssue(issue: Issue, field = issue.path): RowIssue {
  const cut = /[，；;,]\s*(?=请)/.exec(issue.message)
  if (cut === null) return rowIssue(field, issue.code, issue.message, '请更正后重新导入')
  return rowIssue(
    field,
    issue.code,
    issue.message.slice(0, cut.index),
    issue.message.slice(cut.index + cut[0].length),
  )
}

/** The lines a person reads: `row N: field: reason; remedy`. */
export function badRowLines(bad: BadRow): string[] {
  return bad.issues.map(
    ({ field, reason, remedy }) =>
      `row ${bad.row}: ${field}: ${oneLine(reason)}; ${oneLine(remedy)}`,
  )
}

/** A quoted cell may hold line breaks; a report line may not. */
function oneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n]+\s*/g, ' ')
}
