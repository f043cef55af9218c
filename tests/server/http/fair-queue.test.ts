import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createFairQueue } from '#server/http/fair-queue.ts'

const { signal: NEVER } = new AbortController()

/** Work that takes some turns of the event loop, and says when it begins. */
function recorder() {
  const begun: string[] = []
  let running = 0
  let most = 0
  const work = (name: string) => async () => {
    begun.push(name)
    running += 1
    most = Math.max(most, running)
    for (let turn = 0; turn < 3; turn += 1) await Promise.resolve()
    running -= 1
    return name
  }
  return { begun, work, most: () => most }
}

describe('a fair queue', () => {
  it('lets owners take turns, however much one has asked for before', async () => {
    const queue = createFairQueue()
    const { begun, work, most } = recorder()
    const flood = Array.from({ length: 300 }, (_, index) =>
      queue.run('flood', NEVER, work(`flood ${index}`)),
    )
    const one = queue.run('one', NEVER, work('one'))
    const others = [0, 1].map((index) => queue.run('two', NEVER, work(`two ${index}`)))
    expect(await one).toBe('one')
    await Promise.all([...flood, ...others])
    expect(begun).toHaveLength(303)
    expect(begun.indexOf('one')).toBeLessThan(6)
    expect(begun.indexOf('two 1')).toBeLessThan(10)
    expect(begun.filter((name) => name.startsWith('flood'))).toEqual(
      Array.from({ length: 300 }, (_, index) => `flood ${index}`),
    )
    expect(most()).toBe(3)
  })

  it('never gives one owner every place: who comes next begins at once', async () => {
    const queue = createFairQueue()
    const begun: string[] = []
    const ends: (() => void)[] = []
    const long = (name: string) => () => {
      begun.push(name)
      return new Promise<void>((resolve) => ends.push(resolve))
    }
    const slow = [0, 1, 2].map((index) => queue.run('slow', NEVER, long(`slow ${index}`)))
    await Promise.resolve()
    expect(begun).toEqual(['slow 0', 'slow 1'])
    const quick = queue.run('quick', NEVER, () => Promise.resolve('done'))
    expect(await quick).toBe('done')
    expect(begun).toEqual(['slow 0', 'slow 1'])
    ends[0]?.()
    await slow[0]
    await nextTurn()
    expect(begun).toEqual(['slow 0', 'slow 1', 'slow 2'])
    for (const end of ends) end()
    await Promise.all(slow)
    // Nothing is left behind: the places are free again.
    expect(await queue.run('quick', NEVER, () => Promise.resolve('again'))).toBe('again')
  })

  it('lets work that has begun go on between the quick pieces of another', async () => {
    const queue = createFairQueue()
    let done = 0
    const flood = Array.from({ length: 100 }, () =>
      queue.run('flood', NEVER, () => Promise.resolve((done += 1))),
    )
    const doneBefore = await queue.run('one', NEVER, async () => {
      await nextTurn()
      return done
    })
    expect(doneBefore).toBeLessThan(20)
    await Promise.all(flood)
  })

  it('refuses more than may wait of one owner, and takes it again later', async () => {
    const queue = createFairQueue({ atOnce: 1, ofOneAtOnce: 1, mostWaiting: 3 })
    const { work } = recorder()
    const taken = [0, 1, 2, 3].map((index) => queue.run('a', NEVER, work(`${index}`)))
    await expect(queue.run('a', NEVER, work('too many'))).rejects.toMatchObject({
      code: 'too_many_requests',
      options: { retryAfterSeconds: 1 },
    })
    expect(await queue.run('b', NEVER, work('b'))).toBe('b')
    await Promise.all(taken)
    expect(await queue.run('a', NEVER, work('later'))).toBe('later')
  })

  it('does nothing for whoever has gone away', async () => {
    const queue = createFairQueue({ atOnce: 1, ofOneAtOnce: 1, mostWaiting: 10 })
    const { begun, work } = recorder()
    const leaving = new AbortController()
    const first = queue.run('a', NEVER, work('first'))
    const gone = [0, 1].map((index) => queue.run('a', leaving.signal, work(`gone ${index}`)))
    const stays = queue.run('a', NEVER, work('stays'))
    leaving.abort('closed')
    for (const one of gone) await expect(one).rejects.toThrow('went away')
    await expect(queue.run('a', leaving.signal, work('late'))).rejects.toThrow('went away')
    expect([await first, await stays]).toEqual(['first', 'stays'])
    expect(begun).toEqual(['first', 'stays'])
  })

  it('goes on after work that fails', async () => {
    const queue = createFairQueue({ atOnce: 1, ofOneAtOnce: 1, mostWaiting: 10 })
    const { work } = recorder()
    const failing = queue.run('a', NEVER, () => Promise.reject(new Error('no disk')))
    const next = queue.run('a', NEVER, work('next'))
    await expect(failing).rejects.toThrow('no disk')
    expect(await next).toBe('next')
  })
})
