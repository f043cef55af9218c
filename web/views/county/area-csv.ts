/** One line of a file: text and numbers as they are. */
export type CsvLine = readonly (string | number)[]

/**
 * Figures as a CSV file (导出 CSV) that a spreadsheet opens as it is: a mark of UTF-8, quoted text, and no
 * text that would be run as a formula.
 */
export function csvText(lines: readonly CsvLine[]): string {
  return `\uFEFF${lines.map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
