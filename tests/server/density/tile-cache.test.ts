import { describe, expect, it } from 'vitest'
import { createTileCache } from '#server/density/tile-cache.ts'

describe('the tile cache', () => {
  it('makes a tile once for all who ask at a time, and keeps it', async () => {
    const cache = createTileCache()
    let made = 0
    const make = async () => {
      await Promise.resolve()
      made += 1
      return Uint8Array.of(made)
    }
    expect(cache.find('"a"')).toBeUndefined()
    const asked = [cache.get('"a"', make), cache.get('"a"', make)]
    const joined = cache.find('"a"')
    const answers = await Promise.all(asked)
    expect(await joined).toEqual(Uint8Array.of(1))
    expect(answers).toEqual([Uint8Array.of(1), Uint8Array.of(1)])
    expect(await cache.get('"a"', make)).toEqual(Uint8Array.of(1))
    expect(await cache.find('"a"')).toEqual(Uint8Array.of(1))
    expect(await cache.get('"b"', make)).toEqual(Uint8Array.of(2))
  })

  it('keeps an empty tile, and no failure', async () => {
    const cache = createTileCache()
    const fail = () => Promise.reject(new Error('no disk'))
    await expect(cache.get('"a"', fail)).rejects.toThrow('no disk')
    expect(await cache.get('"a"', () => Promise.resolve(null))).toBeNull()
    expect(await cache.get('"a"', fail)).toBeNull()
  })

  it('stays within its bytes, the oldest going first', async () => {
    const cache = createTileCache(10_000)
    const tile = (byte: number) => () => Promise.resolve(new Uint8Array(3000).fill(byte))
    for (const [index, etag] of ['"a"', '"b"', '"c"', '"d"'].entries())
      await cache.get(etag, tile(index))
    expect((await cache.get('"d"', tile(9)))?.[0]).toBe(3)
    expect((await cache.get('"a"', tile(9)))?.[0]).toBe(9)
  })
})
