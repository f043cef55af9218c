import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, test } from 'vitest'
import { createApp } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { useFilterStore } from '#web/stores/filter.ts'

let router: Router
let filter: ReturnType<typeof useFilterStore>

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
  filter = useFilterStore()
}

describe('the filter in the address', () => {
  beforeEach(() => open('/county?township=410622101,410622102&overdue=true&selected=abc'))

  test('is read from it', () => {
    expect(filter.filter.township).toEqual(['410622101', '410622102'])
    expect(filter.filter.overdue).toEqual(['true'])
    expect(filter.faults).toEqual([])
  })

  test('is written to it in one canonical form, and leaves what is not its own', async () => {
    await filter.set('sector', ['WH', 'GM'])
    expect(router.currentRoute.value.query).toEqual({
      township: '410622101,410622102',
      sector: 'GM,WH',
      overdue: 'true',
      selected: 'abc',
    })
    expect(filter.text).toBe('township=410622101,410622102&sector=GM,WH&overdue=true')
  })

  test('text with signs of its own comes back whole', async () => {
    await filter.set('q', ['氨 & 氯=100%，甲,乙'])
    await open(router.currentRoute.value.fullPath)
    expect(filter.filter.q).toBe('氨 & 氯=100%，甲,乙')
  })

  test('toggling twice is no change', async () => {
    const before = router.currentRoute.value.query
    await filter.toggle('level', '1')
    expect(filter.filter.level).toEqual(['1'])
    await filter.toggle('level', '1')
    expect(router.currentRoute.value.query).toEqual(before)
  })

  test('toggling adds to what is there', async () => {
    await filter.toggle('township', '410622103')
    await filter.toggle('township', '410622101')
    expect(filter.filter.township).toEqual(['410622102', '410622103'])
  })

  test('cleared, it leaves the rest of the address alone', async () => {
    await filter.clear()
    expect(router.currentRoute.value.query).toEqual({ selected: 'abc' })
    expect(filter.text).toBe('')
  })

  test('each change is a step one can go back', async () => {
    await filter.set('level', ['1'])
    router.back()
    await expect.poll(() => filter.filter.level).toEqual([])
    expect(filter.filter.overdue).toEqual(['true'])
  })
})

describe('what cannot be', () => {
  test('a value no key has is left out and told; the rest holds', async () => {
    await open('/county?level=9&sector=WH')
    expect(filter.filter.sector).toEqual(['WH'])
    expect(filter.filter.level).toEqual([])
    expect(filter.faults.map(({ path }) => path)).toEqual(['level'])
  })

  test('a first day after the last changes nothing and is told, until something else is done', async () => {
    await open('/county?to=2026-01-01')
    await filter.set('from', ['2026-10-01'])
    expect(router.currentRoute.value.query).toEqual({ to: '2026-01-01' })
    expect(filter.faults.map(({ path }) => path)).toEqual(['from'])
    expect(filter.faults[0]?.message).toContain('2026-10-01')
    await filter.set('from', ['2025-10-01'])
    expect(filter.filter.from).toBe('2025-10-01')
    expect(filter.faults).toEqual([])
  })
})
