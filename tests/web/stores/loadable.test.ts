import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { endFirstLoad, noticingFetch } from '#web/api/first-load.ts'
import { RefusalError } from '#web/api/refusal.ts'
import { loadable } from '#web/stores/loadable.ts'

const refusal = {
  status: 500,
  code: 'internal',
  detail: '',
  issues: [],
  retryAfterSeconds: null,
  current: undefined,
}

describe('what is shown, asked for again', () => {
  test('changes without a word', async () => {
    const piece = loadable<number>()
    await piece.load(() => Promise.resolve(1))
    const asked = piece.refresh(() => Promise.resolve(2))
    expect(piece.status.value).toEqual({ kind: 'ready' })
    expect(await asked).toBe(true)
    expect(piece.data.value).toBe(2)
  })

  test('waits for the question under way', async () => {
    const piece = loadable<string>()
    let answer: (text: string) => void = () => undefined
    const loud = piece.load(() => new Promise((resolve) => (answer = resolve)))
    const quiet = piece.refresh(() => Promise.resolve('newer'))
    expect(piece.status.value).toEqual({ kind: 'loading' })
    answer('first')
    await Promise.all([loud, quiet])
    expect(piece.data.value).toBe('newer')
    expect(piece.status.value).toEqual({ kind: 'ready' })
  })

  test('stays when the server is away, and says what the server refuses', async () => {
    const piece = loadable<number>()
    await piece.load(() => Promise.resolve(1))
    const away = () => Promise.reject(new TypeError('no network'))
    expect(await piece.refresh(away)).toBe(false)
    expect(piece.status.value).toEqual({ kind: 'ready' })
    await piece.refresh(() => Promise.reject(new RefusalError(refusal)))
    expect(piece.status.value).toMatchObject({ kind: 'failed', status: 500 })
    expect(piece.data.value).toBe(1)
  })
})

describe('what is refused while the server loads its rows', () => {
  beforeEach(async () => {
    const answer = () =>
      Promise.resolve(new Response(null, { headers: { 'Riskmap-Index': 'loading' } }))
    vi.stubGlobal('fetch', answer)
    await noticingFetch('/api/enterprises')
  })
  afterEach(() => {
    endFirstLoad()
    vi.unstubAllGlobals()
  })

  const refused = () =>
    Promise.reject<number>(new RefusalError({ ...refusal, status: 503, code: 'loading' }))

  test('is asked for again once they are there, and said to be loading until then', async () => {
    const piece = loadable<number>()
    const ask = vi.fn(() => Promise.resolve(7)).mockImplementationOnce(refused)
    const asked = piece.load(ask)
    await new Promise(setImmediate)
    expect(piece.status.value).toEqual({ kind: 'loading' })
    expect(ask).toHaveBeenCalledTimes(1)
    endFirstLoad()
    await asked
    expect(piece.data.value).toBe(7)
    expect(piece.status.value).toEqual({ kind: 'ready' })
    expect(ask).toHaveBeenCalledTimes(2)
  })

  test('waits no longer than anybody wants it', async () => {
    const piece = loadable<number>()
    const first = piece.load(refused)
    await new Promise(setImmediate)
    await piece.load(() => Promise.resolve(8))
    await first
    expect(piece.data.value).toBe(8)
  })

  test('that came after their end was said is asked for at once', async () => {
    endFirstLoad()
    const piece = loadable<number>()
    await piece.load(vi.fn(() => Promise.resolve(9)).mockImplementationOnce(refused))
    expect(piece.data.value).toBe(9)
  })
})
