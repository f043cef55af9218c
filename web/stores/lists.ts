import { defineStore } from 'pinia'
import {
  listEnterpriseHazards,
  listPostDuties,
  listRiskControls,
  writePostDuties,
  type ListedHazardPage,
  type ListRequest,
  type PostDutyPage,
  type PostDutyRow,
  type RiskControlPage,
} from '#web/api/lists.ts'
import { refusalOf } from '#web/api/refusal.ts'
import { loadable } from './loadable.ts'

export type { ListedHazardRow, PostDutyRow, RiskControlRow } from '#web/api/lists.ts'

/** The three lists (三个清单) by what stands for each in the address. */
export const LIST_TABS = ['risk-controls', 'hazards', 'post-duties'] as const
export type ListTab = (typeof LIST_TABS)[number]

type ListPage =
  | { readonly tab: 'risk-controls'; readonly page: RiskControlPage }
  | { readonly tab: 'hazards'; readonly page: ListedHazardPage }
  | { readonly tab: 'post-duties'; readonly page: PostDutyPage }

/** What became of duties that were to be written; a null detail: the server was not reached. */
export type DutiesOutcome =
  | { readonly kind: 'saved' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'failed'; readonly detail: string | null }

export const ROWS_A_PAGE = 100
/** As many as one request may bring. */
const ROWS_A_REQUEST = 500

/** One enterprise's three lists. */
export const useListsStore = defineStore('lists', () => {
  const list = loadable<ListPage>()

  async function load(tab: ListTab, request: Omit<ListRequest, 'limit'>): Promise<void> {
    await list.load((signal) => read(tab, { ...request, limit: ROWS_A_PAGE }, signal))
  }

  /** Every row under the filter at once, for paper. */
  async function loadWhole(tab: ListTab, request: Omit<ListRequest, 'limit' | 'cursor'>) {
    await list.load(async (signal) => {
      const first = await read(tab, { ...request, cursor: null, limit: ROWS_A_REQUEST }, signal)
      let whole = first
      while (whole.page.nextCursor !== null) {
        const cursor = whole.page.nextCursor
        const next = await read(tab, { ...request, cursor, limit: ROWS_A_REQUEST }, signal)
        whole = joined(whole, next)
      }
      return whole
    })
  }

  /** Write a person's duties; the row shown is the one written. */
  async function saveDuties(
    enterpriseId: string,
    row: PostDutyRow,
    duties: string[],
  ): Promise<DutiesOutcome> {
    try {
      const written = await writePostDuties(enterpriseId, row, duties)
      show(row.id, [...written.duties], written.version)
      return { kind: 'saved' }
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal?.status === 412) return { kind: 'stale' }
      return { kind: 'failed', detail: refusal?.detail ?? null }
    }
  }

  function show(id: string, duties: string[], version: number): void {
    const shown = list.data.value
    if (shown?.tab !== 'post-duties') return
    const items = shown.page.items.map((one) => (one.id === id ? { ...one, duties, version } : one))
    list.set({ tab: 'post-duties', page: { ...shown.page, items } })
  }

  return { list, load, loadWhole, saveDuties }
})

async function read(tab: ListTab, request: ListRequest, signal: AbortSignal): Promise<ListPage> {
  switch (tab) {
    case 'risk-controls':
      return { tab, page: await listRiskControls(request, signal) }
    case 'hazards':
      return { tab, page: await listEnterpriseHazards(request, signal) }
    case 'post-duties':
      return { tab, page: await listPostDuties(request, signal) }
  }
}

function joined(whole: ListPage, next: ListPage): ListPage {
  const items = [...whole.page.items, ...next.page.items]
  return { tab: whole.tab, page: { ...next.page, items } } as ListPage
}
