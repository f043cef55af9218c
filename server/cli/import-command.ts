import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Option, type Command } from 'commander'
import { parseCrs } from '#domain/crs.ts'
import { ENCODING_CHOICES, MAX_FILE_BYTES, type EncodingChoice } from '#server/intake/decode.ts'
import { fileFormat } from '#server/intake/file-format.ts'
import { guessSheet } from '#server/intake/guess-sheet.ts'
import {
  IMPORT_KINDS,
  type ImportKind,
  type ImportOutcome,
  type ImportProgress,
} from '#server/intake/import-options.ts'
import { badRowsReport } from '#server/intake/report.ts'
import { badRowLines } from '#server/intake/row-issue.ts'
import { runImport } from '#server/intake/run-import.ts'
import { readWorkbook, type WorkbookSheet } from '#server/intake/workbook.ts'
import { CommandRefused, CONSOLE_ACTOR, withStore, type CommandContext } from './command-context.ts'
import type { Terminal } from './terminal.ts'
import { epsgTable } from '#server/services/epsg-table.ts'

interface ImportFlags {
  readonly kind: ImportKind
  readonly crs: string
  readonly encoding: EncodingChoice
  readonly map: ReadonlyMap<string, string>
  readonly region?: string
  readonly sheet?: string
  readonly dryRun: boolean
  readonly skipBad: boolean
  readonly report?: string
}

/** `import FILE`: exit 0 when taken, 1 when nothing was. */
export function addImportCommand(program: Command, context: CommandContext): void {
  program
    .command('import')
    .description('导入台账或边界 (import a ledger or boundaries)')
    .argument('<file>', 'CSV 或 XLSX (regions 为 GeoJSON) 文件')
    .addOption(new Option('--kind <kind>', '导入什么').choices(IMPORT_KINDS).makeOptionMandatory())
    .option('--crs <crs>', '坐标系: wgs84, gcj02, bd09 或 epsg:N', 'wgs84')
    .addOption(
      new Option('--encoding <encoding>', '文字编码').choices(ENCODING_CHOICES).default('auto'),
    )
    .option(
      '--map <field=column>',
      '字段=列名或 #列号, 可重复; 列名留空则不取该字段',
      addMapping,
      new Map<string, string>(),
    )
    .option('--region <code>', '县级区划代码, 或 none 不核对所在县')
    .option('--sheet <name>', 'XLSX 的工作表名, 或 #序号; 省略则取认得出列最多的')
    .option('--dry-run', '只检查, 不写入', false)
    .option('--skip-bad', '跳过有问题的行, 其余写入', false)
    .option('--report <file>', '把有问题的行写成可以改好再导入的 CSV')
    .action(async (file: string, flags: ImportFlags) => {
      const outcome = await importFile(file, flags, context)
      if (flags.report !== undefined && outcome.bad.length > 0) {
        await writeReport(file, flags.report, outcome)
        context.terminal.note(`有问题的行已写入 ${flags.report}; 改好后可以直接再导入`)
      }
      tell(outcome, context.terminal)
      context.exit(outcome.status === 'refused' ? 1 : 0)
    })
}

function addMapping(
  text: string,
  earlier: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const cut = text.indexOf('=')
  if (cut < 1) throw new CommandRefused(`--map ${text}: 应写成 字段=列名, 如 --map name=企业名称`)
  const field = text.slice(0, cut).trim()
  if (earlier.has(field)) throw new CommandRefused(`--map ${field} 写了两次; 请只留一个`)
  return new Map([...earlier, [field, text.slice(cut + 1).trim()]])
}

async function importFile(
  file: string,
  flags: ImportFlags,
  context: CommandContext,
): Promise<ImportOutcome> {
  const crs = parseCrs(flags.crs, epsgTable)
  if (!crs.ok) throw new CommandRefused(`--crs: ${crs.issues[0]?.message ?? ''}`)
  if (flags.report !== undefined && path.resolve(flags.report) === path.resolve(file)) {
    throw new CommandRefused('--report 不能覆盖要导入的文件; 请另取文件名')
  }
  const bytes = await readWithin(file)
  const directory = await mkdtemp(path.join(tmpdir(), 'riskmap-import-'))
  try {
    const workbook = await workbookOf(file, bytes, flags, directory)
    return await withStore(context, 'write', (store) =>
      runImport(
        store,
        {
          ...flags,
          crs: crs.value,
          region: flags.region ?? null,
          fileName: path.basename(file),
          bytes,
          workbook,
          actor: CONSOLE_ACTOR,
        },
        (progress) => context.terminal.progress(progressLine(progress)),
      ),
    )
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** The sheet of a workbook that is to be imported; null for a text. */
async function workbookOf(
  file: string,
  bytes: Uint8Array,
  { sheet: wanted = null, kind }: { readonly sheet?: string | null; readonly kind: ImportKind },
  directory: string,
): Promise<WorkbookSheet | null> {
  const format = fileFormat(bytes)
  if (!format.ok) throw new CommandRefused(`${file}: ${format.issues[0]?.message ?? ''}`)
  if (format.value !== 'xlsx') {
    if (wanted === null) return null
    throw new CommandRefused(`--sheet: ${file} 不是工作簿`)
  }
  const rowsFile = path.join(directory, 'rows.jsonl')
  const sheets = await readWorkbook(file, rowsFile)
  if (!sheets.ok) throw new CommandRefused(`${file}: ${sheets.issues[0]?.message ?? ''}`)
  const sheet = await guessSheet(rowsFile, sheets.value, wanted, kind)
  if (!sheet.ok) throw new CommandRefused(`--sheet: ${sheet.issues[0]?.message ?? ''}`)
  return { rowsFile, sheet: sheet.value }
}

/** The size is asked before a byte is read: a file too large never comes into memory. */
async function readWithin(file: string): Promise<Uint8Array> {
  const facts = await stat(file).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new CommandRefused(`找不到文件 ${file}; 请核对路径`)
    }
    throw error
  })
  if (!facts.isFile()) throw new CommandRefused(`${file} 不是文件`)
  if (facts.size > MAX_FILE_BYTES) {
    throw new CommandRefused(
      `${file} 有 ${Math.ceil(facts.size / 1048576)} MiB, 超过 ${MAX_FILE_BYTES / 1048576} MiB; 请拆分后分次导入`,
    )
  }
  return readFile(file)
}

function progressLine({ phase, done, total }: ImportProgress): string {
  const share = total === null ? '' : ` / ${total}`
  return `${phase === 'reading' ? '读取' : '写入'} ${done}${share} 行`
}

async function writeReport(file: string, report: string, outcome: ImportOutcome): Promise<void> {
  if (outcome.header.length === 0) {
    throw new CommandRefused(
      `${path.basename(file)} 没有读出表头, 无法写出问题行: ${badRowLines(outcome.bad[0] ?? { row: 1, cells: [], issues: [] }).join('; ')}`,
    )
  }
  await writeFile(report, badRowsReport(outcome.header, outcome.bad), 'utf8')
}

function tell(outcome: ImportOutcome, terminal: Terminal): void {
  for (const line of [...outcome.notices, ...outcome.warnings]) terminal.note(line)
  for (const bad of outcome.bad) for (const line of badRowLines(bad)) terminal.result(line)
  const { created, updated, unchanged } = outcome.taken
  const counts = `新增 ${created}, 更新 ${updated}, 不变 ${unchanged}`
  const skipped = outcome.bad.length === 0 ? '' : `; 跳过 ${outcome.bad.length} 行`
  switch (outcome.status) {
    case 'taken':
      terminal.result(
        `共 ${outcome.total} 行, 已导入 ${created + updated + unchanged} 行 (${counts})${skipped}; 批次 ${outcome.runId ?? ''}`,
      )
      return
    case 'dry-run':
      terminal.result(
        `试运行, 未写入: 共 ${outcome.total} 行, 可导入 ${created + updated + unchanged} 行 (${counts})${skipped}`,
      )
      return
    case 'refused':
      terminal.result(
        `未导入: 共 ${outcome.total} 行, 有问题 ${outcome.bad.length} 行; 请改好后再导入, 或加 --skip-bad 只导入其余各行`,
      )
  }
}
