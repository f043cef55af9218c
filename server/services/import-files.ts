import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { failure, success, type Result } from '#domain/result.ts'
import { MAX_FILE_BYTES } from '#server/intake/decode.ts'
import { fileFormat, type FileFormat } from '#server/intake/file-format.ts'
import { readWorkbook, type SheetFacts } from '#server/intake/workbook.ts'
import { newId } from '#server/store/identifier.ts'

/** A file that somebody uploaded to be imported (待导入文件); it goes when it is taken, or after two hours. */
export interface ImportFile {
  readonly id: string
  readonly userId: string
  readonly fileName: string
  readonly bytes: number
  readonly format: FileFormat
  /** None for a text. */
  readonly sheets: readonly SheetFacts[]
  readonly uploadedAt: string
}

const KEPT_MILLISECONDS = 2 * 3_600_000
const MOST_FILES_A_USER = 5
const ID = /^[0-9a-f-]{36}$/

const factsSchema = z.object({
  id: z.string(),
  userId: z.string(),
  fileName: z.string(),
  bytes: z.number(),
  format: z.enum(['csv', 'xlsx', 'geojson']),
  sheets: z.array(
    z.object({
      name: z.string(),
      rows: z.number(),
      columns: z.number(),
      hidden: z.boolean(),
      written: z.number(),
    }),
  ),
  uploadedAt: z.string(),
})

/** Where the parts of a kept file lie; its own name is used nowhere. */
export interface FilePlaces {
  readonly directory: string
  readonly content: string
  readonly rows: string
  readonly facts: string
}

function root(home: string): string {
  return path.join(home, 'uploads', 'imports')
}

export function importFilePlaces(home: string, id: string): FilePlaces {
  const directory = path.join(root(home), id)
  return {
    directory,
    content: path.join(directory, 'content'),
    rows: path.join(directory, 'rows.jsonl'),
    facts: path.join(directory, 'facts.json'),
  }
}

/**
 * Keep a file while somebody prepares its import; a workbook is read once, in a process of its own.
 * Errors: those of fileFormat and readWorkbook, too_large; nothing is kept then
 */
export async function keepImportFile(
  home: string,
  upload: {
    readonly userId: string
    readonly fileName: string
    readonly content: Uint8Array
    readonly at: Date
  },
): Promise<Result<ImportFile>> {
  await sweepImportFiles(home, upload.at)
  if (upload.content.length > MAX_FILE_BYTES) {
    return failure(
      'file',
      'too_large',
      `文件超过 ${MAX_FILE_BYTES / 1048576} MiB; 请拆分后分次导入`,
    )
  }
  const format = fileFormat(upload.content)
  if (!format.ok) return format
  const id = newId()
  const places = importFilePlaces(home, id)
  await mkdir(places.directory, { recursive: true, mode: 0o700 })
  try {
    await writeFile(places.content, upload.content, { mode: 0o600 })
    const sheets =
      format.value === 'xlsx' ? await readWorkbook(places.content, places.rows) : success([])
    if (!sheets.ok) {
      await rm(places.directory, { recursive: true, force: true })
      return sheets
    }
    const file: ImportFile = {
      id,
      userId: upload.userId,
      fileName: plainName(upload.fileName),
      bytes: upload.content.length,
      format: format.value,
      sheets: sheets.value,
      uploadedAt: upload.at.toISOString(),
    }
    await writeFile(places.facts, JSON.stringify(file), { mode: 0o600 })
    await leaveNewest(home, upload.userId)
    return success(file)
  } catch (error) {
    await rm(places.directory, { recursive: true, force: true })
    throw error
  }
}

/** A kept file of an account, or null; that of another account is as good as missing. */
export async function findImportFile(
  home: string,
  id: string,
  userId: string,
): Promise<ImportFile | null> {
  if (!ID.test(id)) return null
  const file = await readFacts(importFilePlaces(home, id).facts)
  return file?.userId === userId ? file : null
}

/** Forget a kept file. */
export async function removeImportFile(home: string, id: string): Promise<void> {
  if (ID.test(id)) {
    await rm(importFilePlaces(home, id).directory, { recursive: true, force: true })
  }
}

/** Forget files that nobody came back for, and what a crash left behind. */
export async function sweepImportFiles(home: string, now: Date): Promise<void> {
  for (const id of await keptIds(home)) {
    const { directory } = importFilePlaces(home, id)
    const age = await stat(directory).then(
      ({ mtimeMs }) => now.getTime() - mtimeMs,
      () => 0,
    )
    if (age > KEPT_MILLISECONDS) await rm(directory, { recursive: true, force: true })
  }
}

async function leaveNewest(home: string, userId: string): Promise<void> {
  const own: ImportFile[] = []
  for (const id of await keptIds(home)) {
    const file = await readFacts(importFilePlaces(home, id).facts)
    if (file?.userId === userId) own.push(file)
  }
  own.sort((a, b) => b.uploadedAt.localeCompare(a.uploadedAt))
  for (const { id } of own.slice(MOST_FILES_A_USER)) await removeImportFile(home, id)
}

async function keptIds(home: string): Promise<string[]> {
  const names = await readdir(root(home)).catch((error: unknown) => {
    if (isMissing(error)) return [] as string[]
    throw error
  })
  return names.filter((name) => ID.test(name))
}

async function readFacts(file: string): Promise<ImportFile | null> {
  try {
    const facts = factsSchema.safeParse(JSON.parse(await readFile(file, 'utf8')))
    return facts.success ? facts.data : null
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return null
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** The last part of a path without marks that no screen should show. */
function plainName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  const shown = last.replaceAll(/[\p{Cc}\p{Cf}]/gu, '').trim()
  return Array.from(shown === '' ? '未命名' : shown)
    .slice(0, 120)
    .join('')
}
