import fc from 'fast-check'
import { expect, it } from 'vitest'
import { keptNodes } from '#server/density/lattice/kept-nodes.ts'
import { columnPlace, latticeSteps, rowPlace } from '#server/density/lattice/lattice-steps.ts'
import { BLOCK_SIDE, NodeBlocks } from '#server/density/lattice/node-blocks.ts'
import { createPace } from '#server/density/pace.ts'
import { quarticNodes } from '#server/density/lattice/quartic-nodes.ts'

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
