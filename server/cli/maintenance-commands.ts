import type { Command } from 'commander'
import { verifyStore } from '#server/store/verify.ts'
import { withStore, type CommandContext } from './command-context.ts'

/** `migrate` and `verify`: the schema to head; integrity, references and the audit chain. */
export function addMaintenanceCommands(program: Command, context: CommandContext): void {
  const { terminal } = context
  program
    .command('migrate')
    .description('把数据库结构升级到本版本 (bring the schema to head)')
    .action(async () => {
      await withStore(context, 'write', () => {
        terminal.result('数据库结构已是最新')
        return Promise.resolve()
      })
    })
  program
    .command('verify')
    .description('校验完整性、引用与审计链 (integrity, references, audit chain)')
    .action(async () => {
      const report = await withStore(context, 'read', verifyStore)
      for (const { check, detail } of report.issues) terminal.result(`${check}: ${detail}`)
      if (report.issues.length > 0) {
        terminal.note(
          '校验未通过; 请停止写入, 并用最近的备份核对: npm run riskmap -- restore 备份文件',
        )
        context.exit(1)
      } else terminal.result(`校验通过: 审计记录 ${report.auditLines} 条`)
    })
}
