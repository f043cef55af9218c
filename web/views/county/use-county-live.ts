import { useCountyStore } from '#web/stores/county.ts'
import { useFilterStore } from '#web/stores/filter.ts'
import { useLiveStore, type LiveSubject } from '#web/stores/live.ts'
import { useSessionStore } from '#web/stores/session.ts'

/** What figures, list and map of the county are made of. */
const SHOWN: readonly LiveSubject[] = [
  'enterprises',
  'risk-points',
  'hazards',
  'zones',
  'check-records',
]

/** Keep the county page in step with the server: what changed is asked for again, in place. */
export function useCountyLive(
  refreshLists: () => Promise<unknown>,
  refreshTiles: () => void,
): void {
  const county = useCountyStore()
  const filter = useFilterStore()
  const session = useSessionStore()
  useLiveStore().follow({
    // The filter stands in the address: a reload loses nothing.
    reloads: true,
    changed: async (subjects) => {
      if (subjects.has('regions')) await county.loadRegion(session.user?.county)
      if (!SHOWN.some((subject) => subjects.has(subject))) return
      const [isAnswered] = await Promise.all([county.refreshFor(filter.text), refreshLists()])
      // A server that has gone would leave the map empty: tiles that fail are not drawn.
      if (isAnswered) refreshTiles()
    },
  })
}
