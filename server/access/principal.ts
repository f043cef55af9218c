import type { Principal } from '#domain/role.ts'
import type { DisplayToken } from '#server/store/display-token.ts'
import type { UserAccount } from '#server/store/user.ts'

/** Who an account is when it asks for something (访问主体). */
export function principalOf(account: UserAccount): Principal {
  const { id: userId, username, name, role, regions, sectors, enterprises, county } = account
  return { userId, username, name, role, regions, sectors, enterprises, county }
}

/** Who a display token (大屏令牌) is: always a screen, whatever it was given. */
export function principalOfToken(token: DisplayToken): Principal {
  const { id, name, regions, sectors, enterprises, county } = token
  return {
    userId: `token:${id}`,
    username: `token:${id}`,
    name,
    role: 'screen',
    regions,
    sectors,
    enterprises,
    county,
  }
}
