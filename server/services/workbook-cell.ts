import type { Cell as SheetCell, Style } from 'exceljs'
import { printColour } from '#domain/print-colours.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import { levelName, type Cell } from './cell.ts'

/** Songti is on every Chinese office machine; another one falls back to its own. */
const FONT = { name: '宋体', size: 10 } as const
const THIN = { style: 'thin', color: { argb: 'FF7F7F7F' } } as const
const BORDER = { top: THIN, left: THIN, bottom: THIN, right: THIN } as const
const LEFT = { vertical: 'middle', horizontal: 'left', wrapText: true } as const
const MIDDLE = { vertical: 'middle', horizontal: 'center', wrapText: true } as const

export const TITLE_STYLE: Partial<Style> = {
  font: { ...FONT, size: 16, bold: true },
  alignment: MIDDLE,
}
export const NOTE_STYLE: Partial<Style> = { font: FONT, alignment: LEFT }
export const HEADER_STYLE: Partial<Style> = {
  font: { ...FONT, bold: true },
  alignment: MIDDLE,
  border: BORDER,
  fill: solid('#e7e6e6'),
}

/** Text format: what is edited in place stays text, a leading equals sign or a long number included. */
const TEXT_STYLE: Partial<Style> = { font: FONT, alignment: LEFT, border: BORDER, numFmt: '@' }
const NUMBER_STYLE: Partial<Style> = { font: FONT, alignment: MIDDLE, border: BORDER }
const DAY_STYLE: Partial<Style> = { ...NUMBER_STYLE, numFmt: 'yyyy-mm-dd' }
const LEVEL_STYLES = new Map<RiskLevel | null, Partial<Style>>(
  ([1, 2, 3, 4, null] as const).map((level) => [level, levelStyle(level)]),
)

/** Characters a cell of Excel can hold. */
const CELL_CAPACITY = 32_767

/**
 * Write one value into a cell of a sheet (单元格): text as text whatever it begins with, days as real dates.
 */
export function drawCell(target: SheetCell, cell: Cell, style?: Partial<Style>): void {
  if (typeof cell === 'object' && cell !== null) {
    if ('day' in cell) {
      // A spreadsheet's date has no zone: midnight in UTC is how the library writes that day.
      target.value = new Date(`${cell.day}T00:00:00Z`)
      setStyle(target, DAY_STYLE)
    } else {
      target.value = cell.text ?? levelName(cell.level)
      setStyle(target, LEVEL_STYLES.get(cell.level) ?? TEXT_STYLE)
    }
    return
  }
  if (typeof cell === 'number') target.value = cell
  else if (typeof cell === 'boolean') target.value = cell ? '是' : '否'
  else if (cell !== null) target.value = writable(cell)
  setStyle(target, style ?? (typeof cell === 'number' ? NUMBER_STYLE : TEXT_STYLE))
}

/** One object a style, shared by all its cells: the library then writes and looks it up once. */
function setStyle(target: SheetCell, style: Partial<Style>): void {
  target.style = style
}

function levelStyle(level: RiskLevel | null): Partial<Style> {
  const { ground, text } = printColour(level)
  return {
    font: { ...FONT, bold: true, color: { argb: argb(text) } },
    alignment: MIDDLE,
    border: BORDER,
    fill: solid(ground),
  }
}

function solid(hex: string): NonNullable<Style['fill']> {
  return { type: 'pattern', pattern: 'solid', fgColor: { argb: argb(hex) } }
}

function argb(hex: string): string {
  return `FF${hex.slice(1).toUpperCase()}`
}

/** Text that XML and a cell can hold: no control characters, no half characters, not too long. */
function writable(text: string): string {
  const clean = text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
  return clean.length > CELL_CAPACITY ? clean.slice(0, CELL_CAPACITY) : clean
}
