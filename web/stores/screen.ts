import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { readDensityField, type DensityTiles } from '#web/api/density.ts'
import { readRegion, type RegionTree } from '#web/api/regions.ts'
import { readSituation, type SituationAnswer } from '#web/api/situation.ts'
import { loadable } from './loadable.ts'

/** The large screen's data (大屏), and how old it is by the server's own clock. */
export const useScreenStore = defineStore('screen', () => {
  const region = loadable<RegionTree>()
  const situation = loadable<SituationAnswer>()
  const density = loadable<DensityTiles>()
  /** How far the server's clock is ahead of this device's. Units: ms */
  const serverAheadBy = shallowRef(0)

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
    serverAheadBy.value = new Date(data.value.asOf).getTime() - Date.now()
  }

  return {
    region,
    situation,
    density,
    /** The server no longer knows us: revoked, signed out, or moved to another network. */
    isRefused: computed(
      () =>
        situation.status.value.kind === 'failed' &&
        (situation.status.value.status === 401 || situation.status.value.code === 'wrong_network'),
    ),
    dataAt: computed(() =>
      situation.data.value === null ? null : new Date(situation.data.value.asOf),
    ),
    serverAheadBy,
    loadRegion,
    refresh,
  }
})
