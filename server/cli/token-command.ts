import type { Command } from 'commander'
import { inventToken, keepToken, tokenRegions } from '#server/access/display-token.ts'
import { isNetwork } from '#server/access/network.ts'
import {
  findDisplayTokenById,
  listDisplayTokens,
  revokeDisplayToken,
} from '#server/store/display-token.ts'
import type { Store } from '#server/store/transact.ts'
import { CommandRefused, CONSOLE_ACTOR, withStore, type CommandContext } from './command-context.ts'

/** `token add|revoke|list`: what opens a large screen without an account. */
export function addTokenCommand(program: Command, context: CommandContext): void {
  const { terminal, config } = context
  const token = program.command('token').description('大屏令牌 (display tokens)')
  const collect = (value: string, earlier: readonly string[] = []) => [...earlier, value]
  token
    .command('add')
    .argument('<name>', '挂在哪里, 如 值班大厅')
    .option('--region <code>', '显示的区划, 可重复; 不给时为本县', collect)
    .option('--network <range>', '允许的网段, 如 10.1.0.0/16, 可重复; 不给时不限', collect)
    .action(async (name: string, flags: TokenFlags) => {
      const issued = await withStore(context, 'write', (store) =>
        addToken(store, name.trim(), flags),
      )
      terminal.result(`已新增大屏令牌 ${issued.id} (${name.trim()})`)
      terminal.result(`打开地址 (只显示这一次): ${config.publicUrl}${issued.address}`)
    })
  token
    .command('revoke')
    .argument('<id>', '编号, 见 token list')
    .action(async (id: string) => {
      await withStore(context, 'write', (store) => revoke(store, id))
      terminal.result(`已吊销大屏令牌 ${id}, 用它打开的屏幕随即失效`)
    })
  token.command('list').action(async () => {
    const tokens = await withStore(context, 'read', listDisplayTokens)
    for (const { id, name, regions, networks, createdAt, lastUsedAt, revokedAt } of tokens) {
      const state = revokedAt === null ? '有效' : '已吊销'
      const used = lastUsedAt === null ? '未使用' : `最近使用 ${lastUsedAt.toISOString()}`
      const where = networks.length === 0 ? [] : [networks.join(',')]
      const cells = [id, name, regions.join(','), state, createdAt.toISOString(), used, ...where]
      terminal.result(cells.join('\t'))
    }
  })
}

interface TokenFlags {
  readonly region?: readonly string[]
  readonly network?: readonly string[]
}

async function addToken(store: Store, name: string, flags: TokenFlags) {
  if (name === '' || Array.from(name).length > 50)
    throw new CommandRefused('令牌名称应为 1 到 50 个字, 写明挂在哪里')
  const networks = flags.network ?? []
  const wrong = networks.find((network) => !isNetwork(network))
  if (wrong !== undefined)
    throw new CommandRefused(`${wrong} 不是网段; 应写成 10.1.0.0/16 或单个地址`)
  const regions = await tokenRegions(store, flags.region ?? [])
  if (!regions.ok) throw new CommandRefused(regions.issues.map(({ message }) => message).join('\n'))
  const issued = inventToken()
  const entry = {
    actor: CONSOLE_ACTOR,
    action: 'token.create',
    subject: { kind: 'token', id: issued.id },
    detail: { name, regions: regions.value, networks },
  }
  const token = { name, regions: regions.value, networks, createdBy: CONSOLE_ACTOR }
  await store.transact(entry, (tx) => keepToken(tx, issued, token))
  return issued
}

async function revoke(store: Store, id: string): Promise<void> {
  const token = await findDisplayTokenById(store, id)
  if (token === null) throw new CommandRefused(`没有令牌 ${id}; 用 token list 查看`)
  if (token.revokedAt !== null) throw new CommandRefused(`令牌 ${id} 早已吊销`)
  const subject = { kind: 'token', id }
  const entry = {
    actor: CONSOLE_ACTOR,
    action: 'token.revoke',
    subject,
    detail: { name: token.name },
  }
  await store.transact(entry, (tx) => revokeDisplayToken(tx, id))
}
