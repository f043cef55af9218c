import { onBeforeUnmount, watch } from 'vue'

const ASKED_EVERY_MILLISECONDS = 2_000

/** Ask again for the list of runs for as long as one of them is on its way. */
export function useRunningRuns(hasRunning: () => boolean, ask: () => void): void {
  let timer: number | undefined
  const stop = () => window.clearInterval(timer)
  watch(
    hasRunning,
    (isOn) => {
      stop()
      if (isOn) timer = window.setInterval(ask, ASKED_EVERY_MILLISECONDS)
    },
    { immediate: true },
  )
  onBeforeUnmount(stop)
}
