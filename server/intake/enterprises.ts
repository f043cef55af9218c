import type { CrsName } from '#domain/crs.ts'
import type { EnterpriseSize, SourcePosition } from '#domain/enterprise.ts'
import { flags, sectors, sizes } from '#domain/norms/enterprise-codes.ts'
import { industries, industryName } from '#domain/norms/industries.ts'
import type { Position } from '#domain/position.ts'
import { checkUscc } from '#domain/uscc.ts'
import {
  cellText,
  codeCell,
  countCell,
  isScientific,
  scientific,
  textCell,
  type CellResult,
} from './cell.ts'
import { CodeList } from './code-words.ts'
import { readPosition } from './coordinates.ts'
import type { Place } from './place.ts'
import { fromDomainIssue, rowIssue } from './row-issue.ts'
import type { RowReader } from './row-reader.ts'

/** What one row says of an enterprise; null where it says nothing, which never erases what is known. */
export interface EnterpriseCandidate {
  readonly name: string
  readonly uscc: string | null
  readonly externalId: string | null
  readonly county: string | null
  readonly township: string | null
  readonly village: string | null
  readonly sector: string | null
  readonly industry: string | null
  readonly size: EnterpriseSize | null
  readonly flags: readonly string[] | null
  readonly address: string | null
  readonly employees: number | null
  readonly safetyOfficer: string | null
  readonly phone: string | null
  readonly legalRepresentative: string | null
  readonly principalPerson: string | null
  readonly businessScope: string | null
  readonly position: Position
  readonly sourcePosition: SourcePosition
}

export interface EnterpriseContext {
  readonly crs: CrsName
  readonly place: Place
  /** The header of the column that external ids come from: they are unique within it. */
  readonly externalSource: string
}

/** The sector of rows that name none, where none can be asked for. */
export const UNCLASSIFIED_SECTOR = 'QT'

const sectorWords = new CodeList('监管行业', sectors.items)
const sizeWords = new CodeList('企业规模', sizes.items)
const flagWords = new CodeList('重点监管情形', flags.items)
const industryWords = new CodeList('国民经济行业', industries.items)

/** What coded columns are read against, for whoever fills them in. */
export const ENTERPRISE_CODE_LISTS = {
  sector: sectorWords,
  size: sizeWords,
  flags: flagWords,
} as const

/** Primary fuels of power plants as international lists name them; GB/T 4754-2017 classes of group 441 [K]. */
const FUEL_INDUSTRIES: Readonly<Record<string, string>> = {
  coal: '4411',
  gas: '4411',
  'natural gas': '4411',
  lng: '4411',
  'coal mine methane': '4411',
  oil: '4411',
  diesel: '4411',
  'fuel oil': '4411',
  'heavy fuel oil': '4411',
  'distillate oil': '4411',
  petcoke: '4411',
  cogeneration: '4412',
  hydro: '4413',
  nuclear: '4414',
  wind: '4415',
  solar: '4416',
  biomass: '4417',
  'landfill gas': '4417',
  waste: '4417',
  geothermal: '4419',
  storage: '4419',
  other: '441',
}

/** Read one row of an enterprise ledger; null when it has faults, which stand on the row. */
export function readEnterprise(
  row: RowReader,
  context: EnterpriseContext,
): EnterpriseCandidate | null {
  const { place } = context
  const name = row.require('name', '企业名称', line(100))
  const uscc = row.read('uscc', usccCell)
  const externalId = row.read('externalId', (field, cell) => codeCell(field, cell, 80))
  const township = place.readTownship(row)
  const village = place.readVillage(row, township)
  const sector = readSector(row, place.county !== null)
  const candidate = {
    uscc,
    externalId: externalId === null ? null : withSource(externalId, context.externalSource),
    county: place.county?.code ?? null,
    township,
    village,
    sector,
    industry: row.read('industry', industryCell),
    size: row.read('size', (field, cell) => sizeWords.cell(field, cell)) as EnterpriseSize | null,
    flags: row.read('flags', (field, cell) => flagWords.cells(field, cell)),
    address: row.read('address', line(200)),
    employees: row.read('employees', (field, cell) => countCell(field, cell, 1_000_000)),
    safetyOfficer: row.read('safetyOfficer', line(50)),
    phone: row.read('phone', phoneCell),
    legalRepresentative: row.read('legalRepresentative', line(50)),
    principalPerson: row.read('principalPerson', line(50)),
    businessScope: row.read('businessScope', line(2000)),
  }
  const position = readPosition(row.positionCells(), context.crs, place.extent)
  if (!position.ok) row.issues.push(position.issue)
  else if (position.value === null) {
    row.refuse('position', 'missing', '没有坐标', '请补填经度和纬度 (单位: 度)')
  } else if (name !== null && row.issues.length === 0) {
    return { name, ...candidate, ...position.value }
  }
  return null
}

/** An id is unique within the list it comes from; an export of ours already names the list. */
function withSource(externalId: string, source: string): string {
  return source === '外部编号' && externalId.includes(':') ? externalId : `${source}:${externalId}`
}

function line(characters: number) {
  return (field: string, cell: string) => textCell(field, cell, { characters })
}

function readSector(row: RowReader, required: boolean): string | null {
  const parse = (field: string, cell: string) => sectorWords.cell(field, cell)
  return required ? row.require('sector', '监管行业', parse) : row.read('sector', parse)
}

function usccCell(field: string, cell: string): CellResult<string> {
  const text = cellText(cell)
  if (text === '' || /^[-—/无]+$/.test(text)) return { ok: true, value: null }
  if (isScientific(text)) return scientific(field, text)
  const checked = checkUscc(text)
  if (checked.ok) return { ok: true, value: checked.value }
  const [first] = checked.issues
  if (first === undefined) throw new TypeError('expected at least one issue of a refused code')
  return { ok: false, issue: fromDomainIssue(first, field) }
}

/** A GB/T 4754 code whose division exists, one of the table's names, or a power plant's fuel. */
function industryCell(field: string, cell: string): CellResult<string> {
  const text = cellText(cell).normalize('NFKC').toUpperCase()
  if (text === '') return { ok: true, value: null }
  const fuel = FUEL_INDUSTRIES[text.toLowerCase()]
  if (fuel !== undefined) return { ok: true, value: fuel }
  const code = /^[A-T]?(\d{2,4})$/.exec(text)?.[1] ?? (/^[A-T]$/.test(text) ? text : null)
  if (code !== null && industryName(code) !== null) return { ok: true, value: code }
  return industryWords.cell(field, cell)
}

/** Digits with the usual marks; a file may hold several numbers. */
function phoneCell(field: string, cell: string): CellResult<string> {
  const text = cellText(cell).normalize('NFKC')
  if (text === '' || /^[-—/无]+$/.test(text)) return { ok: true, value: null }
  if (
    text.length <= 60 &&
    /^[\d+\-()\s、,，;；/转]{5,}$/.test(text) &&
    /\d{5}/.test(text.replaceAll(/\D/g, ''))
  ) {
    return { ok: true, value: text.replace(/\.0$/, '') }
  }
  return {
    ok: false,
    issue: rowIssue(
      field,
      'not_a_phone',
      '联系电话格式不对',
      '请填数字、区号与分机, 多个号码用顿号分开',
    ),
  }
}
