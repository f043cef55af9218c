import type { Context } from 'hono'
import { inScope } from '#domain/scope.ts'
import type { AppEnvironment } from '#server/http/environment.ts'
import { fileRefusal, inspectionBody, readCrs } from '#server/http/import-schema.ts'
import { AppError } from '#server/http/problem.ts'
import {
  answer,
  createRoute,
  emptyAnswer,
  idParameter,
  jsonBody,
  newRoutes,
  refusals,
  z,
} from '#server/http/route.ts'
import { ENCODING_CHOICES } from '#server/intake/decode.ts'
import {
  findImportFile,
  keepImportFile,
  removeImportFile,
  type ImportFile,
} from '#server/services/import-files.ts'
import { inspectImport } from '#server/services/inspect-import.ts'

const sheetSchema = z.object({
  name: z.string(),
  rows: z.number().int(),
  columns: z.number().int(),
  hidden: z.boolean(),
})

const fileSchema = z
  .object({
    id: z.string(),
    fileName: z.string(),
    bytes: z.number().int(),
    format: z.enum(['csv', 'xlsx', 'geojson']),
    sheets: z.array(sheetSchema),
  })
  .openapi('ImportFile')

const issueSchema = z.object({
  field: z.string(),
  code: z.string(),
  reason: z.string(),
  remedy: z.string(),
})

const inspectionSchema = z
  .object({
    encoding: z
      .object({
        encoding: z.string().nullable(),
        choice: z.enum(ENCODING_CHOICES),
        certain: z.boolean(),
        readings: z.array(
          z.object({ encoding: z.enum(ENCODING_CHOICES), lines: z.array(z.string()) }),
        ),
      })
      .nullable(),
    separator: z.string().nullable(),
    sheet: z.number().int().nullable(),
    remembered: z.object({ crs: z.string().nullable() }).nullable(),
    table: z
      .object({
        headerRow: z.number().int(),
        columns: z.array(z.object({ header: z.string(), samples: z.array(z.string()) })),
        fields: z.array(
          z.object({
            field: z.string(),
            nameZh: z.string(),
            requiredGroup: z.number().int().nullable(),
            column: z.number().int().nullable(),
          }),
        ),
        firstRows: z.array(z.object({ row: z.number().int(), cells: z.array(z.string()) })),
        total: z.number().int(),
        notices: z.array(z.string()),
        faults: z.array(issueSchema),
      })
      .nullable(),
    positions: z
      .object({
        withPosition: z.number().int(),
        looked: z.number().int(),
        points: z.array(z.tuple([z.number(), z.number()])),
        inside: z.number().int(),
        outside: z.number().int(),
        refused: z.number().int(),
        hints: z.array(
          z.object({ code: z.string(), message: z.string(), count: z.number().int() }),
        ),
        candidates: z.array(
          z.object({
            crs: z.string(),
            inside: z.number().int(),
            compared: z.number().int(),
            medianMeters: z.number().int().nullable(),
          }),
        ),
      })
      .nullable(),
  })
  .openapi('ImportInspection')

const upload = createRoute({
  method: 'post',
  path: '/api/import-files',
  tags: ['imports'],
  description:
    'Keeps a file for two hours, so that it is looked at and imported without a second upload.',
  request: {
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: z.strictObject({
            file: z
              .instanceof(File, { message: '请在 file 字段中上传一个文件' })
              .openapi({ type: 'string', format: 'binary' }),
          }),
        },
      },
    },
  },
  responses: { 201: answer(fileSchema, 'The file as it was recognised'), ...refusals },
})

const read = createRoute({
  method: 'get',
  path: '/api/import-files/{id}',
  tags: ['imports'],
  request: { params: idParameter },
  responses: { 200: answer(fileSchema, 'The file'), ...refusals },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/import-files/{id}',
  tags: ['imports'],
  request: { params: idParameter },
  responses: { 204: emptyAnswer('The file is forgotten'), ...refusals },
})

const inspect = createRoute({
  method: 'post',
  path: '/api/import-files/{id}/inspection',
  tags: ['imports'],
  description: 'How the file is understood under these choices; changes nothing.',
  request: { params: idParameter, body: jsonBody(inspectionBody) },
  responses: { 200: answer(inspectionSchema, 'What was found'), ...refusals },
})

/** Files that wait to be imported (待导入文件); each is its uploader's alone. */
export const importFileRoutes = newRoutes()
  .openapi(upload, async (c) => {
    const { config, clock } = c.var.services
    const { file } = c.req.valid('form')
    const kept = await keepImportFile(config.home, {
      userId: c.var.principal.userId,
      fileName: file.name,
      content: new Uint8Array(await file.arrayBuffer()),
      at: clock(),
    })
    if (!kept.ok) throw fileRefusal(kept.issues)
    return c.json(toAnswer(kept.value), 201, { Location: `/api/import-files/${kept.value.id}` })
  })
  .openapi(read, async (c) => c.json(toAnswer(await ownFile(c, c.req.valid('param').id)), 200))
  .openapi(remove, async (c) => {
    const file = await ownFile(c, c.req.valid('param').id)
    await removeImportFile(c.var.services.config.home, file.id)
    return c.body(null, 204)
  })
  .openapi(inspect, async (c) => {
    const { store, config } = c.var.services
    const { scope } = c.var
    const file = await ownFile(c, c.req.valid('param').id)
    const body = c.req.valid('json')
    const found = await inspectImport(
      store,
      file,
      {
        ...body,
        crs: readCrs(body.crs),
        separator: body.separator === 'auto' ? null : body.separator,
        map: body.map === null ? null : new Map(Object.entries(body.map)),
      },
      { home: config.home, permits: (enterprise) => inScope(scope, enterprise) },
    )
    if (!found.ok) throw fileRefusal(found.issues)
    const { table, positions, encoding, ...rest } = found.value
    return c.json(
      {
        ...rest,
        encoding:
          encoding === null
            ? null
            : {
                ...encoding,
                readings: encoding.readings.map((one) => ({ ...one, lines: [...one.lines] })),
              },
        table:
          table === null
            ? null
            : {
                headerRow: table.headerRow,
                columns: table.columns.map((one) => ({ ...one, samples: [...one.samples] })),
                fields: table.fields.map((field) => ({ ...field })),
                firstRows: table.firstRows.map(({ row, cells }) => ({ row, cells: [...cells] })),
                total: table.total,
                notices: [...table.notices],
                faults: [...table.faults],
              },
        positions:
          positions === null
            ? null
            : {
                ...positions,
                points: positions.points.map(([lng, lat]): [number, number] => [lng, lat]),
                hints: [...positions.hints],
                candidates: [...positions.candidates],
              },
      },
      200,
    )
  })

async function ownFile(c: Context<AppEnvironment>, id: string): Promise<ImportFile> {
  const file = await findImportFile(c.var.services.config.home, id, c.var.principal.userId)
  if (file === null) throw new AppError('not_found')
  return file
}

function toAnswer({ id, fileName, bytes, format, sheets }: ImportFile) {
  return {
    id,
    fileName,
    bytes,
    format,
    sheets: sheets.map(({ name, rows, columns, hidden }) => ({ name, rows, columns, hidden })),
  }
}
