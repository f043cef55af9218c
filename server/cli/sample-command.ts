import { InvalidArgumentError, type Command } from 'commander'
import { parseDay } from '#domain/day.ts'
import { createDemoAccounts } from '#server/access/demo.ts'
import { COUNTY_CODE } from '#server/sample/county.ts'
import { DEMO_TOWNSHIP, demoEnterpriseId, sampleDay } from '#server/sample/sample.ts'
import { removeSample, writeSample } from '#server/sample/write-sample.ts'
import { hasSampleRows } from '#server/store/enterprise.ts'
import type { Store } from '#server/store/transact.ts'
import { CommandRefused, withStore, type CommandContext } from './command-context.ts'

interface SampleFlags {
  readonly enterprises?: number
  readonly riskPoints?: number
  readonly hazards?: number
  readonly seed: number
  readonly asOf?: string
  readonly remove: boolean
}

/** `sample`: the sample county with its demo accounts, the same for the same arguments; `--remove` takes all of it away. */
export function addSampleCommand(program: Command, context: CommandContext): void {
  program
    .command('sample')
    .description('写入或清除示例数据 (write or remove the sample county)')
    .option('--enterprises <n>', '企业数', wholeNumber)
    .option('--risk-points <n>', '风险点数', wholeNumber)
    .option('--hazards <n>', '隐患数', wholeNumber)
    .option('--seed <n>', '随机种子', wholeNumber, 1)
    .option('--as-of <date>', '截至哪一天, 如 2026-11-01')
    .option('--remove', '清除全部示例数据与示例账号', false)
    .action(async (flags: SampleFlags) => {
      await withStore(context, 'write', (store) =>
        flags.remove ? remove(store, context) : write(store, flags, context),
      )
    })
}

function wholeNumber(text: string): number {
  if (!/^\d{1,8}$/.test(text)) throw new InvalidArgumentError('应为非负整数')
  return Number(text)
}

async function write(store: Store, flags: SampleFlags, context: CommandContext): Promise<void> {
  const { config, terminal } = context
  if (await hasSampleRows(store)) {
    throw new CommandRefused('已有示例数据; 请先用 sample --remove 清除')
  }
  const { remove: _remove, asOf = sampleDay(store.clock()), ...counts } = flags
  const day = parseDay(asOf)
  if (!day.ok) throw new CommandRefused(`--as-of: ${day.issues[0]?.message ?? ''}`)
  const options = { ...counts, asOf: day.value }
  const written = await writeSample(store, options, ({ enterprises, of }) =>
    terminal.progress(`企业 ${enterprises} / ${of}`),
  )
  const places = {
    county: COUNTY_CODE,
    township: DEMO_TOWNSHIP,
    enterpriseId: demoEnterpriseId(options),
  }
  const password = await createDemoAccounts(store, places, config.demoPassword)
  terminal.result(
    `已写入示例数据: 企业 ${written.enterprises}, 风险点 ${written.riskPoints}, 隐患 ${written.hazards} (截至 ${day.value}, 种子 ${flags.seed})`,
  )
  if (password !== null) terminal.result(`示例账号的口令 (只显示这一次): ${password}`)
}

async function remove(store: Store, { terminal }: CommandContext): Promise<void> {
  await removeSample(store)
  terminal.result('示例数据与示例账号已清除')
}
