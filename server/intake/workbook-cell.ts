import type { CellValue } from 'exceljs'

/** What stands for a formula that nobody has computed; a cell with it is refused like one in error. */
const NOT_COMPUTED = '#CALC!'

/**
 * What a spreadsheet shows in a cell, as text for the same checks that CSV cells pass.
 * Shape: date → 2026-11-21[ 08:30:00]; a number of 16 digits or more → scientific, so that it is named as damaged
 */
export function workbookCellText(value: CellValue, numberFormat: string | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'number') return numberText(value, numberFormat)
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (value instanceof Date) return dateText(value)
  if ('richText' in value) return value.richText.map(({ text }) => text).join('')
  if ('error' in value) return value.error
  if ('hyperlink' in value) return hyperlinkText(value.text)
  if ('formula' in value || 'sharedFormula' in value) {
    return value.result === undefined ? NOT_COMPUTED : workbookCellText(value.result, numberFormat)
  }
  return ''
}

/** The text of a link may itself be rich text, whatever the types say. */
function hyperlinkText(text: unknown): string {
  if (typeof text === 'string') return text
  return typeof text === 'object' && text !== null && 'richText' in text
    ? workbookCellText(text as CellValue, undefined)
    : ''
}

/** Digits beyond the sixteenth are lost in a number: 914106220000000000 was a code once. */
function numberText(value: number, numberFormat: string | undefined): string {
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return value.toExponential().toUpperCase()
  const zeros = /^0{2,30}$/.exec(numberFormat ?? '')?.[0]
  if (zeros !== undefined && Number.isInteger(value) && value >= 0) {
    return String(value).padStart(zeros.length, '0')
  }
  // 0.1 + 0.2 is shown as 0.3 by every spreadsheet.
  return String(Number(value.toPrecision(15)))
}

function dateText(value: Date): string {
  if (Number.isNaN(value.getTime())) return ''
  const text = new Date(Math.round(value.getTime() / 1000) * 1000).toISOString()
  const [day = '', time = ''] = text.slice(0, 19).split('T')
  return time === '00:00:00' ? day : `${day} ${time}`
}
