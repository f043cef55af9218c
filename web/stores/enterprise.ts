import { defineStore } from 'pinia'
import { readEnterprise, type EnterpriseDetail } from '#web/api/enterprises.ts'
import { refusalOf } from '#web/api/refusal.ts'
import { loadable } from './loadable.ts'

export type { EnterpriseDetail } from '#web/api/enterprises.ts'

/** One enterprise's page. */
export const useEnterpriseStore = defineStore('enterprise', () => {
  const one = loadable<EnterpriseDetail>()

  async function load(id: string): Promise<void> {
    await one.load((signal) => readEnterprise(id, signal))
  }

  /** The enterprise as it stands now, beside what the page shows; null when it was not reached. */
  async function readAgain(id: string): Promise<EnterpriseDetail | null> {
    try {
      return await readEnterprise(id, new AbortController().signal)
    } catch (error) {
      if (refusalOf(error) !== null || error instanceof TypeError) return null
      throw error
    }
  }

  return { one, load, readAgain }
})
