import { computed, onBeforeUnmount, shallowRef, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { MapPulse } from '#web/map/map-controller.ts'
import type { HazardNotice } from '#web/stores/live.ts'
import { useScreenStore } from '#web/stores/screen.ts'
import { timeText } from './use-screen-clock.ts'

/** How long a new major hazard is pointed out. Units: ms */
const POINTED_OUT_FOR = 60_000
const MOST_LINES = 3

interface Notice {
  readonly id: string
  readonly at: Date
  readonly township: string | null
  readonly until: number
}

/** New major hazards (新增重大隐患): a pulse at the township and a line with place and time, for a minute. */
export function useScreenPulses(): {
  pulses: ComputedRef<readonly MapPulse[]>
  lines: ComputedRef<readonly { readonly id: string; readonly text: string }[]>
  announce: (news: HazardNotice) => void
} {
  const screen = useScreenStore()
  const { t } = useI18n()
  const notices = shallowRef<readonly Notice[]>([])
  const timer = setInterval(() => {
    if (notices.value.some(({ until }) => until <= Date.now()))
      notices.value = notices.value.filter(({ until }) => until > Date.now())
  }, 1000)
  onBeforeUnmount(() => clearInterval(timer))

  function announce({ id, hazardLevel, township }: HazardNotice): void {
    if (hazardLevel !== 'major') return
    const until = Date.now() + POINTED_OUT_FOR
    const at = new Date(Date.now() + screen.serverAheadBy)
    const others = notices.value.filter((notice) => notice.id !== id)
    notices.value = [{ id, at, township, until }, ...others].slice(0, MOST_LINES)
  }

  const townshipOf = (code: string | null) =>
    screen.region.data?.children.find((township) => township.code === code)

  return {
    pulses: computed(() =>
      notices.value.flatMap(({ id, township }) => {
        const seat = townshipOf(township)?.seat ?? screen.region.data?.seat
        return seat == null ? [] : [{ id, position: seat }]
      }),
    ),
    lines: computed(() =>
      notices.value.map(({ id, at, township }) => ({
        id,
        text: t('screen.ticker.major', {
          time: timeText(at),
          place: townshipOf(township)?.name ?? t('screen.ticker.unknown'),
        }),
      })),
    ),
    announce,
  }
}
