import type { Context } from 'hono'
import { shanghaiDay } from '#domain/day.ts'
import type { Scope } from '#domain/scope.ts'
import type { Selection } from '#domain/select.ts'
import type { AppEnvironment } from '#server/http/environment.ts'
import { filterOf, filterShape, momentOfFilter } from '#server/http/filter-query.ts'
import { createRoute, newRoutes, refusals, strictQuery, z } from '#server/http/route.ts'
import { audited } from '#server/http/write.ts'
import { csvText } from '#server/intake/csv-writer.ts'
import { EXPORT_KINDS, exportLedger, ledgerFeatures } from '#server/services/export-ledger.ts'
import type { ExportKind, Ledger } from '#server/services/export-ledger.ts'
import type { Reader } from '#server/store/transact.ts'

const FORMATS = ['csv', 'geojson'] as const
type Format = (typeof FORMATS)[number]

/** Rows read and written at a time: a county's ledger is never whole in memory. */
const ROWS_A_PART = 1_000

const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  csv: 'text/csv; charset=utf-8',
  geojson: 'application/geo+json; charset=utf-8',
}

const NAMES: Readonly<Record<ExportKind, string>> = {
  enterprises: '企业台账',
  'risk-points': '风险点台账',
  hazards: '隐患台账',
}

const read = createRoute({
  method: 'get',
  path: '/api/exports/{kind}',
  tags: ['exports'],
  request: {
    params: z.object({ kind: z.enum(EXPORT_KINDS) }),
    query: strictQuery({ ...filterShape, format: z.enum(FORMATS).default('csv') }),
  },
  responses: {
    200: {
      description: 'Every row under the filter, as a file; CSV is UTF-8 with a byte order mark',
      content: { 'text/csv': { schema: z.any() }, 'application/geo+json': { schema: z.any() } },
    },
    ...refusals,
  },
})

/** Ledgers taken out as files (导出台账), through the same scope and filter as the lists. */
export const exportRoutes = newRoutes().openapi(read, async (c) => {
  const { store, facts, clock } = c.var.services
  const { kind } = c.req.valid('param')
  const query = c.req.valid('query')
  const { format } = query
  const filter = filterOf(query)
  const { selection } = await facts.select(filter, c.var.scope, momentOfFilter(filter, clock()))
  await noteExport(c, kind, format)
  const ledgers = ledgersOf(store, kind, selection, c.var.scope)
  const parts = format === 'csv' ? csvParts(ledgers) : geojsonParts(ledgers)
  return c.body(ReadableStream.from(encoded(parts)), 200, {
    'Content-Type': CONTENT_TYPES[format],
    'Content-Disposition': attachment(kind, format, shanghaiDay(clock())),
  })
})

/** Who took data out is part of the audit trail. */
function noteExport(c: Context<AppEnvironment>, kind: ExportKind, format: Format): Promise<void> {
  const detail = { format, query: new URL(c.req.url).search.slice(0, 500) }
  const entry = audited(c, 'export.read', { kind: 'export', id: kind }, detail)
  return c.var.services.store.transact(entry, () => Promise.resolve())
}

/** The ledger in parts; the first comes even when there is no row, with the header. */
async function* ledgersOf(
  reader: Reader,
  kind: ExportKind,
  selection: Selection,
  scope: Scope,
): AsyncGenerator<Ledger> {
  const key = SELECTED[kind]
  const all: readonly unknown[] = selection[key]
  for (let from = 0; from === 0 || from < all.length; from += ROWS_A_PART) {
    const part = { ...selection, [key]: all.slice(from, from + ROWS_A_PART) }
    yield await exportLedger(reader, kind, part, scope)
  }
}

const SELECTED = {
  enterprises: 'enterprises',
  'risk-points': 'riskPoints',
  hazards: 'allHazards',
} as const satisfies Record<ExportKind, keyof Selection>

async function* csvParts(ledgers: AsyncIterable<Ledger>): AsyncGenerator<string> {
  let isFirst = true
  for await (const { header, rows } of ledgers) {
    const records = rows.map(({ cells }) => cells)
    yield csvText(isFirst ? [header, ...records] : records, isFirst)
    isFirst = false
  }
}

async function* geojsonParts(ledgers: AsyncIterable<Ledger>): AsyncGenerator<string> {
  yield '{"type":"FeatureCollection","features":['
  let separator = ''
  for await (const ledger of ledgers) {
    const features = ledgerFeatures(ledger).features.map((feature) => JSON.stringify(feature))
    if (features.length > 0) yield separator + features.join(',\n')
    separator = ',\n'
  }
  yield ']}\n'
}

async function* encoded(parts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  for await (const part of parts) yield encoder.encode(part)
}

/** A name old programs can read, and the Chinese one. Source: RFC 6266, RFC 8187 */
function attachment(kind: ExportKind, format: Format, day: string): string {
  const name = encodeURIComponent(`${NAMES[kind]}-${day}.${format}`)
  return `attachment; filename="${kind}-${day}.${format}"; filename*=UTF-8''${name}`
}
