import { computed, onBeforeUnmount, shallowRef, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useLiveStore } from '#web/stores/live.ts'
import { useScreenStore } from '#web/stores/screen.ts'

const WEEKDAYS = '日一二三四五六'

/** The server's time and the age of the data beside it: what a screen that never lies must show. */
export function useScreenClock(): {
  clock: ComputedRef<string>
  isStale: ComputedRef<boolean>
  freshness: ComputedRef<string>
} {
  const screen = useScreenStore()
  const live = useLiveStore()
  const { t, locale } = useI18n()
  const now = shallowRef(Date.now())
  const timer = setInterval(() => (now.value = Date.now()), 1000)
  onBeforeUnmount(() => clearInterval(timer))

  const isStale = computed(() => live.stale || screen.situation.status.kind === 'failed')
  const clock = computed(() => clockText(new Date(now.value + screen.serverAheadBy), locale.value))
  const freshness = computed(() => {
    const at = screen.dataAt
    if (at === null) return t('screen.noData')
    if (isStale.value) return t('screen.stale', { time: timeText(at) })
    const seconds = Math.max(
      0,
      Math.round((now.value + screen.serverAheadBy - at.getTime()) / 1000),
    )
    return seconds < 2 ? t('screen.dataNow') : t('screen.dataAge', { age: ageText(seconds, t) })
  })
  return { clock, isStale, freshness }
}

const IN_SHANGHAI = { timeZone: 'Asia/Shanghai', hour12: false } as const

/** An instant's time of day in Asia/Shanghai, to the second. */
export function timeText(at: Date): string {
  return at.toLocaleTimeString('zh-CN', IN_SHANGHAI)
}

function clockText(at: Date, language: string): string {
  const day = at.toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' })
  const weekday =
    language === 'en'
      ? at.toLocaleDateString('en-GB', { timeZone: 'Asia/Shanghai', weekday: 'short' })
      : `周${WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? ''}`
  return `${day} ${weekday} ${timeText(at)}`
}

function ageText(
  seconds: number,
  t: (key: string, named: Record<string, unknown>) => string,
): string {
  if (seconds < 120) return t('screen.seconds', { count: seconds })
  if (seconds < 7200) return t('screen.minutes', { count: Math.round(seconds / 60) })
  return t('screen.hours', { count: Math.round(seconds / 3600) })
}
