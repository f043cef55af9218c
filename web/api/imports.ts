import type { InferRequestType, InferResponseType } from 'hono/client'
import { client } from './client.ts'
import { accepted } from './refusal.ts'

const files = client.api['import-files']
const runs = client.api.imports

export type ImportFile = InferResponseType<typeof files.$post, 201>
export type Inspection = InferResponseType<(typeof files)[':id']['inspection']['$post'], 200>
export type ImportRun = InferResponseType<(typeof runs)[':id']['$get'], 200>
export type ImportRunRow = InferResponseType<typeof runs.$get, 200>['items'][number]
export type CheckedRows = InferResponseType<(typeof runs)[':id']['rows']['$get'], 200>
export type UndoPreview = InferResponseType<(typeof runs)[':id']['undo']['$get'], 200>
export type InspectionChoice = InferRequestType<
  (typeof files)[':id']['inspection']['$post']
>['json']
type StartForm = InferRequestType<typeof runs.$post>['form']

/** What is said with an import of a kept file. */
export type ImportWish = Omit<StartForm, 'file'>

/** Keep a file on the server while its import is prepared. */
export async function uploadImportFile(file: File): Promise<ImportFile> {
  // The server's types know Node's File, the browser sends its own.
  const form = { file } as unknown as InferRequestType<typeof files.$post>['form']
  return (await accepted(files.$post({ form }))).json()
}

/** Forget a kept file. */
export async function forgetImportFile(id: string): Promise<void> {
  await accepted(files[':id'].$delete({ param: { id } }))
}

/** How a kept file is understood (导入预检). */
export async function inspectImportFile(
  id: string,
  json: InspectionChoice,
  signal: AbortSignal,
): Promise<Inspection> {
  const response = await accepted(
    files[':id'].inspection.$post({ param: { id }, json }, { init: { signal } }),
  )
  return response.json()
}

/** Begin to check or to take a file; the run is asked for its progress. */
export async function startImport(wish: ImportWish): Promise<ImportRun> {
  const form = wish as StartForm
  const headers = { Prefer: 'respond-async' }
  return (await accepted(runs.$post({ form }, { headers }))).json()
}

/** One run with its progress or report. */
export async function readImportRun(id: string): Promise<ImportRun> {
  return (await accepted(runs[':id'].$get({ param: { id } }))).json()
}

/** The newest runs (导入批次). */
export async function listImportRuns(
  cursor: string | null,
  signal: AbortSignal,
): Promise<{ items: ImportRunRow[]; total: number; nextCursor: string | null }> {
  const query = { limit: '20', ...(cursor === null ? {} : { cursor }) }
  return (await accepted(runs.$get({ query }, { init: { signal } }))).json()
}

/** A page of what the rows of a run came to. */
export async function listCheckedRows(
  id: string,
  page: { readonly outcome: 'bad' | 'good'; readonly cursor: string | null },
  signal: AbortSignal,
): Promise<CheckedRows> {
  const query = {
    outcome: page.outcome,
    limit: '20',
    ...(page.cursor === null ? {} : { cursor: page.cursor }),
  }
  return (
    await accepted(runs[':id'].rows.$get({ param: { id }, query }, { init: { signal } }))
  ).json()
}

/** What taking a run back would do. */
export async function previewUndo(id: string): Promise<UndoPreview> {
  return (await accepted(runs[':id'].undo.$get({ param: { id } }))).json()
}

/** Call a running import off, or take back one that was taken. */
export async function removeImportRun(id: string): Promise<void> {
  await accepted(runs[':id'].$delete({ param: { id } }))
}

/** Where the refused rows of a run are, as a file. */
export function badRowsUrl(id: string): string {
  return `/api/imports/${id}/report`
}

/** Where the template of a kind is. */
export function templateUrl(kind: string, format: 'xlsx' | 'csv'): string {
  return `/api/import-templates/${kind}?format=${format}`
}
