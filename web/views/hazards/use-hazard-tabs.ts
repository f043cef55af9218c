import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Filter } from '#domain/filter.ts'
import { TURN_ROLES } from '#domain/hazard-transition.ts'
import { HAZARD_STATES, isOpenState } from '#domain/hazard.ts'
import type { HazardState } from '#domain/hazard.ts'
import { useFilterStore } from '#web/stores/filter.ts'
import { useHazardsStore } from '#web/stores/hazards.ts'
import { useSessionStore } from '#web/stores/session.ts'

const OPEN_STATES = HAZARD_STATES.filter(isOpenState)
type TabKeys = Pick<Filter, 'status' | 'overdue' | 'turn'>

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value) => b.includes(value))
}

/** Where things stand (状态页签): each tab is a part of the one filter, so its rows can be shared and exported. */
export function useHazardTabs() {
  const { t } = useI18n()
  const filter = useFilterStore()
  const hazards = useHazardsStore()
  const session = useSessionStore()

  /** The party whose turn is mine; an administrator steps in for the bureau. */
  const myTurn = computed(() => {
    const role = session.user?.role === 'admin' ? 'bureau' : session.user?.role
    return TURN_ROLES.find((candidate) => candidate === role) ?? null
  })

  const tabs = computed(() => {
    const counts = hazards.counts.data
    const inStates = (...states: readonly HazardState[]) =>
      counts?.byState
        .filter(({ state }) => states.includes(state))
        .reduce((sum, { count }) => sum + count, 0) ?? null
    const tab = (id: string, count: number | null, keys: Partial<TabKeys>) => ({
      id,
      label: t(`hazards.tab.${id}`),
      count,
      keys: { status: [], overdue: [], turn: [], ...keys } satisfies TabKeys,
    })
    const mine = myTurn.value
    return [
      tab('all', counts?.all ?? null, {}),
      tab('open', counts?.open ?? null, { status: OPEN_STATES }),
      tab('overdue', counts?.overdue ?? null, { overdue: ['true'] }),
      ...(mine === null
        ? []
        : [
            tab('mine', counts?.byTurn.find(({ role }) => role === mine)?.count ?? null, {
              turn: [mine],
            }),
          ]),
      tab('rectifying', inStates('RECTIFYING', 'ACCEPT_FAILED'), {
        status: ['ACCEPT_FAILED', 'RECTIFYING'],
      }),
      tab('acceptance', inStates('PENDING_ACCEPT', 'GOV_VERIFY'), {
        status: ['GOV_VERIFY', 'PENDING_ACCEPT'],
      }),
      tab('closed', inStates('CLOSED'), { status: ['CLOSED'] }),
      tab('rejected', inStates('REJECTED'), { status: ['REJECTED'] }),
    ]
  })

  const current = computed(() => {
    const { status, overdue, turn } = filter.filter
    const found = tabs.value.find(
      ({ keys }) =>
        isSame(keys.status, status) && isSame(keys.overdue, overdue) && isSame(keys.turn, turn),
    )
    return found?.id ?? null
  })

  function choose(id: string): void {
    const tab = tabs.value.find((candidate) => candidate.id === id)
    if (tab !== undefined) void filter.replace({ ...filter.filter, ...tab.keys })
  }

  return { tabs, current, choose }
}
