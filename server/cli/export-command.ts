import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { Argument, Option, type Command } from 'commander'
import { momentAsOf } from '#domain/facts.ts'
import { FILTER_KEYS, parseFilter, type Filter } from '#domain/filter.ts'
import { scopeOf } from '#domain/scope.ts'
import { createFactIndex } from '#server/density/fact-index.ts'
import {
  EXPORT_FORMATS,
  EXPORT_KINDS,
  exportFile,
  isListKind,
  type ExportFormat,
  type ExportKind,
} from '#server/services/export-file.ts'
import { CommandRefused, CONSOLE_ACTOR, withStore, type CommandContext } from './command-context.ts'

type ExportFlags = { readonly format: ExportFormat; readonly out: string } & Readonly<
  Partial<Record<keyof Filter, string>>
>

/** `export KIND --format … --out FILE` with the filter's own keys as flags. */
export function addExportCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('export')
    .description('导出台账 (export a ledger)')
    .addArgument(new Argument('<kind>', '导出什么').choices(EXPORT_KINDS))
    .addOption(new Option('--format <format>', '格式').choices(EXPORT_FORMATS).default('csv'))
    .requiredOption('--out <file>', '写到哪个文件')
  for (const key of FILTER_KEYS) {
    // One spelling with the query of the API: hazardLevel, checkMode, asOf.
    command.option(`--${key} <value>`, `筛选: ${key}`)
  }
  command.action(async (kind: ExportKind, flags: ExportFlags) => {
    const { format, out, ...query } = flags
    const filter = parseFilter(query)
    if (!filter.ok) {
      throw new CommandRefused(
        filter.issues.map(({ path, message }) => `--${path}: ${message}`).join('\n'),
      )
    }
    if (isListKind(kind) && format === 'geojson')
      throw new CommandRefused('--format: 清单没有位置，请选 csv 或 xlsx')
    const rows = await writeExport(out, kind, format, filter.value, context)
    context.terminal.result(`已导出 ${rows} 行到 ${out}`)
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

/** Shape: → how many rows were written */
function writeExport(
  out: string,
  kind: ExportKind,
  format: ExportFormat,
  filter: Filter,
  context: CommandContext,
): Promise<number> {
  return withStore(context, 'read', async (store) => {
    const index = await createFactIndex(store)
    try {
      const at = store.clock()
      const { selection } = await index.select(filter, SCOPE, momentAsOf(filter.asOf, at))
      let rows = 0
      const noteRows = (more: number) => (rows += more)
      const wanted = { kind, format, selection, scope: SCOPE, at, noteRows }
      await pipeline(exportFile(store, wanted), createWriteStream(out))
      return rows
    } finally {
      index.close()
    }
  })
}
