import { findHomeCounty, readRegionNames } from '#server/store/region.ts'
import type { Reader, Tx } from '#server/store/transact.ts'
import { failure, success } from '#domain/result.ts'
import type { Result } from '#domain/result.ts'
import { insertDisplayToken } from '#server/store/display-token.ts'
import type { DisplayToken } from '#server/store/display-token.ts'
import { newId } from '#server/store/identifier.ts'
import { hashSecret, newSecret } from './token.ts'

/** A display token as it leaves the server once: the secret, and the address that carries it. */
export interface IssuedToken {
  readonly id: string
  readonly token: string
  /** Behind `#`, so that it is in no request, no log and no referrer. */
  readonly address: string
}

/** Make up a display token (大屏令牌); nothing is kept yet. */
export function inventToken(): IssuedToken {
  const token = newSecret()
  return { id: newId(), token, address: `/screen#token=${token}` }
}

/**
 * The divisions a display token is for (大屏范围): as asked, or the county of this installation.
 * Errors: `no_county` where there is none yet, `unknown_region`, `too_wide`
 */
export async function tokenRegions(
  reader: Reader,
  asked: readonly string[],
): Promise<Result<readonly string[]>> {
  const county = await findHomeCounty(reader)
  if (asked.length === 0) {
    return county === null
      ? failure('regions', 'no_county', '还没有行政区划，请先导入区划或在设置中选定本县')
      : success([county])
  }
  const names = await readRegionNames(reader)
  // An installation without divisions takes any: it learns them later.
  const unknown = names.size === 0 ? undefined : asked.find((code) => !names.has(code))
  if (unknown !== undefined)
    return failure('regions', 'unknown_region', `没有区划 ${unknown}，请从列表中选择`)
  return success(asked)
}

/** Keep a display token (大屏令牌): its hash, what it is for, who made it. */
export async function keepToken(
  tx: Tx,
  issued: IssuedToken,
  {
    name,
    regions,
    networks,
    createdBy,
  }: Pick<DisplayToken, 'name' | 'regions' | 'networks' | 'createdBy'>,
): Promise<void> {
  const [first = ''] = regions
  await insertDisplayToken(tx, {
    id: issued.id,
    name,
    tokenHash: hashSecret(issued.token),
    regions,
    sectors: null,
    enterprises: null,
    networks,
    county: first.slice(0, 6),
    createdBy,
    sample: false,
  })
}
