import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import * as api from '#web/api/accounts.ts'
import { listEnterprises } from '#web/api/enterprises.ts'
import { refusalOf } from '#web/api/refusal.ts'
import { readRegion, type RegionTree } from '#web/api/regions.ts'
import { loadable } from './loadable.ts'

export type { Account, HandedOut } from '#web/api/accounts.ts'

/** What came of a write: done, or why not in words of the server. */
export type AccountOutcome<T = undefined> =
  | { readonly kind: 'done'; readonly value: T }
  | {
      readonly kind: 'refused'
      readonly detail: string
      readonly issues: readonly { readonly path: string; readonly message: string }[]
      readonly stale: boolean
    }

/** So many are made with one request: their progress shows, and one can stop between two. */
const ENTERPRISES_A_REQUEST = 50
const WAITING_A_PAGE = 500

/** How far making many accounts has come. */
export interface BulkProgress {
  readonly done: number
  readonly of: number
}

async function outcomeOf<T>(work: Promise<T>): Promise<AccountOutcome<T>> {
  try {
    return { kind: 'done', value: await work }
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === null || refusal.status >= 500) throw error
    const { detail, issues, status } = refusal
    return { kind: 'refused', detail, issues, stale: status === 412 }
  }
}

/** Accounts (账号), and slips that were handed out during this visit; passwords are nowhere else. */
export const useAccountsStore = defineStore('accounts', () => {
  const page = loadable<api.AccountPage>()
  const waiting = loadable<api.WaitingPage>()
  const region = loadable<RegionTree>()
  const slips = shallowRef<readonly api.Slip[]>([])
  /** Slips that were neither printed nor put aside: leaving would lose them. */
  const unprinted = shallowRef(false)
  const progress = shallowRef<BulkProgress | null>(null)
  let running: AbortController | null = null

  async function load(query: api.AccountQuery): Promise<void> {
    await page.load((signal) => api.listAccounts(query, signal))
  }

  async function loadWaiting(filterText: string): Promise<void> {
    await waiting.load((signal) => api.listWaiting(filterText, null, WAITING_A_PAGE, signal))
  }

  async function loadRegion(code: string): Promise<void> {
    await region.load((signal) => readRegion(code, signal))
  }

  /** Enterprises whose name or code holds a text, for choosing from. */
  async function findEnterprises(text: string): Promise<{ id: string; name: string }[]> {
    const request = { sort: 'name', cursor: null, limit: 20 }
    const query = text === '' ? '' : `q=${encodeURIComponent(text)}`
    const found = await listEnterprises(query, request, new AbortController().signal)
    return found.items.map(({ id, name }) => ({ id, name }))
  }

  /**
   * Make accounts for enterprises, a few at a time; what was made stays made when it is stopped.
   * Errors: what the server refused with; slips made before are kept
   */
  async function makeAll(enterpriseIds: readonly string[]): Promise<void> {
    const mine = new AbortController()
    running = mine
    const of = enterpriseIds.length
    try {
      for (let done = 0; done < of && !mine.signal.aborted; done += ENTERPRISES_A_REQUEST) {
        progress.value = { done, of }
        const part = enterpriseIds.slice(done, done + ENTERPRISES_A_REQUEST)
        const made = await api.makeEnterpriseAccounts(part, new AbortController().signal)
        slips.value = [...slips.value, ...made]
        unprinted.value = true
      }
    } finally {
      progress.value = null
      running = null
    }
  }

  return {
    data: page.data,
    status: page.status,
    waiting: waiting.data,
    waitingStatus: waiting.status,
    region: region.data,
    slips,
    unprinted,
    progress,
    load,
    loadWaiting,
    loadRegion,
    findEnterprises,
    makeAll,
    stop: () => running?.abort(),
    /** The slips are on paper. */
    keep: () => {
      unprinted.value = false
    },
    /** Forget the slips: their passwords are gone from this page. */
    clearSlips: () => {
      slips.value = []
      unprinted.value = false
    },
    create: (input: api.NewAccount) => outcomeOf(api.createAccount(input)),
    change: (account: api.Account, change: api.AccountChange) =>
      outcomeOf(api.changeAccount(account, change)),
    reset: (account: api.Account) => outcomeOf(api.resetPassword(account)),
  }
})
