import { expect, test, vi } from 'vitest'
import { endFirstLoad, noticingFetch, onFirstLoad } from '#web/api/first-load.ts'

test('whoever listens late is told of a load that is under way, and of one load once', async () => {
  const answer = () =>
    Promise.resolve(new Response(null, { headers: { 'Riskmap-Index': 'loading' } }))
  vi.stubGlobal('fetch', answer)
  await noticingFetch('/api/session')
  const told = vi.fn()
  onFirstLoad(told)
  await noticingFetch('/api/situation')
  expect(told).toHaveBeenCalledTimes(1)
  endFirstLoad()
  await noticingFetch('/api/situation')
  expect(told).toHaveBeenCalledTimes(2)
  endFirstLoad()
  vi.unstubAllGlobals()
})
