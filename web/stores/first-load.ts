import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { endFirstLoad, onFirstLoad } from '#web/api/first-load.ts'
import { isFirstLoad } from '#web/api/session.ts'
import { useLiveStore } from './live.ts'

const LOOK_EVERY_MILLISECONDS = 2_000

/**
 * Whether the server still loads rows (装载中) and the map and its figures tell of a part. Once it has
 * them all, what was refused until then is asked for anew, and every page that follows asks for its rows
 * again.
 */
export const useFirstLoadStore = defineStore('first-load', () => {
  const isLoading = shallowRef(false)
  const live = useLiveStore()

  onFirstLoad(() => {
    isLoading.value = true
    setTimeout(() => void look(), LOOK_EVERY_MILLISECONDS)
  })

  async function look(): Promise<void> {
    // A server that does not answer has told nothing new.
    const [still] = await Promise.allSettled([isFirstLoad()])
    if (still.status === 'fulfilled' && !still.value) {
      isLoading.value = false
      endFirstLoad()
      live.refreshAll()
    } else setTimeout(() => void look(), LOOK_EVERY_MILLISECONDS)
  }

  return { isLoading }
})
