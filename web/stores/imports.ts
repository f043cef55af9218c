import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import {
  badRowsUrl,
  forgetImportFile,
  inspectImportFile,
  listCheckedRows,
  listImportRuns,
  previewUndo,
  readImportRun,
  removeImportRun,
  startImport,
  templateUrl,
  uploadImportFile,
  type CheckedRows,
  type ImportFile,
  type ImportRun,
  type ImportRunRow,
  type Inspection,
  type InspectionChoice,
} from '#web/api/imports.ts'
import { refusalOf, type Refusal } from '#web/api/refusal.ts'
import { loadable } from './loadable.ts'

export type { CheckedRows, ImportFile, ImportRun, ImportRunRow, Inspection }
export type ImportKind = InspectionChoice['kind']
export type ImportStep = 'file' | 'columns' | 'places' | 'check' | 'done'

/** How the file is to be read, as chosen so far. */
export type ReadingChoice = {
  [K in keyof Omit<InspectionChoice, 'kind' | 'region'>]-?: Exclude<InspectionChoice[K], undefined>
}

const ASKED_EVERY_MILLISECONDS = 400
const ASKED_AGAIN_MILLISECONDS = 2_000
const GUESS: ReadingChoice = {
  crs: 'wgs84',
  encoding: 'auto',
  separator: 'auto',
  sheet: null,
  headerRow: null,
  map: null,
}

/** An import from the file to the run; what is chosen stays until it is taken or given up. */
export const useImportsStore = defineStore('imports', () => {
  const kind = ref<ImportKind>('enterprises')
  const step = ref<ImportStep>('file')
  const file = shallowRef<ImportFile | null>(null)
  const choice = ref<ReadingChoice>({ ...GUESS })
  const uploading = ref(false)
  const fault = shallowRef<Refusal | null>(null)
  const inspection = loadable<Inspection>()
  /** Where the points were before the coordinate system was changed. */
  const formerPoints = shallowRef<readonly (readonly [number, number])[]>([])
  const corrections = ref(new Map<number, Map<number, string>>())
  const unchecked = ref(false)
  const run = shallowRef<ImportRun | null>(null)
  const check = shallowRef<ImportRun | null>(null)
  const rows = loadable<CheckedRows>()
  const runs = loadable<{ items: ImportRunRow[]; total: number; nextCursor: string | null }>()
  const isRunning = computed(() => run.value?.status === 'running')
  const isBegun = computed(() => file.value !== null && step.value !== 'done')

  async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
    fault.value = null
    try {
      return await work()
    } catch (error) {
      fault.value = refusalOf(error) ?? UNREACHABLE
      return null
    }
  }

  /** Take a new file in hand; what was chosen for another one is forgotten. */
  async function choose(chosen: File): Promise<void> {
    await giveUp()
    uploading.value = true
    file.value = await attempt(() => uploadImportFile(chosen))
    uploading.value = false
    if (file.value === null) return
    if (kind.value === 'regions' || file.value.format === 'geojson') {
      kind.value = 'regions'
      step.value = 'places'
    } else step.value = 'columns'
    await inspect()
    const remembered = inspection.data.value?.remembered?.crs ?? null
    if (remembered !== null && remembered !== choice.value.crs) await change({ crs: remembered })
  }

  async function inspect(): Promise<void> {
    const kept = file.value
    if (kept === null) return
    fault.value = null
    const asked = { kind: kind.value, ...choice.value }
    await inspection.load((signal) => inspectImportFile(kept.id, asked, signal))
  }

  /** Change how the file is read, and look again; a check of before no longer counts. */
  async function change(changes: Partial<ReadingChoice>): Promise<void> {
    formerPoints.value =
      changes.crs === undefined ? [] : (inspection.data.value?.positions?.points ?? [])
    choice.value = { ...choice.value, ...changes }
    check.value = null
    corrections.value = new Map()
    await inspect()
  }

  async function changeKind(wanted: ImportKind): Promise<void> {
    kind.value = wanted
    if (file.value !== null) await change({ map: null, headerRow: null })
  }

  /** Give a column to a field, or none. */
  async function changeColumn(field: string, column: number | null): Promise<void> {
    const map = { ...currentMap() }
    for (const [other, value] of Object.entries(map)) {
      if (column !== null && value === `#${column}`) map[other] = ''
    }
    map[field] = column === null ? '' : `#${column}`
    await change({ map })
  }

  function currentMap(): Record<string, string> {
    const fields = inspection.data.value?.table?.fields ?? []
    return Object.fromEntries(
      fields.map(({ field, column }) => [field, column === null ? '' : `#${column}`]),
    )
  }

  /** Write over one cell of a row; it counts from the next check on. */
  function correct(row: number, column: number, value: string): void {
    const cells = new Map(corrections.value.get(row))
    cells.set(column, value)
    corrections.value = new Map([...corrections.value, [row, cells]])
    unchecked.value = true
  }

  async function begin(wish: {
    readonly dryRun: boolean
    readonly skipBad: boolean
  }): Promise<void> {
    const kept = file.value
    if (kept === null) return
    const { crs, encoding, separator, sheet } = choice.value
    // What was shown is what is read.
    const headerRow = inspection.data.value?.table?.headerRow ?? null
    const list = [...corrections.value].map(([row, cells]) => ({
      row,
      cells: Object.fromEntries(cells),
    }))
    run.value = await attempt(() =>
      startImport({
        upload: kept.id,
        kind: kind.value,
        crs,
        encoding,
        separator,
        dryRun: wish.dryRun ? 'true' : 'false',
        skipBad: wish.skipBad ? 'true' : 'false',
        ...(sheet === null ? {} : { sheet }),
        ...(headerRow === null ? {} : { headerRow: String(headerRow) }),
        ...(kind.value === 'regions' ? {} : { map: JSON.stringify(currentMap()) }),
        ...(list.length === 0 ? {} : { corrections: JSON.stringify(list) }),
      }),
    )
    await follow()
  }

  async function follow(): Promise<void> {
    while (run.value?.status === 'running') {
      const { id } = run.value
      const now = await readImportRun(id).catch((error: unknown) => {
        fault.value = refusalOf(error) ?? UNREACHABLE
        return null
      })
      // Somebody gave up meanwhile.
      if (run.value.id !== id) return
      if (now === null) {
        // A server that is away comes back and tells what became of the run; a refusal stays one.
        if (!isPassing(fault.value)) return
        await later(ASKED_AGAIN_MILLISECONDS)
        continue
      }
      fault.value = null
      run.value = now
      if (now.status === 'running') await later(ASKED_EVERY_MILLISECONDS)
    }
  }

  /** Check every row without taking any (试导入). */
  async function startCheck(): Promise<void> {
    step.value = 'check'
    check.value = null
    await begin({ dryRun: true, skipBad: true })
    if (run.value?.status !== 'checked') return
    check.value = run.value
    unchecked.value = false
    await loadRows(run.value.rows.refused > 0 ? 'bad' : 'good', null)
  }

  async function loadRows(outcome: 'bad' | 'good', cursor: string | null): Promise<void> {
    const checked = check.value
    if (checked === null) return
    await rows.load((signal) => listCheckedRows(checked.id, { outcome, cursor }, signal))
  }

  /** Take the file in. */
  async function take(skipBad: boolean): Promise<void> {
    await begin({ dryRun: false, skipBad })
    if (run.value?.status === 'done') {
      step.value = 'done'
      file.value = null
    }
    await loadRuns(null)
  }

  /** Call off what is running. */
  async function cancel(): Promise<void> {
    const running = run.value
    if (running === null) return
    await attempt(() => removeImportRun(running.id))
    run.value = await readImportRun(running.id).catch(() => running)
    await loadRuns(null)
  }

  /** Start over: the file and everything chosen for it are forgotten. */
  async function giveUp(): Promise<void> {
    const kept = file.value
    file.value = null
    run.value = null
    check.value = null
    corrections.value = new Map()
    unchecked.value = false
    formerPoints.value = []
    choice.value = { ...GUESS }
    step.value = 'file'
    fault.value = null
    if (kept !== null) await forgetImportFile(kept.id).catch(() => undefined)
  }

  let runsFrom: string | null = null
  async function loadRuns(cursor: string | null): Promise<void> {
    runsFrom = cursor
    await runs.load((signal) => listImportRuns(cursor, signal))
  }

  async function refreshRuns(): Promise<void> {
    await runs.refresh((signal) => listImportRuns(runsFrom, signal))
  }

  /** Call off a run that is on its way, or take back one that was taken; null when it was refused, which `fault` tells. */
  async function undo(id: string): Promise<true | null> {
    const done = await attempt(async () => {
      await removeImportRun(id)
      return true as const
    })
    await loadRuns(null)
    return done
  }

  return {
    kind,
    step,
    file,
    choice,
    uploading,
    fault,
    inspection,
    formerPoints,
    corrections,
    unchecked,
    run,
    check,
    rows,
    runs,
    isRunning,
    isBegun,
    choose,
    inspect,
    change,
    changeKind,
    changeColumn,
    correct,
    startCheck,
    loadRows,
    take,
    cancel,
    giveUp,
    loadRuns,
    refreshRuns,
    undo,
    previewUndo: (id: string) => attempt(() => previewUndo(id)),
    badRowsUrl,
    templateUrl,
  }
})

const UNREACHABLE: Refusal = {
  status: 0,
  code: 'unavailable',
  detail: '',
  issues: [],
  retryAfterSeconds: null,
  current: undefined,
}

function isPassing(refusal: Refusal | null): boolean {
  return refusal !== null && (refusal.status === 0 || refusal.status >= 429)
}

function later(milliseconds: number): Promise<void> {
  return new Promise((resolve) => window.setTimeout(resolve, milliseconds))
}
