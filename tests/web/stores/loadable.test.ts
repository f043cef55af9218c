import { describe, expect, test } from 'vitest'
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
