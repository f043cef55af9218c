import path from 'node:path'
import type { Command } from 'commander'
import { makeBackup } from '#server/deploy/make-backup.ts'
import type { Manifest } from '#server/deploy/manifest.ts'
import { extractBackup } from '#server/deploy/extract-backup.ts'
import { restoreBackup } from '#server/deploy/restore-backup.ts'
import { CommandRefused, CONSOLE_ACTOR, withStore, type CommandContext } from './command-context.ts'

/** Tables a person knows by name. */
const TOLD_TABLES: readonly (readonly [string, string])[] = [
  ['enterprise', '企业'],
  ['plan', '四色图'],
  ['risk_point', '风险点'],
  ['hazard', '隐患'],
  ['user_account', '账号'],
  ['audit', '审计记录'],
]

interface BackupFlags {
  readonly out?: string
  readonly automatic: boolean
}

/** `backup [--out DIR]` and `restore FILE`: verified copies. */
export function addBackupCommands(program: Command, context: CommandContext): void {
  const { config, terminal } = context
  program
    .command('backup')
    .description('备份并校验, 服务不必停止 (a verified copy of the live data)')
    .option('--out <dir>', '写到哪个目录, 默认为数据目录下的 backups')
    .option('--automatic', '由服务自动发起的备份', false)
    .action(async (flags: BackupFlags) => {
      const directory = path.resolve(flags.out ?? path.join(config.home, 'backups'))
      const { file, bytes, manifest } = await withStore(context, 'read', (store) =>
        makeBackup(store, {
          directory,
          actor: flags.automatic ? 'server' : CONSOLE_ACTOR,
          isAutomatic: flags.automatic,
          databaseUrl: config.databaseUrl,
        }),
      )
      for (const finding of manifest.findings)
        terminal.note(`数据中已有的问题: ${finding}; 请运行 verify 查看`)
      if (manifest.canary === null) terminal.note('磁盘已满, 未能写入备份前的记录')
      terminal.result(`已备份并校验: ${file}`)
      terminal.result(`大小 ${sizeText(bytes)}; ${contentText(manifest)}`)
    })
  program
    .command('restore')
    .description('用备份恢复, 须先停止服务 (bring back a verified copy)')
    .argument('<file>', '备份文件')
    .option('--extract <dir>', '只核对备份, 并把其中的数据库文件取到这个目录 (PostgreSQL 用)')
    .option('--other-instance', '允许用另一个实例的备份替换本目录的数据', false)
    .action(
      async (
        file: string,
        flags: { readonly otherInstance: boolean; readonly extract?: string },
      ) => {
        if (flags.extract !== undefined) {
          const part = await extractBackup(path.resolve(file), path.resolve(flags.extract))
          terminal.result(`已核对, 并取到 ${part}`)
          return
        }
        if (config.databaseUrl !== null)
          throw new CommandRefused(
            '设置了 DATABASE_URL: restore 只恢复 SQLite。PostgreSQL 请先 restore 备份文件 --extract 目录, ' +
              '停止服务, 再运行 pg_restore --clean --if-exists --no-owner --dbname=数据库地址 目录/riskmap.dump, 最后 verify',
          )
        const { manifest, keptAside } = await restoreBackup(path.resolve(file), {
          home: config.home,
          actor: CONSOLE_ACTOR,
          takesOtherInstance: flags.otherInstance,
        })
        terminal.result(`已恢复到 ${manifest.madeAt} 的备份 (程序 ${manifest.productVersion})`)
        terminal.result(contentText(manifest))
        if (keptAside !== null) terminal.result(`恢复前的数据保留在 ${keptAside}`)
        terminal.result('登录会话不随备份恢复, 请重新登录')
      },
    )
}

function sizeText(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MiB`
}

function contentText(manifest: Manifest): string {
  if (manifest.tables.length === 0) return 'PostgreSQL 自有格式'
  const rows = new Map(manifest.tables.map((table) => [table.name, table.rows]))
  return TOLD_TABLES.map(([table, name]) => `${name} ${rows.get(table) ?? 0}`).join(', ')
}
