import type { Role } from '#domain/role.ts'
import { newId } from '#server/store/identifier.ts'
import type { Store } from '#server/store/transact.ts'
import { findUserByName, insertUser, listUsers } from '#server/store/user.ts'
import type { AccountScope, UserAccount } from '#server/store/user.ts'
import { setPassword } from './change-password.ts'
import { hashPassword, verifyPassword } from './password.ts'
import { newSecret } from './token.ts'

/** What the demo accounts stand on: the sample county and one of its plants. */
export interface DemoPlaces {
  readonly county: string
  readonly township: string
  readonly enterpriseId: string
}

interface DemoAccount {
  readonly username: string
  readonly name: string
  readonly role: Role
  readonly scope: AccountScope
}

const GENERATED_LENGTH = 12

function demoAccounts({ county, township, enterpriseId }: DemoPlaces): readonly DemoAccount[] {
  const whole = { regions: [county], sectors: null, enterprises: null, county }
  return [
    {
      username: 'admin',
      name: '系统管理员（示例）',
      role: 'admin',
      scope: { ...whole, regions: [] },
    },
    { username: 'bureau', name: '县应急管理局（示例）', role: 'bureau', scope: whole },
    {
      username: 'department',
      name: '危险化学品科（示例）',
      role: 'department',
      scope: { ...whole, sectors: ['WH'] },
    },
    {
      username: 'township',
      name: '高村镇应急办（示例）',
      role: 'township',
      scope: { ...whole, regions: [township] },
    },
    {
      username: 'enterprise',
      name: '企业安全员（示例）',
      role: 'enterprise',
      scope: { ...whole, regions: [], enterprises: [enterpriseId] },
    },
    { username: 'planner', name: '规划人员（示例）', role: 'planner', scope: whole },
  ]
}

/**
 * Make the demo accounts (示例账号) that are missing. Names of accounts that are not ours stay theirs.
 * Shape: → the password they were made with when it had to be invented, else null
 */
export async function createDemoAccounts(
  store: Store,
  places: DemoPlaces,
  configuredPassword: string | null,
): Promise<string | null> {
  const taken = new Set((await listUsers(store)).map((user) => user.username))
  const missing = demoAccounts(places).filter(({ username }) => !taken.has(username))
  if (missing.length === 0) return null
  const password = configuredPassword ?? newSecret().slice(0, GENERATED_LENGTH)
  const passwordHash = await hashPassword(password)
  await store.transact({ actor: 'console', action: 'demo.create' }, async (tx) => {
    for (const { username, name, role, scope } of missing) {
      await insertUser(tx, {
        id: newId(),
        username,
        name,
        role,
        ...scope,
        passwordHash,
        passwordHistory: [],
        passwordChangedAt: tx.at,
        mustChangePassword: false,
        disabled: false,
        demo: true,
        createdAt: tx.at,
      })
    }
  })
  return configuredPassword === null ? password : null
}

/**
 * Give the demo accounts the configured password (示例口令), at every start. Accounts that have it keep
 * their sessions.
 */
export async function applyDemoPassword(store: Store, password: string): Promise<void> {
  const accounts = (await listUsers(store)).filter((user) => user.demo)
  const changing: UserAccount[] = []
  for (const account of accounts) {
    if (!(await verifyPassword(account.passwordHash, password))) changing.push(account)
  }
  if (changing.length === 0) return
  const passwordHash = await hashPassword(password)
  await store.transact({ actor: 'console', action: 'demo.password' }, async (tx) => {
    for (const { username } of changing) {
      const account = await findUserByName(tx, username)
      if (account !== null)
        await setPassword(tx, account, { passwordHash, mustChangePassword: false })
    }
  })
}
