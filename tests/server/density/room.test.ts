import { describe, expect, it } from 'vitest'
import { densityTile } from '#server/density/field/density-tile.ts'
import { latticeOf } from '#server/density/lattice/weighted-lattice.ts'
import { freeRoomBytes, giveBack, lendBytes, lendNumbers } from '#server/density/room.ts'

const MEGABYTE = 2 ** 20

describe('room that is lent', () => {
  it('is the same for the next one, and nothing but zeros in numbers', () => {
    const first = lendNumbers(1_000).fill(7)
    giveBack(first)
    const next = lendNumbers(900)
    expect(next.buffer).toBe(first.buffer)
    expect(next).toEqual(new Float64Array(900))
    giveBack(next)
  })

  it('is nobody else’s while it is lent, though it be given back twice', () => {
    const first = lendBytes(100_000)
    giveBack(first)
    giveBack(first)
    const [second, third] = [lendBytes(100_000), lendBytes(100_000)]
    expect(second.buffer).toBe(first.buffer)
    expect(third.buffer).not.toBe(second.buffer)
    giveBack(second)
    giveBack(third)
  })

  it('takes no array that was not lent', () => {
    const before = freeRoomBytes()
    giveBack(new Float64Array(1_000))
    giveBack(lendNumbers(3))
    expect(freeRoomBytes()).toBe(before)
  })

  it('keeps no more than a few tiles need', () => {
    const many = Array.from({ length: 40 }, () => lendBytes(MEGABYTE))
    for (const one of many) giveBack(one)
    expect(freeRoomBytes()).toBeGreaterThanOrEqual(4 * MEGABYTE)
    expect(freeRoomBytes()).toBeLessThanOrEqual(6 * MEGABYTE)
  })
})

describe.each(['gaussian', 'quartic'] as const)('tiles of a %s density', (kernel) => {
  it('have the same bytes whether they are made at a time or one after the other', async () => {
    const points = Array.from({ length: 60 }, (_, point) => ({
      position: [114.2 + ((point * 7) % 11) * 0.01, 35.6 + (point % 13) * 0.01] as const,
      weight: 1 + (point % 4),
    }))
    const field = latticeOf(points, { kernel, bandwidthMeters: 1000 }).field()
    const tiles = [
      ...[6, 7, 8].map((z) => [z, Math.floor(2 ** z * 0.8172), Math.floor(2 ** z * 0.3937)]),
      ...[836, 837].flatMap((x) => [402, 403].map((y) => [10, x, y])),
      ...[1673, 1674].flatMap((x) => [805, 806].map((y) => [11, x, y])),
    ]
    const draw = ([z = 0, x = 0, y = 0]: number[]) => densityTile(field, z, x, y)
    const alone: Uint8Array[] = []
    for (const tile of tiles) alone.push(await draw(tile))
    expect(
      new Set(alone.map((bytes) => Buffer.from(bytes).toString('base64'))).size,
    ).toBeGreaterThan(6)
    expect(await Promise.all(tiles.map(draw))).toEqual(alone)
  })
})
