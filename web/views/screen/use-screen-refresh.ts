import { onBeforeUnmount, onMounted, watch } from 'vue'
import { useFilterStore } from '#web/stores/filter.ts'
import { useScreenStore } from '#web/stores/screen.ts'
import { useSessionStore } from '#web/stores/session.ts'
import type { HazardNews } from './use-screen-pulses.ts'

/** Between two looks whether the server is there and knows us. Units: ms */
const KNOCK_EVERY = 4000
/** All is asked anew at least so often, whether anybody said that it changed or not. Units: ms */
const REFRESH_EVERY = 30_000

/** Keep the large screen's data fresh for months: knock, ask anew, and catch up after an outage. */
export function useScreenRefresh({
  onEnded,
}: {
  readonly onEnded: () => void
  readonly onHazard: (news: HazardNews) => void
}): { refresh: () => Promise<void> } {
  const screen = useScreenStore()
  const session = useSessionStore()
  const filter = useFilterStore()
  let timer: ReturnType<typeof setTimeout> | undefined
  let refreshedAt = 0
  let isThere = true
  let isGone = false

  async function refresh(): Promise<void> {
    refreshedAt = Date.now()
    const county = session.user?.county
    await Promise.all([
      screen.refresh(filter.text),
      county !== undefined && screen.region.status.kind !== 'ready'
        ? screen.loadRegion(county)
        : Promise.resolve(),
    ])
  }

  async function beat(): Promise<void> {
    const wasThere = isThere
    isThere = await screen.knock()
    if (isGone) return
    if (screen.ended) {
      onEnded()
      return
    }
    // After an outage nothing that was missed can be told one by one: the whole is asked anew.
    const isDue = Date.now() - refreshedAt >= REFRESH_EVERY
    const lacksData = screen.situation.status.kind === 'failed'
    if (isThere && (!wasThere || isDue || lacksData)) void refresh()
    schedule()
  }

  function schedule(): void {
    if (!isGone) timer = setTimeout(() => void beat(), KNOCK_EVERY)
  }

  onMounted(() => {
    void refresh()
    schedule()
  })
  watch(
    () => filter.text,
    () => void refresh(),
  )
  onBeforeUnmount(() => {
    isGone = true
    clearTimeout(timer)
  })

  return { refresh }
}
