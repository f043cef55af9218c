import type { Region } from '#domain/region.ts'
import type { Tx } from '#server/store/transact.ts'
import { REGION_COLUMNS } from './region-columns.ts'
import { matchColumns } from './columns.ts'
import { readEnterprise } from './enterprises.ts'
import { readFeatures } from './feature-table.ts'
import { readHazard } from './hazards.ts'
import type { ImportOptions } from './import-options.ts'
import type { ImportSession, ReadRow } from './import-session.ts'
import type { Pace } from './pace.ts'
import type { Place } from './place.ts'
import { fileFault, readRows, type RowSource, type RowsRead } from './read-rows.ts'
import { readRegion } from './regions.ts'
import { readRiskPoint } from './risk-points.ts'
import type { BadRow } from './row-issue.ts'
import { RowReader } from './row-reader.ts'
import { saveEnterprises } from './save-enterprises.ts'
import { saveHazards } from './save-hazards.ts'
import { saveRegions } from './save-regions.ts'
import { saveRiskPoints } from './save-risk-points.ts'
import { columnsOf } from './table-kinds.ts'
import type { TableSource } from './table-source.ts'

/** What reading needs besides the file. */
export interface ReadingContext {
  readonly options: ImportOptions
  readonly place: Place
  readonly regions: readonly Region[]
  readonly now: Date
  readonly pace: Pace
  readonly onRow: (row: number) => void
}

/** A file read, and how its good rows are written; what a row says stays in here. */
export interface Intake extends Omit<RowsRead<unknown>, 'rows'> {
  readonly readable: number
  /** The first rows that passed the checks of their own. */
  readonly goodRows: (
    most: number,
  ) => readonly { readonly row: number; readonly cells: readonly string[] }[]
  readonly write: (tx: Tx, session: ImportSession) => Promise<void>
}

/** Read a file of one kind. */
export async function readIntake(source: TableSource, context: ReadingContext): Promise<Intake> {
  const { options, place, now } = context
  const crs = options.crs
  const permits = options.permits ?? (() => true)
  const columns = columnsOf(options.kind, place.county !== null)
  switch (options.kind) {
    case 'enterprises': {
      const read = await separated(source, context, {
        ...columns,
        reader: (match, header) => {
          const index = match.columns.get('externalId')
          const externalSource = index === undefined ? '' : (header[index] ?? '')
          return (row) => readEnterprise(row, { crs, place, externalSource })
        },
      })
      return intake(read, (tx, rows, session) => saveEnterprises(tx, rows, permits, session))
    }
    case 'risk-points': {
      const read = await separated(source, context, {
        ...columns,
        reader: () => (row) => readRiskPoint(row, { crs, place, now }),
      })
      return intake(read, (tx, rows, session) => saveRiskPoints(tx, rows, permits, session))
    }
    case 'hazards': {
      const read = await separated(source, context, {
        ...columns,
        reader: () => (row) => readHazard(row, { crs, place, now }),
      })
      return intake(read, (tx, rows, session) => saveHazards(tx, rows, permits, session))
    }
    case 'regions':
      return intake(await boundaries(source.text, context), saveRegions)
  }
}

function separated<C>(
  table: TableSource,
  { options, pace, onRow }: ReadingContext,
  source: RowSource<C>,
): Promise<RowsRead<C>> {
  return readRows(table, source, {
    overrides: options.map,
    headerRow: options.headerRow ?? null,
    corrections: options.corrections ?? new Map<number, ReadonlyMap<number, string>>(),
    pace,
    onRow,
  })
}

function intake<C>(
  { rows, ...read }: RowsRead<C>,
  save: (tx: Tx, rows: readonly ReadRow<C>[], session: ImportSession) => Promise<void>,
): Intake {
  return {
    ...read,
    readable: rows.length,
    goodRows: (most) => rows.slice(0, most).map(({ row, cells }) => ({ row, cells })),
    write: (tx, session) => save(tx, rows, session),
  }
}

async function boundaries(text: string, context: ReadingContext) {
  const { options, place, regions, pace, onRow } = context
  type Candidate = NonNullable<ReturnType<typeof readRegion>>
  const table = readFeatures(text)
  if (!table.ok)
    return fileFault<Candidate>(1, table.issues[0]?.code ?? '', table.issues[0]?.message ?? '')
  const { header, features } = table.value
  const match = matchColumns(header, REGION_COLUMNS, options.map)
  if (!match.ok) {
    return fileFault<Candidate>(
      1,
      match.issues[0]?.code ?? '',
      match.issues[0]?.message ?? '',
      'map',
    )
  }
  const rows: ReadRow<Candidate>[] = []
  const bad: BadRow[] = []
  for (const { row: number, cells, geometry } of features) {
    onRow(number)
    await pace.rest()
    const row = new RowReader({ row: number, cells }, match.value)
    const candidate = readRegion(row, geometry, {
      crs: options.crs,
      place,
      known: regions,
      fileName: options.fileName,
    })
    if (candidate === null) bad.push({ row: number, cells, issues: row.issues })
    else rows.push({ row: number, cells, candidate })
  }
  return { header, rows, bad, notices: match.value.notices, total: features.length }
}
