import type { Region } from '#domain/region.ts'
import type { Tx } from '#server/store/transact.ts'
import { ENTERPRISE_COLUMNS } from './enterprise-columns.ts'
import { HAZARD_COLUMNS } from './hazard-columns.ts'
import { REGION_COLUMNS } from './region-columns.ts'
import { RISK_POINT_COLUMNS } from './risk-point-columns.ts'
import { matchColumns } from './columns.ts'
import { readEnterprise } from './enterprises.ts'
import { readFeatures } from './feature-table.ts'
import { readHazard } from './hazards.ts'
import type { ImportOptions } from './import-options.ts'
import type { ImportSession, ReadRow } from './import-session.ts'
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

/** What reading needs besides the text. */
export interface ReadingContext {
  readonly options: ImportOptions
  readonly place: Place
  readonly regions: readonly Region[]
  readonly now: Date
  readonly onRow: (row: number) => void
}

/** A file read, and how its good rows are written; what a row says stays in here. */
export interface Intake extends Omit<RowsRead<unknown>, 'rows'> {
  readonly readable: number
  readonly write: (tx: Tx, session: ImportSession) => Promise<void>
}

/** Columns that say where a row is, in any of their forms; latitude is missed beside longitude by each row. */
const POSITION_FIELDS = ['lng', 'lat', 'lngLat', 'latLng']
const OWNER_FIELDS = ['enterprise', 'uscc']

/** Read a file of one kind. */
export async function readIntake(text: string, context: ReadingContext): Promise<Intake> {
  const { options, place, now } = context
  const crs = options.crs
  const permits = options.permits ?? (() => true)
  switch (options.kind) {
    case 'enterprises': {
      const needed = place.county === null ? [] : [['township'], ['sector']]
      const read = await separated(text, context, {
        fields: ENTERPRISE_COLUMNS,
        requiredColumns: [['name'], POSITION_FIELDS, ...needed],
        reader: (match, header) => {
          const index = match.columns.get('externalId')
          const externalSource = index === undefined ? '' : (header[index] ?? '')
          return (row) => readEnterprise(row, { crs, place, externalSource })
        },
      })
      return intake(read, (tx, rows, session) => saveEnterprises(tx, rows, permits, session))
    }
    case 'risk-points': {
      const read = await separated(text, context, {
        fields: RISK_POINT_COLUMNS,
        requiredColumns: [OWNER_FIELDS, ['name']],
        reader: () => (row) => readRiskPoint(row, { crs, place, now }),
      })
      return intake(read, (tx, rows, session) => saveRiskPoints(tx, rows, permits, session))
    }
    case 'hazards': {
      const read = await separated(text, context, {
        fields: HAZARD_COLUMNS,
        requiredColumns: [
          OWNER_FIELDS,
          ['description'],
          ['hazardLevel'],
          ['foundAt'],
          ['checkMode'],
        ],
        reader: () => (row) => readHazard(row, { crs, place, now }),
      })
      return intake(read, (tx, rows, session) => saveHazards(tx, rows, permits, session))
    }
    case 'regions':
      return intake(boundaries(text, context), saveRegions)
  }
}

function separated<C>(
  text: string,
  { options, onRow }: ReadingContext,
  source: RowSource<C>,
): Promise<RowsRead<C>> {
  return readRows(text, source, options.map, onRow)
}

function intake<C>(
  { rows, ...read }: RowsRead<C>,
  save: (tx: Tx, rows: readonly ReadRow<C>[], session: ImportSession) => Promise<void>,
): Intake {
  return { ...read, readable: rows.length, write: (tx, session) => save(tx, rows, session) }
}

function boundaries(text: string, context: ReadingContext) {
  const { options, place, regions, onRow } = context
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
