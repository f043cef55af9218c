import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, test } from 'vitest'
import { createApp } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { useAreaStore } from '#web/stores/area.ts'

let router: Router
let area: ReturnType<typeof useAreaStore>

async function open(address: string) {
  router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:page', component: {} }],
  })
  await router.push(address)
  const pinia = createPinia()
  // The app is never mounted: it only gives the store its router.
  createApp({}).use(pinia).use(router)
  setActivePinia(pinia)
  area = useAreaStore()
}

const SQUARE = [
  [114.1, 35.5],
  [114.3, 35.5],
  [114.3, 35.7],
  [114.1, 35.7],
]
const CROSSED = [SQUARE[0], SQUARE[2], SQUARE[1], [114.1, 35.65]].map((corner) => corner ?? [])
const TEXT = '114.1,35.5_114.3,35.5_114.3,35.7_114.1,35.7'
const query = () => router.currentRoute.value.query

describe('a drawn area', () => {
  beforeEach(() => open('/county?sector=WH'))

  test('goes into the address, and leaves the filter there', async () => {
    area.draw('polygon')
    await area.take(SQUARE)
    expect(query()).toEqual({ sector: 'WH', area: TEXT })
    expect(area.drawing).toBeNull()
    expect(area.area?.coordinates).toEqual([[...SQUARE, SQUARE[0]]])
    expect(area.editable).toEqual(area.area)
  })

  test('that crosses itself stays beside, to be mended, and the one before is kept', async () => {
    await area.take(SQUARE)
    await area.take(CROSSED)
    expect(area.faults.map(({ code }) => code)).toEqual(['self_intersection'])
    expect(area.isRefused).toBe(true)
    expect(area.editable?.coordinates[0]).toEqual([...CROSSED, CROSSED[0]])
    expect(query().area).toBe(TEXT)
    await area.undo()
    expect([area.isRefused, area.faults, query().area]).toEqual([false, [], TEXT])
  })

  test('is undone step by step, to none', async () => {
    await area.take(SQUARE)
    await area.take(SQUARE.map(([lng = 0, lat = 0]) => [lng + 0.1, lat]))
    await area.clear()
    expect(query().area).toBeUndefined()
    const steps: unknown[] = []
    while (area.canUndo) {
      await area.undo()
      steps.push(query().area)
    }
    expect(steps).toEqual([expect.stringMatching(/^114\.2,/), TEXT, undefined])
    expect(query()).toEqual({ sector: 'WH' })
  })

  test('is no shape to drag while another is drawn, nor where it is a division', async () => {
    await area.take(SQUARE)
    area.draw('rectangle')
    expect(area.editable).toBeNull()
    await area.chooseRegion('410622101')
    expect([area.drawing, area.editable, query().area]).toEqual([null, null, '410622101'])
  })
})

test('an area that nobody wrote is told, and none is counted', async () => {
  await open('/county?area=nonsense')
  expect(area.faults.map(({ code }) => code)).toEqual(['not_an_area'])
  expect([area.area, area.editable]).toEqual([null, null])
})
