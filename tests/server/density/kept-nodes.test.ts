import fc from 'fast-check'
import { expect, it } from 'vitest'
import { keptNodeBytes, keptNodes } from '#server/density/lattice/kept-nodes.ts'
import { columnPlace, latticeSteps, rowPlace } from '#server/density/lattice/lattice-steps.ts'
import { BLOCK_SIDE, NodeBlocks } from '#server/density/lattice/node-blocks.ts'
import { createPace } from '#server/density/pace.ts'
import { quarticNodes } from '#server/density/lattice/quartic-nodes.ts'
import { latticeOf } from '#server/density/lattice/weighted-lattice.ts'
import type { WeightedLattice, WeightedPoint } from '#server/density/lattice/weighted-lattice.ts'

const STEPS = latticeSteps({ kernel: 'quartic', bandwidthMeters: 1000 })
const ROW = Math.floor(rowPlace(STEPS, 35.6))
const COLUMN = Math.floor(columnPlace(STEPS, 114.2))

/** Whole weights on nodes here and there, in a square of 320 nodes. */
const nodes = fc.array(
  fc.record({
    up: fc.integer({ min: 0, max: 320 }),
    right: fc.integer({ min: 0, max: 320 }),
    units: fc.integer({ min: 1, max: 2 ** 30 }),
  }),
  { minLength: 1, maxLength: 60 },
)
const box = fc
  .record({
    up: fc.integer({ min: -120, max: 320 }),
    right: fc.integer({ min: -120, max: 320 }),
    height: fc.integer({ min: 0, max: 90 }),
    width: fc.integer({ min: 0, max: 300 }),
  })
  .map(({ up, right, height, width }) => ({
    firstRow: ROW + up,
    lastRow: ROW + up + height,
    firstColumn: COLUMN + right,
    lastColumn: COLUMN + right + width,
  }))

// First of all, while there is room: what is kept grows by what is made.
it('a write makes only the squares anew that it reaches', async () => {
  const options = { kernel: 'quartic', bandwidthMeters: 1000 } as const
  const points = Array.from({ length: 400 }, (_, point) => ({
    position: [114.1 + (point % 20) * 0.02, 35.5 + Math.floor(point / 20) * 0.015] as const,
    weight: 1,
  }))
  const lattice = latticeOf(points, options)
  const draw = (one: WeightedLattice) => one.field().tile(9, 418, 201)
  const bytes = [keptNodeBytes()]
  await draw(lattice)
  bytes.push(keptNodeBytes())
  const changed = lattice.fork()
  changed.add(114.2, 35.6, 3)
  await draw(changed)
  bytes.push(keptNodeBytes())
  const [none = 0, all = 0, more = 0] = bytes
  expect(all - none).toBeGreaterThan(12 * 32_768)
  expect(more - all).toBeGreaterThan(0)
  expect(more - all).toBeLessThanOrEqual((all - none) / 3)
})

it('nodes put together from squares have the bits of nodes worked out for the box alone', async () => {
  await fc.assert(
    fc.asyncProperty(nodes, fc.array(box, { minLength: 1, maxLength: 4 }), async (held, boxes) => {
      const blocks = new NodeBlocks(STEPS.columns)
      for (const { up, right, units } of held) {
        const [row, column] = [ROW + up, COLUMN + right]
        const block = blocks.writable(row, column)
        block.cells[(row & 15) * BLOCK_SIDE + (column & 15)] = units
        block.rowMask |= 1 << (row & 15)
        block.points += 1
      }
      const field = blocks.fork()
      for (const asked of boxes) {
        const kept = await keptNodes(field, STEPS, asked, createPace())
        const alone = quarticNodes(field, STEPS, asked)
        const values = (one: typeof kept) => one?.values.filter((value) => value !== 0) ?? []
        if (kept !== null && alone !== null) expect(kept.values).toEqual(alone.values)
        // Where a square is reached and the box is not, or the other way round, all is 0.
        else expect([...values(kept), ...values(alone)]).toEqual([])
      }
    }),
    { numRuns: 80 },
  )
})

/** A plant's points, which stand close, at one of nine places up to 90 km apart. */
const changes = fc.array(fc.record({ place: fc.nat(8), item: fc.nat(3), isGone: fc.boolean() }), {
  minLength: 1,
  maxLength: 20,
})

it('a field after any sequence of writes has the bits of one made anew', async () => {
  await fc.assert(
    fc.asyncProperty(changes, async (sequence) => {
      const options = { kernel: 'quartic', bandwidthMeters: 1000 } as const
      const held = new Map<string, WeightedPoint>()
      let lattice = latticeOf([], options)
      for (const { place, item, isGone } of sequence) {
        const key = `${place} ${item}`
        const known = held.get(key)
        if (isGone !== (known !== undefined)) continue
        const point = known ?? {
          position: [114.1 + (place % 3) * 0.11 + item * 1e-3, 35.5 + place * 0.03] as const,
          weight: 1 + item,
        }
        // What was before keeps its values: copies share blocks until one writes.
        const before = lattice
        lattice = lattice.fork()
        const [lng, lat] = point.position
        if (isGone) lattice.remove(lng, lat, point.weight)
        else lattice.add(lng, lat, point.weight)
        if (isGone) held.delete(key)
        else held.set(key, point)
        const tiles = (one: WeightedLattice) =>
          Promise.all([418, 419].map((x) => one.field().tile(9, x, 201)))
        const earlier = await tiles(before)
        expect(await tiles(lattice)).toEqual(await tiles(latticeOf(held.values(), options)))
        expect(await tiles(before)).toEqual(earlier)
      }
    }),
    { numRuns: 25 },
  )
})
