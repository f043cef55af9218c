import { checkUscc } from '#domain/uscc.ts'
import { cellText, isScientific, scientific, textCell } from './cell.ts'
import { fromDomainIssue } from './row-issue.ts'
import type { RowReader } from './row-reader.ts'

/** How a row of another ledger names the enterprise it belongs to. */
export interface EnterpriseReference {
  readonly uscc: string | null
  readonly name: string | null
}

/** Read by which code or name a row means its enterprise; null with the fault noted when it says neither. */
export function readEnterpriseReference(row: RowReader): EnterpriseReference | null {
  const text = cellText(row.cell('uscc'))
  if (isScientific(text)) {
    row.read('uscc', () => scientific('uscc', text))
    return null
  }
  const uscc = text === '' ? null : checkUscc(text)
  if (uscc?.ok === false) {
    row.issues.push(...uscc.issues.map((issue) => fromDomainIssue(issue, 'uscc')))
    return null
  }
  const name = row.read('enterprise', (field, cell) => textCell(field, cell, { characters: 100 }))
  if (uscc === null && name === null) {
    row.missing('enterprise', '企业名称或统一社会信用代码')
    return null
  }
  return { uscc: uscc?.value ?? null, name }
}
