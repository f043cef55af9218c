import { writeFile } from 'node:fs/promises'
import { Argument, Option, type Command } from 'commander'
import { momentAsOf } from '#domain/facts.ts'
import { FILTER_KEYS, parseFilter, type Filter } from '#domain/filter.ts'
import { scopeOf } from '#domain/scope.ts'
import { createFactIndex } from '#server/density/fact-index.ts'
import { csvText } from '#server/intake/csv-writer.ts'
import {
  EXPORT_KINDS,
  exportLedger,
  ledgerFeatures,
  type ExportKind,
  type Ledger,
} from '#server/services/export-ledger.ts'
import { CommandRefused, CONSOLE_ACTOR, withStore, type CommandContext } from './command-context.ts'

const FORMATS = ['csv', 'geojson', 'xlsx'] as const
type Format = (typeof FORMATS)[number]

type ExportFlags = { readonly format: Format; readonly out: string } & Readonly<
  Partial<Record<keyof Filter, string>>
>

/** `export KIND --format … --out FILE` with the filter's own keys as flags. */
export function addExportCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('export')
    .description('导出台账 (export a ledger)')
    .addArgument(new Argument('<kind>', '导出什么').choices(EXPORT_KINDS))
    .addOption(new Option('--format <format>', '格式').choices(FORMATS).default('csv'))
    .requiredOption('--out <file>', '写到哪个文件')
  for (const key of FILTER_KEYS) {
    // One spelling with the query of the API: hazardLevel, checkMode, asOf.
    command.option(`--${key} <value>`, `筛选: ${key}`)
  }
  command.action(async (kind: ExportKind, flags: ExportFlags) => {
    const { format, out, ...query } = flags
    if (format === 'xlsx') {
      throw new CommandRefused('暂不支持 xlsx; 请用 --format csv, Excel 可以直接打开')
    }
    const filter = parseFilter(query)
    if (!filter.ok) {
      throw new CommandRefused(
        filter.issues.map(({ path, message }) => `--${path}: ${message}`).join('\n'),
      )
    }
    const ledger = await readLedger(kind, filter.value, context)
    await writeFile(out, contentOf(ledger, format), 'utf8')
    context.terminal.result(`已导出 ${ledger.rows.length} 行到 ${out}`)
  })
}

/** The console sees what an administrator sees. */
const SCOPE = scopeOf({
  userId: CONSOLE_ACTOR,
  username: CONSOLE_ACTOR,
  name: CONSOLE_ACTOR,
  role: 'admin',
  regions: [],
  sectors: null,
  enterprises: null,
  county: null,
})

function readLedger(kind: ExportKind, filter: Filter, context: CommandContext): Promise<Ledger> {
  return withStore(context, 'read', async (store) => {
    const index = await createFactIndex(store)
    try {
      const moment = momentAsOf(filter.asOf, store.clock())
      const { selection } = await index.select(filter, SCOPE, moment)
      return await exportLedger(store, kind, selection, SCOPE)
    } finally {
      index.close()
    }
  })
}

function contentOf(ledger: Ledger, format: 'csv' | 'geojson'): string {
  return format === 'csv'
    ? csvText([ledger.header, ...ledger.rows.map(({ cells }) => cells)], true)
    : `${JSON.stringify(ledgerFeatures(ledger))}\n`
}
