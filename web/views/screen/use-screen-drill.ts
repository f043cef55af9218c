import { shallowRef, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter, type LocationQueryRaw } from 'vue-router'
import { RISK_LEVELS } from '#domain/risk-level.ts'
import type { LatenessRow, OverdueItem, ScreenPopup } from '#web/components/screen/screen-row.ts'
import { LAYERS } from '#web/map/ids.ts'
import type { MapHandle, MapHit } from '#web/map/map-controller.ts'
import { useScreenStore } from '#web/stores/screen.ts'
import { useSessionStore } from '#web/stores/session.ts'
import { useCodeNames } from '../county/use-code-names.ts'
import { placePopup } from './place-popup.ts'

/**
 * What a click opens (下钻): the county page under that filter for who has an account; a few figures
 * without a name for a screen, which may open nothing else.
 */
export function useScreenDrill(): {
  popup: ShallowRef<ScreenPopup | null>
  closePopup: () => void
  openTownship: (row: LatenessRow, event: MouseEvent) => void
  openSector: (row: LatenessRow, event: MouseEvent) => void
  openOverdue: (item: OverdueItem, event: MouseEvent) => void
  /** `on` is the map that was clicked. */
  pick: (hit: MapHit | null, on: MapHandle | null) => void
} {
  const screen = useScreenStore()
  const session = useSessionStore()
  const router = useRouter()
  const { t, n } = useI18n()
  const { sectorName } = useCodeNames()
  const popup = shallowRef<ScreenPopup | null>(null)
  const isScreen = () => session.user?.role === 'screen'

  function drill(query: LocationQueryRaw): void {
    void router.push({ name: 'county', query })
  }

  function tell(title: string, lines: readonly string[], at: readonly [number, number]): void {
    popup.value = { title, lines, at: placePopup(at) }
  }

  function groupLines(
    group: NonNullable<typeof screen.situation.data>['byTownship'][number] | undefined,
  ): string[] {
    if (group === undefined) return []
    const { numerator, denominator } = group.onTime
    const share = denominator === 0 ? '--' : n(numerator / denominator, 'finePercent')
    return [
      t('screen.popover.enterprises', { count: group.enterprises }),
      t('screen.popover.open', { count: group.open, major: group.major }),
      t('screen.popover.overdue', { count: group.overdue, days: group.longestOverdueDays }),
      t('screen.popover.onTime', { share, numerator, denominator }),
    ]
  }

  function township(code: string, at: readonly [number, number]): void {
    if (!isScreen()) return drill({ township: code })
    const name = screen.region.data?.children.find((child) => child.code === code)?.name ?? code
    tell(name, groupLines(screen.situation.data?.byTownship.find((row) => row.code === code)), at)
  }

  function openSector({ code }: LatenessRow, event: MouseEvent): void {
    if (!isScreen()) return drill({ sector: code })
    const group = screen.situation.data?.bySector.find((row) => row.code === code)
    tell(sectorName(code), groupLines(group), [event.clientX, event.clientY])
  }

  function openOverdue(item: OverdueItem, event: MouseEvent): void {
    const row = screen.situation.data?.overdueHazards.find(({ id }) => id === item.key)
    if (!isScreen() && row?.enterprise != null)
      return drill({ enterprise: row.enterprise, selected: row.enterprise, overdue: 'true' })
    tell(item.place, [`${item.level} · ${item.days}`], [event.clientX, event.clientY])
  }

  function pick(hit: MapHit | null, on: MapHandle | null): void {
    popup.value = null
    if (hit === null) return
    const at = on?.locate(hit.lngLat) ?? [0, 0]
    const { id, code } = hit.properties
    if (typeof code === 'string') return township(code, at)
    if (hit.layer === LAYERS.enterprises) {
      if (typeof id === 'string' && !isScreen()) drill({ enterprise: id, selected: id })
      return
    }
    cell(hit.properties, at)
  }

  function cell(properties: MapHit['properties'], at: readonly [number, number]): void {
    const countOf = (key: string) => Number(properties[key] ?? 0)
    const lines = RISK_LEVELS.map(({ level }) => ({ level, count: countOf(`level${level}`) }))
      .filter(({ count }) => count > 0)
      .map(({ level, count }) =>
        t('screen.popover.level', { name: t(`level.${level}`), count: n(count) }),
      )
    tell(t('screen.popover.cell', { count: n(countOf('count')) }), lines, at)
  }

  return {
    popup,
    closePopup: () => (popup.value = null),
    openTownship: ({ code }, event) => township(code, [event.clientX, event.clientY]),
    openSector,
    openOverdue,
    pick,
  }
}
