import { InvalidArgumentError, type Command } from 'commander'
import { parseDay } from '#domain/day.ts'
import { createDemoAccounts } from '#server/access/demo.ts'
import { COUNTY_CODE } from '#server/sample/county.ts'
import { DEMO_TOWNSHIP, demoEnterpriseId, sampleDay } from '#server/sample/sample.ts'
import { removeSample } from '#server/sample/remove-sample.ts'
import { writeSample } from '#server/sample/write-sample.ts'
import { isLarge } from '#server/start-index.ts'
import { hasSampleRows } from '#server/store/enterprise.ts'
import type { Store } from '#server/store/transact.ts'
import { CommandRefused, withStore, type CommandContext } from './command-context.ts'
import { keepRowsForStart } from './keep-rows.ts'
import { createProgress, inGroups } from './progress.ts'

/** What a shell expects of a command that Ctrl-C ended. */
const EXIT_INTERRUPTED = 130

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
  const show = createProgress(terminal)
  const written = await interruptible(context, (signal) =>
    writeSample(store, options, {
      signal,
      onProgress: ({ enterprises, of, rows, riskPoints }) =>
        show({ share: enterprises / of, rows, text: `风险点 ${inGroups(riskPoints)}` }),
    }),
  )
  const counted = `企业 ${written.enterprises}, 风险点 ${written.riskPoints}, 隐患 ${written.hazards}`
  if (written.enterprises < written.of) {
    terminal.result(
      `已中断: 只写入了 ${counted}; 这些数据是完整的; 要重来, 请先用 sample --remove 清除`,
    )
    return context.exit(EXIT_INTERRUPTED)
  }
  const places = {
    county: COUNTY_CODE,
    township: DEMO_TOWNSHIP,
    enterpriseId: demoEnterpriseId(options),
  }
  const password = await createDemoAccounts(store, places, config.demoPassword)
  terminal.result(`已写入示例数据: ${counted} (截至 ${day.value}, 种子 ${flags.seed})`)
  if (password !== null) terminal.result(`示例账号的口令 (只显示这一次): ${password}`)
  if (!(await isLarge(store))) return
  terminal.note('正在为首次启动备好数据')
  await keepRowsForStart(store, context)
}

async function remove(store: Store, context: CommandContext): Promise<void> {
  const { terminal } = context
  const removed = await interruptible(context, (signal) =>
    removeSample(store, {
      signal,
      onProgress: ({ enterprises, of }) =>
        terminal.progress(`已清除企业 ${inGroups(enterprises)} / ${inGroups(of)}`),
    }),
  )
  if (removed.enterprises < removed.of) {
    terminal.result(
      `已中断: 清除了企业 ${removed.enterprises} / ${removed.of}; 再运行一次 sample --remove 即可继续`,
    )
    return context.exit(EXIT_INTERRUPTED)
  }
  terminal.result('示例数据与示例账号已清除')
}

/** Let Ctrl-C end the work after the part at hand, so that what is kept is whole. */
async function interruptible<T>(
  { terminal }: CommandContext,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController()
  const onSignal = (): void => {
    if (stop.signal.aborted) return
    stop.abort()
    terminal.note('正在停止: 手上这一批做完就结束')
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.on(signal, onSignal)
  try {
    return await work(stop.signal)
  } finally {
    for (const signal of signals) process.off(signal, onSignal)
  }
}
