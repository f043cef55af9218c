import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { refusalOf } from '#web/api/refusal.ts'
import {
  readSettings,
  saveSettings,
  type SettingsAnswer,
  type SettingsInput,
} from '#web/api/settings.ts'
import { loadable } from './loadable.ts'

export type { SettingsAnswer, SettingsInput }

const TITLE_KEY = 'riskmap-title'

/**
 * What this installation goes by (基础设置). Pages are drawn without waiting for it: the title that was
 * last seen on this device stands until the server has answered.
 */
export const useSettingsStore = defineStore('settings', () => {
  const settings = loadable<SettingsAnswer>()
  const remembered = shallowRef(localStorage.getItem(TITLE_KEY))

  const productTitle = computed(() =>
    settings.data.value === null ? remembered.value : settings.data.value.productTitle,
  )
  const screenTitle = computed(() => settings.data.value?.screenTitle ?? null)
  const organisation = computed(() => settings.data.value?.organisation ?? null)

  watch(productTitle, (title) => {
    if (title === null) localStorage.removeItem(TITLE_KEY)
    else localStorage.setItem(TITLE_KEY, title)
  })

  async function load(): Promise<void> {
    await settings.load(() => readSettings())
  }

  /** Save; returns what was wrong, or `stale` when somebody else was first. */
  async function save(
    input: SettingsInput,
    version: number,
  ): Promise<'saved' | 'stale' | readonly { path: string; message: string }[]> {
    try {
      settings.set(await saveSettings(input, version))
      return 'saved'
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal?.status === 412) return 'stale'
      if (refusal?.status === 422) return refusal.issues
      throw error
    }
  }

  return {
    data: settings.data,
    status: settings.status,
    productTitle,
    screenTitle,
    organisation,
    load,
    save,
  }
})
