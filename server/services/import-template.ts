import { regionContains, type Region } from '#domain/region.ts'
import type { CodeList } from '#server/intake/code-words.ts'
import { COLUMN_NOTES } from '#server/intake/column-notes.ts'
import type { FieldColumns } from '#server/intake/columns.ts'
import { csvText } from '#server/intake/csv-writer.ts'
import { ENTERPRISE_CODE_LISTS } from '#server/intake/enterprises.ts'
import { HAZARD_CODE_LISTS } from '#server/intake/hazards.ts'
import { RISK_POINT_CODE_LISTS } from '#server/intake/risk-points.ts'
import { columnsOf, type TableKind } from '#server/intake/table-kinds.ts'
import { sheetColumns, type Sheet } from './workbook.ts'

const CODE_LISTS: Readonly<Record<TableKind, Readonly<Record<string, CodeList>>>> = {
  enterprises: ENTERPRISE_CODE_LISTS,
  'risk-points': RISK_POINT_CODE_LISTS,
  hazards: HAZARD_CODE_LISTS,
}

export const TEMPLATE_NAMES: Readonly<Record<TableKind, string>> = {
  enterprises: '企业台账导入模板',
  'risk-points': '风险分级管控清单导入模板',
  hazards: '隐患台账导入模板',
}

/** A place in one cell is read, but two columns are what people fill in. */
const NOT_OFFERED: ReadonlySet<string> = new Set(['lngLat', 'latLng'])

interface TemplateColumn {
  readonly field: string
  readonly header: string
  readonly need: '必填' | '至少填一项' | '可不填'
  readonly note: string
  readonly examples: readonly [string, string]
}

/** The columns a template offers: those of the import itself, with what is to be written in each. */
export function templateColumns(kind: TableKind): TemplateColumn[] {
  const { fields, requiredColumns } = columnsOf(kind, true)
  const needOf = ({ field }: FieldColumns): TemplateColumn['need'] => {
    const group = requiredColumns.find((wanted) => wanted.includes(field))
    if (group === undefined) return '可不填'
    const offered = group.filter((one) => !NOT_OFFERED.has(one))
    return offered.length > 1 && !offered.includes('lng') ? '至少填一项' : '必填'
  }
  return fields
    .filter(({ field }) => !NOT_OFFERED.has(field))
    .map((column) => {
      const { note, examples } = COLUMN_NOTES[kind][column.field] ?? {
        note: '',
        examples: ['', ''],
      }
      const need = needOf(column)
      const header = column.headers[0] ?? column.nameZh
      return {
        field: column.field,
        header: need === '必填' ? `${header}（必填）` : header,
        need,
        note,
        examples,
      }
    })
}

/** The sheets of a template (导入模板): to be filled in, what each column wants, and the codes. */
export function templateSheets(kind: TableKind, regions: readonly Region[]): Sheet[] {
  const columns = templateColumns(kind)
  return [
    {
      name: '填写',
      columns: sheetColumns(columns.map(({ header }) => [header, header.length * 2 + 6])),
      rows: examplesOf(columns),
      paper: 'A3',
    },
    {
      name: '填写说明',
      columns: sheetColumns([
        ['列', 26],
        ['是否必填', 12],
        ['说明', 70],
        ['示例', 34],
      ]),
      rows: [
        ['以“【示例】”开头的行', '', '导入时自动略过，可以留着，也可以删除。', ''],
        ...columns.map(({ header, need, note, examples }) => [header, need, note, examples[0]]),
      ],
      paper: 'A4',
    },
    {
      name: '代码表',
      columns: sheetColumns([
        ['列', 22],
        ['代码', 20],
        ['名称', 46],
      ]),
      rows: codeRows(kind, regions),
      paper: 'A4',
    },
  ]
}

/** The same as a text: a line of notes above the header. */
export function templateCsv(kind: TableKind): string {
  const columns = templateColumns(kind)
  return csvText(
    [
      columns.map(({ need, note }) => `${need}。${note}`),
      columns.map(({ header }) => header),
      ...examplesOf(columns),
    ],
    true,
  )
}

function examplesOf(columns: readonly TemplateColumn[]): string[][] {
  return [columns.map(({ examples }) => examples[0]), columns.map(({ examples }) => examples[1])]
}

function codeRows(kind: TableKind, regions: readonly Region[]): string[][] {
  const columns = templateColumns(kind)
  const headerOf = (field: string) => columns.find((one) => one.field === field)?.header ?? field
  const lists = Object.entries(CODE_LISTS[kind]).flatMap(([field, list]) =>
    list.items.map(({ code, name }) => [headerOf(field), code, name]),
  )
  if (kind !== 'enterprises') return lists
  const counties = new Set(
    regions.flatMap(({ kind: of, parentCode }) => (of === 'township' ? [parentCode] : [])),
  )
  const townships = regions.filter(
    ({ kind: of, code }) =>
      of === 'township' && [...counties].some((county) => regionContains(county ?? '', code)),
  )
  return [...townships.map(({ code, name }) => [headerOf('township'), code, name]), ...lists]
}
