import { attachment } from '#server/http/download.ts'
import { createRoute, newRoutes, refusals, strictQuery, z } from '#server/http/route.ts'
import { TEMPLATE_NAMES, templateCsv, templateSheets } from '#server/services/import-template.ts'
import { workbookBytes } from '#server/services/workbook.ts'
import { listRegions } from '#server/store/region.ts'

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

const read = createRoute({
  method: 'get',
  path: '/api/import-templates/{kind}',
  tags: ['imports'],
  request: {
    params: z.object({ kind: z.enum(['enterprises', 'risk-points', 'hazards']) }),
    query: strictQuery({ format: z.enum(['xlsx', 'csv']).default('xlsx') }),
  },
  responses: {
    200: {
      description: 'A file to fill in, with a note for every column and labelled examples',
      content: { [TYPES.xlsx]: { schema: z.any() }, 'text/csv': { schema: z.any() } },
    },
    ...refusals,
  },
})

/** Templates to fill in (导入模板), made of the columns that the import reads. */
export const importTemplateRoutes = newRoutes().openapi(read, async (c) => {
  const { store, clock } = c.var.services
  const { kind } = c.req.valid('param')
  const { format } = c.req.valid('query')
  const headers = {
    'Content-Type': TYPES[format],
    'Content-Disposition': attachment(
      `${kind}-template.${format}`,
      `${TEMPLATE_NAMES[kind]}.${format}`,
    ),
  }
  if (format === 'csv') return c.body(templateCsv(kind), 200, headers)
  const sheets = templateSheets(kind, await listRegions(store))
  return c.body(ReadableStream.from(workbookBytes(sheets, clock())), 200, headers)
})
