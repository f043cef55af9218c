import { Option, type Command } from 'commander'
import { ROLE_FACTS, ROLES, type Role } from '#domain/role.ts'
import { setPassword } from '#server/access/change-password.ts'
import { checkNewPassword } from '#server/access/password-policy.ts'
import { hashPassword } from '#server/access/password.ts'
import { newSecret } from '#server/access/token.ts'
import { newId } from '#server/store/identifier.ts'
import { StoreConflict } from '#server/store/errors.ts'
import { removeSessionsOf } from '#server/store/session.ts'
import type { Store } from '#server/store/transact.ts'
import {
  findUserByName,
  insertUser,
  listUsers,
  saveUser,
  type UserAccount,
} from '#server/store/user.ts'
import { CommandRefused, CONSOLE_ACTOR, withStore, type CommandContext } from './command-context.ts'

interface PasswordFlags {
  readonly passwordStdin: boolean
}

interface AddFlags extends PasswordFlags {
  readonly role: Role
  readonly name?: string
  readonly county?: string
  readonly region?: readonly string[]
  readonly sector?: readonly string[]
  readonly enterprise?: readonly string[]
}

/** `user add|passwd|disable|list`; passwords come from standard input or are invented, never from a flag. */
export function addUserCommand(program: Command, context: CommandContext): void {
  const { terminal } = context
  const user = program.command('user').description('账号 (accounts)')
  const collect = (value: string, earlier: readonly string[] = []) => [...earlier, value]
  user
    .command('add')
    .argument('<username>')
    .addOption(new Option('--role <role>', '角色').choices(ROLES).makeOptionMandatory())
    .option('--name <name>', '显示的姓名或单位')
    .option('--county <code>', '所在县')
    .option('--region <code>', '可见的区划, 可重复', collect)
    .option('--sector <code>', '可见的监管行业, 可重复', collect)
    .option('--enterprise <id>', '可见的企业, 可重复', collect)
    .option('--password-stdin', '从标准输入读取初始口令', false)
    .action(async (username: string, flags: AddFlags) => {
      const chosen = await choosePassword(username, flags)
      await withStore(context, 'write', (store) => addUser(store, username, flags, chosen.password))
      terminal.result(`已新增账号 ${username.toLowerCase()} (${ROLE_FACTS[flags.role].nameZh})`)
      if (chosen.invented)
        terminal.result(`初始口令 (只显示这一次, 首次登录须修改): ${chosen.password}`)
    })
  user
    .command('passwd')
    .argument('<username>')
    .option('--password-stdin', '从标准输入读取新口令', false)
    .action(async (username: string, flags: PasswordFlags) => {
      const chosen = await choosePassword(username, flags)
      await withStore(context, 'write', (store) => resetPassword(store, username, chosen.password))
      terminal.result(`已重置 ${username.toLowerCase()} 的口令, 其所有会话已结束`)
      if (chosen.invented)
        terminal.result(`新口令 (只显示这一次, 登录后须修改): ${chosen.password}`)
    })
  user
    .command('disable')
    .argument('<username>')
    .action(async (username: string) => {
      await withStore(context, 'write', (store) => disableUser(store, username))
      terminal.result(`已停用账号 ${username.toLowerCase()}, 其所有会话已结束`)
    })
  user.command('list').action(async () => {
    const users = await withStore(context, 'read', listUsers)
    for (const one of users) {
      const state = one.disabled ? '已停用' : one.demo ? '示例' : '启用'
      terminal.result([one.username, one.role, state, one.name].join('\t'))
    }
  })
}

async function choosePassword(
  username: string,
  flags: PasswordFlags,
): Promise<{ readonly password: string; readonly invented: boolean }> {
  if (!flags.passwordStdin) return { password: inventPassword(username), invented: true }
  const password = (await readStandardInput()).replace(/\r?\n$/, '')
  const checked = checkNewPassword(password, username)
  if (!checked.ok) throw new CommandRefused(checked.issues.map(({ message }) => message).join('\n'))
  return { password: checked.value, invented: false }
}

function inventPassword(username: string): string {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const candidate = newSecret().slice(0, 16)
    if (checkNewPassword(candidate, username).ok) return candidate
  }
  throw new CommandRefused(`不能为 ${username} 生成口令; 请用 --password-stdin 给出`)
}

async function readStandardInput(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) text += String(chunk)
  return text
}

async function addUser(
  store: Store,
  username: string,
  flags: AddFlags,
  password: string,
): Promise<void> {
  const name = username.toLowerCase()
  if (!/^[a-z0-9][a-z0-9._-]{1,39}$/.test(name)) {
    throw new CommandRefused('用户名应为 2 到 40 个小写字母、数字、点、横线或下划线')
  }
  const passwordHash = await hashPassword(password)
  const id = newId()
  const entry = { actor: CONSOLE_ACTOR, action: 'user.create', subject: { kind: 'user', id } }
  try {
    await store.transact({ ...entry, detail: { username: name, role: flags.role } }, (tx) =>
      insertUser(tx, {
        id,
        username: name,
        name: flags.name ?? name,
        role: flags.role,
        regions: flags.region ?? (flags.county === undefined ? [] : [flags.county]),
        sectors: flags.sector ?? null,
        enterprises: flags.enterprise ?? null,
        county: flags.county ?? null,
        passwordHash,
        passwordHistory: [],
        passwordChangedAt: tx.at,
        mustChangePassword: true,
        disabled: false,
        demo: false,
        createdAt: tx.at,
      }),
    )
  } catch (error) {
    if (error instanceof StoreConflict)
      throw new CommandRefused(`用户名 ${name} 已被使用; 请另取一个`)
    throw error
  }
}

async function resetPassword(store: Store, username: string, password: string): Promise<void> {
  const account = await accountOf(store, username)
  const passwordHash = await hashPassword(password)
  await store.transact(entryOf('user.password', account), (tx) =>
    setPassword(tx, account, { passwordHash, mustChangePassword: true }),
  )
}

async function disableUser(store: Store, username: string): Promise<void> {
  const account = await accountOf(store, username)
  await store.transact(entryOf('user.disable', account), async (tx) => {
    await saveUser(tx, { ...account, disabled: true }, account.version)
    await removeSessionsOf(tx, account.id)
  })
}

function entryOf(action: string, account: UserAccount) {
  return { actor: CONSOLE_ACTOR, action, subject: { kind: 'user', id: account.id } }
}

async function accountOf(store: Store, username: string): Promise<UserAccount> {
  const account = await findUserByName(store, username.toLowerCase())
  if (account === null) throw new CommandRefused(`没有账号 ${username}; 用 user list 查看`)
  return account
}
