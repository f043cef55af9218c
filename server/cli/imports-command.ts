import type { Command } from 'commander'
import type { ImportRun } from '#server/store/import-run.ts'
import { importRuns } from '#server/intake/interrupted.ts'
import { undoImport } from '#server/intake/undo.ts'
import { CONSOLE_ACTOR, withStore, type CommandContext } from './command-context.ts'

const RUNS_SHOWN = 50
const STATUS_NAMES: Readonly<Record<ImportRun['status'], string>> = {
  running: '进行中',
  done: '已导入',
  refused: '未导入',
  checked: '试导入',
  cancelled: '已取消, 未写入',
  interrupted: '中断, 未写入',
  undone: '已撤销',
}

/** `imports list` and `imports undo ID`. */
export function addImportsCommand(program: Command, context: CommandContext): void {
  const { terminal } = context
  const imports = program.command('imports').description('导入批次 (import runs)')
  imports
    .command('list')
    .description('列出最近的批次')
    .action(async () => {
      const runs = await withStore(context, 'write', (store) => importRuns(store, RUNS_SHOWN))
      if (runs.length === 0) terminal.result('还没有导入过; 用 import FILE --kind … 开始')
      for (const run of runs) terminal.result(runLine(run))
    })
  imports
    .command('undo')
    .description('撤销一个批次: 新增的删除, 更新的恢复')
    .argument('<id>', '批次编号')
    .action(async (id: string) => {
      const outcome = await withStore(context, 'write', (store) =>
        undoImport(store, id, { actor: CONSOLE_ACTOR }),
      )
      if (outcome.ok) {
        terminal.result(`已撤销批次 ${id}: 删除 ${outcome.removed} 条, 恢复 ${outcome.restored} 条`)
        return
      }
      for (const line of outcome.lines) terminal.result(line)
      terminal.result('未撤销, 数据没有变动')
      context.exit(1)
    })
}

function runLine(run: ImportRun): string {
  return [
    run.id,
    run.startedAt.toISOString(),
    run.kind,
    `${run.status} ${STATUS_NAMES[run.status]}`,
    `${run.rowsTaken}/${run.rowsTotal}`,
    run.actor,
    run.fileName,
  ].join('\t')
}
