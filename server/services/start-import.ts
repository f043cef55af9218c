import { readFile } from 'node:fs/promises'
import { failure, success, type Result } from '#domain/result.ts'
import { guessSheet } from '#server/intake/guess-sheet.ts'
import type { ImportOptions } from '#server/intake/import-options.ts'
import { startedRun } from '#server/intake/import-record.ts'
import { inspectTable } from '#server/intake/inspect-table.ts'
import { Pace } from '#server/intake/pace.ts'
import { openSource } from '#server/intake/table-source.ts'
import { TableError } from '#server/intake/table.ts'
import { putImportMapping } from '#server/store/import-mapping.ts'
import { putImportRun } from '#server/store/import-run.ts'
import type { Store } from '#server/store/transact.ts'
import { importFilePlaces, removeImportFile, type ImportFile } from './import-files.ts'
import { importJobsOf, type ImportJob } from './import-jobs.ts'

/** What a person said about a kept file, apart from what the file says of itself. */
export type ImportWish = Omit<
  ImportOptions,
  'bytes' | 'fileName' | 'workbook' | 'run' | 'signal'
> & {
  readonly userId: string
  readonly sheet: string | null
}

/**
 * Begin to import a kept file (开始导入): the run is written down, and the work goes on by itself.
 * Shape: the file is forgotten once it was taken, or when `isOnce` says that nobody comes back to it
 * Errors: unknown_sheet, empty
 */
export async function startImport(
  store: Store,
  file: ImportFile,
  wish: ImportWish,
  place: { readonly home: string; readonly isOnce: boolean },
): Promise<Result<ImportJob>> {
  const places = importFilePlaces(place.home, file.id)
  const sheet =
    file.format === 'xlsx'
      ? await guessSheet(places.rows, file.sheets, wish.sheet, wish.kind)
      : success(null)
  if (!sheet.ok) return sheet
  if (wish.kind === 'regions' && file.format === 'xlsx') {
    return failure('kind', 'wrong_type', '边界只收 GeoJSON 文件; 请从 GIS 软件导出为 GeoJSON')
  }
  const options: ImportOptions = {
    ...wish,
    fileName: file.fileName,
    bytes: await readFile(places.content),
    workbook: sheet.value === null ? null : { rowsFile: places.rows, sheet: sheet.value },
  }
  const run = startedRun(options, store.clock())
  await store.maintain((tx) => putImportRun(tx, run))
  await rememberMapping(store, options, wish.userId)
  const job = importJobsOf(store).start({ ...options, run }, async () => {
    if (place.isOnce) await removeImportFile(place.home, file.id)
  })
  if (!place.isOnce && !wish.dryRun) {
    void job.ended
      .then(async (outcome) => {
        if (outcome?.status === 'taken') await removeImportFile(place.home, file.id)
      })
      .catch(() => undefined)
  }
  return success(job)
}

/** How columns were matched is remembered with the header they were matched under. */
async function rememberMapping(
  store: Store,
  options: ImportOptions,
  userId: string,
): Promise<void> {
  if (options.map.size === 0 || options.kind === 'regions') return
  const source = openSource(options)
  if (!source.ok) return
  try {
    const table = await inspectTable(source.value, {
      kind: options.kind,
      hasCounty: options.region !== 'none',
      overrides: options.map,
      headerRow: options.headerRow ?? null,
      pace: new Pace(),
    })
    if (table === null || table.faults.length > 0) return
    const mapping = { map: Object.fromEntries(options.map), crs: options.crs }
    const key = { userId, kind: options.kind, signature: table.signature }
    await store.maintain((tx) => putImportMapping(tx, key, mapping))
  } catch (error) {
    // What is wrong with the table is told by the import itself.
    if (!(error instanceof TableError)) throw error
  }
}
