import { defineStore } from 'pinia'
import { refusalOf } from '#web/api/refusal.ts'
import {
  createToken,
  listTokens,
  revokeToken,
  type Token,
  type TokenPage,
} from '#web/api/tokens.ts'
import { loadable } from './loadable.ts'

export type { Token }

/** Display tokens (大屏令牌). */
export const useTokensStore = defineStore('tokens', () => {
  const page = loadable<TokenPage>()

  async function load(): Promise<void> {
    await page.load((signal) => listTokens(signal))
  }

  /** Make a token; returns its address, or what was wrong. */
  async function create(
    name: string,
    regions: readonly string[],
    networks: readonly string[],
  ): Promise<
    { readonly address: string | null } | { readonly refused: string; readonly path: string | null }
  > {
    try {
      const { address } = await createToken(name, regions, networks)
      await load()
      return { address }
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal === null || refusal.status >= 500) throw error
      const [issue] = refusal.issues
      return { refused: issue?.message ?? refusal.detail, path: issue?.path ?? null }
    }
  }

  async function revoke(token: Token): Promise<void> {
    await revokeToken(token)
    await load()
  }

  return { data: page.data, status: page.status, load, create, revoke }
})
