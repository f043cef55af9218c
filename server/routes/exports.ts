import { attachment, noteExport } from '#server/http/download.ts'
import { filterOf, filterShape, momentOfFilter } from '#server/http/filter-query.ts'
import { wholeIndex } from '#server/http/index-reader.ts'
import { AppError } from '#server/http/problem.ts'
import { createRoute, newRoutes, refusals, strictQuery, z } from '#server/http/route.ts'
import {
  EXPORT_CONTENT_TYPES,
  EXPORT_FORMATS,
  EXPORT_KINDS,
  exportFile,
  exportFileNames,
  isListKind,
} from '#server/services/export-file.ts'

const read = createRoute({
  method: 'get',
  path: '/api/exports/{kind}',
  tags: ['exports'],
  request: {
    params: z.object({ kind: z.enum(EXPORT_KINDS) }),
    query: strictQuery({
      ...filterShape,
      format: z.enum(EXPORT_FORMATS).default('csv'),
      /** Of the three lists: only rows of this department of the plant. */
      ownDepartment: z.string().min(1).max(100).optional(),
    }),
  },
  responses: {
    200: {
      description: 'Every row under the filter, as a file; CSV is UTF-8 with a byte order mark',
      content: Object.fromEntries(
        Object.values(EXPORT_CONTENT_TYPES).map((type) => [
          type.split(';')[0] ?? type,
          { schema: z.any() },
        ]),
      ),
    },
    ...refusals,
  },
})

/** Ledgers taken out as files (导出台账), through the same scope and filter as the lists. */
export const exportRoutes = newRoutes().openapi(read, async (c) => {
  const { store, clock } = c.var.services
  const facts = await wholeIndex(c)
  const { kind } = c.req.valid('param')
  const query = c.req.valid('query')
  const { format, ownDepartment } = query
  if (isListKind(kind)) {
    if (format === 'geojson') refuseQuery('format', '清单没有位置，请选 csv 或 xlsx')
  } else if (ownDepartment !== undefined) {
    refuseQuery('ownDepartment', '只有三个清单可以按责任部门导出')
  }
  const filter = filterOf(query)
  const at = clock()
  const { selection } = await facts.select(filter, c.var.scope, momentOfFilter(filter, at))
  const wanted = { kind, format, selection, scope: c.var.scope, at, department: ownDepartment }
  await noteExport(c, wanted.kind, wanted.format)
  const { plain, chinese } = exportFileNames(wanted)
  return c.body(ReadableStream.from(exportFile(store, wanted)), 200, {
    'Content-Type': EXPORT_CONTENT_TYPES[format],
    'Content-Disposition': attachment(plain, chinese),
  })
})

function refuseQuery(path: string, message: string): never {
  throw new AppError('bad_parameter', { issues: [{ path, code: 'not_for_kind', message }] })
}
