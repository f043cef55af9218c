import { stringify } from 'csv-stringify/sync'

/** What a spreadsheet would compute, full-width forms included; an apostrophe of ours doubles one that was there. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠']/
const PLAIN_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** A cell that no spreadsheet takes for a formula; numbers, negative ones too, stay numbers. */
export function safeCell(value: string | number | boolean | null): string {
  if (value === null) return ''
  const text = String(value)
  return FORMULA.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text
}

/**
 * Records as CSV that Excel opens with its Chinese intact: UTF-8 with a byte order mark, CRLF.
 * Shape: `first` also writes the mark, for a file written in parts
 */
export function csvText(
  records: readonly (readonly (string | number | boolean | null)[])[],
  first: boolean,
): string {
  const text = stringify(
    records.map((record) => record.map(safeCell)),
    { record_delimiter: '\r\n', quote_record_delimiter: true },
  )
  return first ? `\ufeff${text}` : text
}
