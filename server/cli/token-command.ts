import type { Command } from 'commander'
import { inventToken, keepToken, tokenRegions } from '#server/access/display-token.ts'
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
    .action(async (name: string, flags: { readonly region?: readonly string[] }) => {
      const issued = await withStore(context, 'write', (store) =>
        addToken(store, name.trim(), flags.region ?? []),
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
    for (const { id, name, regions, createdAt, lastUsedAt, revokedAt } of tokens) {
      const state = revokedAt === null ? '有效' : '已吊销'
      const used = lastUsedAt === null ? '未使用' : `最近使用 ${lastUsedAt.toISOString()}`
      terminal.result(
        [id, name, regions.join(','), state, createdAt.toISOString(), used].join('\t'),
      )
    }
  })
}

async function addToken(store: Store, name: string, asked: readonly string[]) {
  if (name === '' || Array.from(name).length > 50)
    throw new CommandRefused('令牌名称应为 1 到 50 个字, 写明挂在哪里')
  const regions = await tokenRegions(store, asked)
  if (!regions.ok) throw new CommandRefused(regions.issues.map(({ message }) => message).join('\n'))
  const issued = inventToken()
  const entry = {
    actor: CONSOLE_ACTOR,
    action: 'token.create',
    subject: { kind: 'token', id: issued.id },
    detail: { name, regions: regions.value },
  }
  const token = { name, regions: regions.value, createdBy: CONSOLE_ACTOR }
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
