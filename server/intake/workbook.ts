import { execFile } from 'node:child_process'
import { createReadStream } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { failure, success, type Result } from '#domain/result.ts'
import type { TableRecord } from './table.ts'

/** One sheet of a workbook (工作表). */
export interface SheetFacts {
  readonly name: string
  /** The number of the last row that says anything. */
  readonly rows: number
  readonly columns: number
  readonly hidden: boolean
  readonly written: number
}

/** One sheet of a workbook that was read. */
export interface WorkbookSheet {
  readonly rowsFile: string
  /** Its place in the workbook, from 0. */
  readonly sheet: number
}

const PROCESS = path.join(import.meta.dirname, 'workbook-process.ts')
const DEADLINE_MILLISECONDS = 30_000
const MEMORY_MIB = 384

const sheetSchema = z.object({
  name: z.string(),
  rows: z.number(),
  columns: z.number(),
  hidden: z.boolean(),
  written: z.number(),
})
const answerSchema = z.union([
  z.object({ ok: z.literal(true), value: z.array(sheetSchema) }),
  z.object({
    ok: z.literal(false),
    issues: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })),
  }),
])
const lineSchema = z.tuple([z.number(), z.number(), z.array(z.string())])

/**
 * Turn a workbook into a file of rows, in a process of its own that is ended at its deadline.
 * Shape: workbook file → `rowsFile`, for `workbookRecords`, and the sheets in their order
 * Errors: those of scanWorkbook, too_many_columns, too_many_rows, too_slow, unreadable
 */
export function readWorkbook(
  file: string,
  rowsFile: string,
  limits: { readonly deadlineMilliseconds?: number; readonly signal?: AbortSignal } = {},
): Promise<Result<readonly SheetFacts[]>> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [`--max-old-space-size=${MEMORY_MIB}`, PROCESS, file, rowsFile],
      {
        timeout: limits.deadlineMilliseconds ?? DEADLINE_MILLISECONDS,
        killSignal: 'SIGKILL',
        maxBuffer: 4 * 1024 * 1024,
        windowsHide: true,
        ...(limits.signal === undefined ? {} : { signal: limits.signal }),
      },
      (error, stdout) => {
        resolve(error === null ? answerOf(stdout) : failureOf(error))
      },
    )
  })
}

function answerOf(stdout: string): Result<readonly SheetFacts[]> {
  const answer = answerSchema.safeParse(JSON.parse(stdout))
  return answer.success ? answer.data : unreadable()
}

function failureOf(error: Error & { readonly killed?: boolean }): Result<never> {
  if (error.killed === true) {
    return failure(
      'file',
      'too_slow',
      `工作簿在 ${DEADLINE_MILLISECONDS / 1000} 秒内没有读完; 请删去空白的格式行与多余的工作表, 或另存为 CSV 后导入`,
    )
  }
  return unreadable()
}

/** Mostly memory: formatting down to the last row of a sheet, or formulas by the hundred thousand. */
function unreadable(): Result<never> {
  return failure(
    'file',
    'unreadable',
    '工作簿太大或已损坏, 读取时内存用尽; 请删去空白的格式行与多余的工作表, 或另存为 CSV 后导入',
  )
}

/**
 * Which sheet is meant: by name, by `#number`, else the first that is shown and says something.
 * Shape: → its place in the workbook
 * Errors: unknown_sheet, empty
 */
export function chooseSheet(sheets: readonly SheetFacts[], wanted: string | null): Result<number> {
  const names = sheets.map(({ name }, index) => `#${index + 1} ${name}`).join('、')
  if (wanted === null) {
    const shown = sheets.findIndex(({ hidden, rows }) => !hidden && rows > 1)
    const first = shown >= 0 ? shown : sheets.findIndex(({ rows }) => rows > 0)
    return first >= 0 ? success(first) : failure('sheet', 'empty', '工作簿里没有内容; 请核对文件')
  }
  const numbered = /^#(\d{1,3})$/.exec(wanted)
  const index =
    sheets.findIndex(({ name }) => name === wanted) >= 0
      ? sheets.findIndex(({ name }) => name === wanted)
      : numbered === null
        ? -1
        : Number(numbered[1]) - 1
  if (sheets[index] !== undefined) return success(index)
  return failure('sheet', 'unknown_sheet', `没有工作表 "${wanted}"; 现有: ${names}`)
}

/** The records of one sheet, by its place in the workbook; rows that say nothing are left out. */
export async function* workbookRecords(
  rowsFile: string,
  sheet: number,
): AsyncGenerator<TableRecord, void, undefined> {
  const input = createReadStream(rowsFile, { encoding: 'utf8' })
  const prefix = `[${sheet},`
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      if (!line.startsWith(prefix)) continue
      const [, row, cells] = lineSchema.parse(JSON.parse(line))
      yield { row, cells }
    }
  } finally {
    input.destroy()
  }
}
