import { defineStore } from 'pinia'
import { countHazards, listHazards, type HazardCounts, type HazardPage } from '#web/api/hazards.ts'
import { listEnterprises } from '#web/api/enterprises.ts'
import { loadable } from './loadable.ts'

export const HAZARDS_A_PAGE = 50
/** So many units are offered by name; the others are found by text. */
const MOST_UNITS = 500

/** The list of hazards (隐患台账) under the page's filter, with its counts. */
export const useHazardsStore = defineStore('hazards', () => {
  const page = loadable<HazardPage>()
  const counts = loadable<HazardCounts>()
  const units = loadable<readonly { readonly id: string; readonly name: string }[]>()

  async function loadPage(filterText: string, sort: string, cursor: string | null): Promise<void> {
    await page.load((signal) =>
      listHazards(filterText, { sort, cursor, limit: HAZARDS_A_PAGE }, signal),
    )
  }

  async function loadCounts(filterText: string): Promise<void> {
    await counts.load((signal) => countHazards(filterText, signal))
  }

  /** Ask again for what is shown, in place: rows and counts may be others since others acted. */
  async function refresh(filterText: string, sort: string, cursor: string | null): Promise<void> {
    await Promise.all([
      page.refresh((signal) =>
        listHazards(filterText, { sort, cursor, limit: HAZARDS_A_PAGE }, signal),
      ),
      counts.refresh((signal) => countHazards(filterText, signal)),
    ])
  }

  /** The enterprises one may choose from (受检单位), by name. */
  async function loadUnits(): Promise<void> {
    await units.load(async (signal) => {
      const request = { sort: 'name', cursor: null, limit: MOST_UNITS }
      const { items } = await listEnterprises('', request, signal)
      return items.map(({ id, name }) => ({ id, name }))
    })
  }

  return { page, counts, units, loadPage, loadCounts, refresh, loadUnits }
})
