import { readFile } from 'node:fs/promises'
import type { CrsName } from '#domain/crs.ts'
import type { Enterprise } from '#domain/enterprise.ts'
import type { Position } from '#domain/position.ts'
import { failure, success, type Result } from '#domain/result.ts'
import { cellText } from '#server/intake/cell.ts'
import type { EncodingChoice } from '#server/intake/decode.ts'
import { guessDelimiter, type Delimiter } from '#server/intake/delimiter.ts'
import { guessEncoding, type EncodingGuess } from '#server/intake/guess-encoding.ts'
import { guessSheet } from '#server/intake/guess-sheet.ts'
import type { ImportKind } from '#server/intake/import-options.ts'
import { inspectPositions, type PositionInspection } from '#server/intake/inspect-positions.ts'
import { inspectTable, type TableInspection } from '#server/intake/inspect-table.ts'
import { Pace } from '#server/intake/pace.ts'
import { ANYWHERE, placeOf } from '#server/intake/place.ts'
import type { EnterprisePermit } from '#server/intake/resolve-enterprises.ts'
import type { RowReader } from '#server/intake/row-reader.ts'
import { openSource } from '#server/intake/table-source.ts'
import { TableError } from '#server/intake/table.ts'
import { findEnterprisesByNaturalKey } from '#server/store/enterprise.ts'
import { findImportMapping } from '#server/store/import-mapping.ts'
import { listRegions } from '#server/store/region.ts'
import type { Reader } from '#server/store/transact.ts'
import { importFilePlaces, type ImportFile } from './import-files.ts'

/** How somebody wants a kept file read; null leaves it to a guess. */
export interface InspectionChoice {
  readonly kind: ImportKind
  readonly crs: CrsName
  readonly encoding: EncodingChoice
  readonly separator: Delimiter | null
  readonly sheet: string | null
  readonly headerRow: number | null
  /** Null asks for what was remembered of such a file, else for the names of the columns. */
  readonly map: ReadonlyMap<string, string> | null
  readonly region: string | null
}

/** What was found, as far as the file lets itself be read. */
export interface ImportInspection {
  readonly encoding: EncodingGuess | null
  readonly separator: Delimiter | null
  readonly sheet: number | null
  readonly remembered: { readonly crs: string | null } | null
  readonly table: TableInspection | null
  readonly positions: PositionInspection | null
}

/** What is remembered of how somebody imported such a file. */
export interface RememberedMapping {
  readonly map: Readonly<Record<string, string>>
  readonly crs: string
}

/**
 * Look at a kept file as an import would read it (导入预检), without taking anything.
 * Errors: what keeps the file from being read under these choices
 */
export async function inspectImport(
  reader: Reader,
  file: ImportFile,
  choice: InspectionChoice,
  by: { readonly home: string; readonly permits: EnterprisePermit },
): Promise<Result<ImportInspection>> {
  const places = importFilePlaces(by.home, file.id)
  const bytes = await readFile(places.content)
  const sheet =
    file.format === 'xlsx'
      ? await guessSheet(places.rows, file.sheets, choice.sheet, choice.kind)
      : success(null)
  if (!sheet.ok) return sheet
  const isText = sheet.value === null
  const encoding = isText ? guessEncoding(bytes, choice.encoding) : null
  const nothing = { encoding, separator: null, sheet: sheet.value, remembered: null }
  if (encoding?.encoding === null && encoding.readings.length > 1) {
    return success({ ...nothing, table: null, positions: null })
  }
  const source = openSource({
    bytes,
    encoding: choice.encoding,
    separator: choice.separator,
    workbook: sheet.value === null ? null : { rowsFile: places.rows, sheet: sheet.value },
  })
  if (!source.ok) return source
  if (choice.kind === 'regions') {
    return file.format === 'geojson'
      ? success({ ...nothing, table: null, positions: null })
      : failure('kind', 'wrong_type', '边界只收 GeoJSON 文件; 请从 GIS 软件导出为 GeoJSON')
  }
  if (file.format === 'geojson') {
    return failure(
      'kind',
      'wrong_type',
      '这是 GeoJSON 文件, 只能作为边界导入; 请改选边界, 或换一个表格文件',
    )
  }
  const regions = await listRegions(reader)
  const place = placeOf(regions, choice.region)
  if (!place.ok) return place
  const wanted = {
    kind: choice.kind,
    hasCounty: place.value.county !== null,
    headerRow: choice.headerRow,
    pace: new Pace(),
  }
  try {
    const none = new Map<string, string>()
    let table = await inspectTable(source.value, { ...wanted, overrides: choice.map ?? none })
    let remembered: RememberedMapping | null = null
    if (table !== null && choice.map === null) {
      remembered = (await findImportMapping(reader, {
        userId: file.userId,
        kind: choice.kind,
        signature: table.signature,
      })) as RememberedMapping | null
      if (remembered !== null) {
        const overrides = new Map(Object.entries(remembered.map))
        table = await inspectTable(source.value, { ...wanted, overrides })
      }
    }
    const known = await knownPositions(reader, table?.rows ?? [], choice.kind, by.permits)
    return success({
      ...nothing,
      separator: isText ? (choice.separator ?? guessDelimiter(source.value.text)) : null,
      remembered: remembered === null ? null : { crs: remembered.crs },
      table,
      positions:
        table === null
          ? null
          : await inspectPositions(table.rows, {
              crs: choice.crs,
              place: place.value.county === null ? ANYWHERE : place.value,
              knownPosition: known,
              pace: wanted.pace,
            }),
    })
  } catch (error) {
    if (!(error instanceof TableError)) throw error
    const { code, message } = error.issue
    return failure('file', code, `第 ${error.row} 行: ${message}`)
  }
}

const ROWS_COMPARED = 2_000

/** Where the enterprises that rows name are known to be, as far as the one who asks may see them. */
async function knownPositions(
  reader: Reader,
  rows: readonly RowReader[],
  kind: ImportKind,
  permits: EnterprisePermit,
): Promise<(row: RowReader) => Position | null> {
  const nameField = kind === 'enterprises' ? 'name' : 'enterprise'
  const compared = rows.slice(0, ROWS_COMPARED)
  const textsOf = (field: string) => [
    ...new Set(compared.map((row) => cellText(row.cell(field))).filter((text) => text !== '')),
  ]
  const found = await findEnterprisesByNaturalKey(reader, {
    usccs: textsOf('uscc'),
    externalIds: [],
    names: textsOf(nameField),
  })
  const usable = found.filter((enterprise) => !enterprise.archived && permits(enterprise))
  const byUscc = new Map(usable.map((enterprise) => [enterprise.uscc, enterprise]))
  const byName = Map.groupBy(usable, ({ name }) => name)
  return (row) => {
    const uscc = cellText(row.cell('uscc'))
    const named: readonly Enterprise[] = byName.get(cellText(row.cell(nameField))) ?? []
    const enterprise = byUscc.get(uscc) ?? (named.length === 1 ? named[0] : undefined)
    return enterprise?.position ?? null
  }
}
