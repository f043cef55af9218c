import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { readDensityField, type DensityTiles } from '#web/api/density.ts'
import { readRegion, type RegionTree } from '#web/api/regions.ts'
import { sessionState } from '#web/api/session.ts'
import { readSituation, type SituationAnswer } from '#web/api/situation.ts'
import { loadable } from './loadable.ts'

/** An answer that takes longer is none: the screen says so rather than wait. Units: ms */
const ANSWER_WITHIN = 4000

/** The large screen's data (大屏), and how old it is by the server's own clock. */
export const useScreenStore = defineStore('screen', () => {
  const region = loadable<RegionTree>()
  const situation = loadable<SituationAnswer>()
  const density = loadable<DensityTiles>()
  /** How far the server's clock is ahead of this device's. Units: ms */
  const serverAheadBy = shallowRef(0)
  /** When the server last answered, by this device's clock; 0 before it ever did. Units: ms */
  const heardAt = shallowRef(0)
  const ended = shallowRef(false)

  async function loadRegion(code: string): Promise<void> {
    await region.load((signal) => readRegion(code, signal))
  }

  /** Ask for everything anew: always the whole, so that nothing missed in between can stay missing. */
  async function refresh(filterText: string): Promise<void> {
    await Promise.all([
      situation.load((signal) => readSituation(filterText, signal)),
      density.load((signal) => readDensityField(filterText, 'hazards', signal)),
    ])
    const { data, status } = situation
    if (data.value === null || status.value.kind !== 'ready') return
    heardAt.value = Date.now()
    serverAheadBy.value = new Date(data.value.asOf).getTime() - heardAt.value
  }

  /** Ask whether the server is there and still knows us; true when it is. */
  async function knock(): Promise<boolean> {
    const state = await sessionState(AbortSignal.timeout(ANSWER_WITHIN))
    ended.value = state === 'ended'
    if (state === 'in-force') heardAt.value = Date.now()
    return state === 'in-force'
  }

  return {
    region,
    situation,
    density,
    heardAt,
    ended,
    dataAt: computed(() =>
      situation.data.value === null ? null : new Date(situation.data.value.asOf),
    ),
    serverAheadBy,
    loadRegion,
    refresh,
    knock,
  }
})
