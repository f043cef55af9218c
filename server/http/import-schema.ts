import { z } from '@hono/zod-openapi'
import { parseCrs, type CrsName } from '#domain/crs.ts'
import type { Issue } from '#domain/result.ts'
import { ENCODING_CHOICES } from '#server/intake/decode.ts'
import { DELIMITERS } from '#server/intake/delimiter.ts'
import { IMPORT_KINDS } from '#server/intake/import-options.ts'
import { epsgTable } from '#server/services/epsg-table.ts'
import { scanJson } from './json-scan.ts'
import { MAXIMUM_JSON_DEPTH, MAXIMUM_JSON_LISTS } from './limits.ts'
import { AppError } from './problem.ts'

/** How a file is to be read; the same words in the inspection and in the import. */
const separatorSchema = z.enum(['auto', ...DELIMITERS])
const sheetSchema = z.string().min(1).max(120)
const regionSchema = z.string().regex(/^(?:\d{6}|none)$/, '请填 6 位县级区划代码, 或 none')
const crsText = z.string().min(1).max(40)
const mapSchema = z.record(z.string().max(60), z.string().max(200))
const correctionsSchema = z
  .array(
    z.strictObject({
      row: z.number().int().min(1).max(300_000),
      cells: z.record(z.string().regex(/^\d{1,3}$/), z.string().max(4_000)),
    }),
  )
  .max(20_000)

/** What is asked of a kept file. */
export const inspectionBody = z.strictObject({
  kind: z.enum(IMPORT_KINDS),
  crs: crsText.default('wgs84'),
  encoding: z.enum(ENCODING_CHOICES).default('auto'),
  separator: separatorSchema.default('auto'),
  sheet: sheetSchema.nullable().default(null),
  headerRow: z.number().int().min(1).max(200).nullable().default(null),
  map: mapSchema.nullable().default(null),
  region: regionSchema.nullable().default(null),
})

const truth = z.enum(['true', 'false']).default('false')

/** The fields of an import; a file, or the id of one that was uploaded before. */
export const importForm = z.strictObject({
  file: z
    .instanceof(File, { message: '请在 file 字段中上传一个文件' })
    .optional()
    .openapi({ type: 'string', format: 'binary' }),
  upload: z.string().max(80).optional(),
  kind: z.enum(IMPORT_KINDS),
  crs: crsText.default('wgs84'),
  encoding: z.enum(ENCODING_CHOICES).default('auto'),
  separator: separatorSchema.default('auto'),
  sheet: sheetSchema.optional(),
  headerRow: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, '请填表头所在的行号')
    .optional(),
  map: z
    .string()
    .max(60_000)
    .optional()
    .openapi({ description: 'JSON: field → column or #number' }),
  corrections: z
    .string()
    .max(8_000_000)
    .optional()
    .openapi({ description: 'JSON: [{ row, cells: { "column number": "value" } }]' }),
  region: regionSchema.optional(),
  dryRun: truth,
  skipBad: truth,
})

/**
 * The columns a person chose, from the JSON of a form field.
 * Errors: AppError invalid (422)
 */
export function readMap(text: string | undefined): ReadonlyMap<string, string> | null {
  if (text === undefined) return null
  return new Map(Object.entries(readJson('map', text, mapSchema)))
}

/**
 * The cells a person wrote over, from the JSON of a form field.
 * Errors: AppError invalid (422)
 */
export function readCorrections(
  text: string | undefined,
): ReadonlyMap<number, ReadonlyMap<number, string>> {
  if (text === undefined) return new Map()
  const list = readJson('corrections', text, correctionsSchema)
  return new Map(
    list.map(({ row, cells }) => [
      row,
      new Map(Object.entries(cells).map(([column, value]) => [Number(column), value])),
    ]),
  )
}

/**
 * The coordinate system a person named.
 * Errors: AppError invalid (422)
 */
export function readCrs(text: string): CrsName {
  const crs = parseCrs(text, epsgTable)
  if (!crs.ok) throw new AppError('invalid', { issues: crs.issues })
  return crs.value
}

function readJson<T>(path: string, text: string, schema: z.ZodType<T>): T {
  const fault = scanJson(text, MAXIMUM_JSON_DEPTH, MAXIMUM_JSON_LISTS)
  if (fault === null) {
    try {
      const parsed = schema.safeParse(JSON.parse(text))
      if (parsed.success) return parsed.data
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
    }
  }
  throw new AppError('invalid', {
    issues: [{ path, code: 'invalid_format', message: `${path} 不是所要的 JSON，请核对格式` }],
  })
}

/** The statuses that faults of a file have; all others are 422. */
const STATUS_CODES = {
  too_large: 'too_large',
  wrong_type: 'unsupported_type',
  old_workbook: 'unsupported_type',
} as const

/** The refusal of a file that cannot be read, with the reason as it was found. */
export function fileRefusal(issues: readonly Issue[]): AppError {
  const [first] = issues
  const known = first?.code as keyof typeof STATUS_CODES | undefined
  const code = known !== undefined && known in STATUS_CODES ? STATUS_CODES[known] : 'invalid'
  const message = first?.message ?? ''
  return new AppError(code, { issues, detail: { 'zh-CN': message, en: message } })
}
