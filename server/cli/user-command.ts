import { Option, type Command } from 'commander'
import {
  ACCOUNT_ROLES,
  checkUsername,
  leavesNoAdministrator,
  type AccountGrant,
} from '#domain/account.ts'
import { checkNewPassword } from '#domain/password.ts'
import type { Result } from '#domain/result.ts'
import { ROLE_FACTS, type Role } from '#domain/role.ts'
import { scopeRuleOf } from '#domain/scope.ts'
import { resetPassword } from '#server/access/change-password.ts'
import { inventPassword } from '#server/access/one-time-password.ts'
import { readPasswordProfile } from '#server/access/password-profile.ts'
import { hashPassword } from '#server/access/password.ts'
import { checkGrant } from '#server/services/keep-accounts.ts'
import { newId } from '#server/store/identifier.ts'
import { findHomeCounty } from '#server/store/region.ts'
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
    .addOption(new Option('--role <role>', '角色').choices(ACCOUNT_ROLES).makeOptionMandatory())
    .option('--name <name>', '显示的姓名或单位')
    .option('--county <code>', '所在县, 不给时为本县')
    .option('--region <code>', '可见的区划, 可重复; 不给时为所在县', collect)
    .option('--sector <code>', '可见的监管行业, 可重复', collect)
    .option('--enterprise <id>', '可见的企业, 可重复', collect)
    .option('--password-stdin', '从标准输入读取初始口令', false)
    .action(async (username: string, flags: AddFlags) => {
      const given = await readPassword(flags)
      const chosen = await withStore(context, 'write', (store) =>
        addUser(store, username, flags, given),
      )
      terminal.result(`已新增账号 ${username.toLowerCase()} (${ROLE_FACTS[flags.role].nameZh})`)
      if (chosen.invented)
        terminal.result(`初始口令 (只显示这一次, 首次登录须修改): ${chosen.password}`)
    })
  user
    .command('passwd')
    .argument('<username>')
    .option('--password-stdin', '从标准输入读取新口令', false)
    .action(async (username: string, flags: PasswordFlags) => {
      const given = await readPassword(flags)
      const chosen = await withStore(context, 'write', (store) =>
        givePassword(store, username, given),
      )
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

interface ChosenPassword {
  readonly password: string
  readonly invented: boolean
}

/** What standard input gives, or null when a password is to be invented. */
async function readPassword(flags: PasswordFlags): Promise<string | null> {
  return flags.passwordStdin ? (await readStandardInput()).replace(/\r?\n$/, '') : null
}

async function choosePassword(
  store: Store,
  username: string,
  given: string | null,
): Promise<ChosenPassword> {
  if (given === null) return { password: inventPassword(username), invented: true }
  const profile = await readPasswordProfile(store)
  return { password: valueOf(checkNewPassword(given, { profile, username })), invented: false }
}

/** Errors: CommandRefused with every issue on a line */
function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new CommandRefused(result.issues.map(({ message }) => message).join('\n'))
}

async function readStandardInput(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) text += String(chunk)
  return text
}

async function addUser(
  store: Store,
  text: string,
  flags: AddFlags,
  given: string | null,
): Promise<ChosenPassword> {
  const username = valueOf(checkUsername(text))
  if ((await findUserByName(store, username)) !== null)
    throw new CommandRefused(`用户名 ${username} 已被使用; 请另取一个`)
  const chosen = await choosePassword(store, username, given)
  const grant = await grantOf(store, flags)
  const county = flags.county ?? valueOf(await checkGrant(store, grant))
  const passwordHash = await hashPassword(chosen.password)
  const id = newId()
  const entry = { actor: CONSOLE_ACTOR, action: 'user.create', subject: { kind: 'user', id } }
  await store.transact({ ...entry, detail: { username, role: flags.role } }, (tx) =>
    insertUser(tx, {
      ...grant,
      id,
      username,
      name: flags.name ?? username,
      county,
      passwordHash,
      passwordHistory: [],
      passwordChangedAt: tx.at,
      mustChangePassword: true,
      disabled: false,
      demo: false,
      createdAt: tx.at,
    }),
  )
  return chosen
}

/** The flags as a grant; a role that goes by divisions gets the county where none is named. */
async function grantOf(store: Store, flags: AddFlags): Promise<AccountGrant> {
  const takesRegions = (scopeRuleOf(flags.role)?.regionDigits ?? null) !== null
  const county = flags.county ?? (await findHomeCounty(store))
  const standard = takesRegions && county !== null ? [county] : []
  return {
    role: flags.role,
    regions: flags.region ?? standard,
    sectors: flags.sector ?? null,
    enterprises: flags.enterprise ?? null,
  }
}

async function givePassword(
  store: Store,
  username: string,
  given: string | null,
): Promise<ChosenPassword> {
  const account = await accountOf(store, username)
  const chosen = await choosePassword(store, account.username, given)
  const passwordHash = await hashPassword(chosen.password)
  await store.transact(entryOf('user.reset', account), (tx) =>
    resetPassword(tx, account, passwordHash),
  )
  return chosen
}

async function disableUser(store: Store, username: string): Promise<void> {
  const account = await accountOf(store, username)
  await store.transact(entryOf('user.disable', account), async (tx) => {
    const next = { ...account, disabled: true }
    if (leavesNoAdministrator(await listUsers(tx), next))
      throw new CommandRefused(`${account.username} 是最后一个可用的系统管理员; 请先另设一个`)
    await saveUser(tx, next, account.version)
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
