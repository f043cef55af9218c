import fc from 'fast-check'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { rgbPng } from '#server/density/field/rgb-png.ts'

it('a picture comes back from another reader to the bit', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc
        .integer({ min: 1, max: 40 })
        .chain((size) =>
          fc.tuple(
            fc.constant(size),
            fc.uint8Array({ minLength: 3 * size * size, maxLength: 3 * size * size }),
          ),
        ),
      async ([size, pixels]) => {
        const png = rgbPng(pixels, size)
        const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true })
        expect(info).toMatchObject({ width: size, height: size, channels: 3 })
        expect(new Uint8Array(data)).toEqual(pixels)
      },
    ),
    { numRuns: 50 },
  )
})
