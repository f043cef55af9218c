import { VectorTile } from '@mapbox/vector-tile'
import fc from 'fast-check'
import { PbfReader } from 'pbf'
import { describe, expect, it } from 'vitest'
import { beginCountLayer } from '#server/density/tiles/count-layer.ts'

const EXTENT = 4096
const keys = ['count', 'level1', '说明']
const place = fc.integer({ min: 0, max: EXTENT - 1 })
const count = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }))

describe('a layer of counts', () => {
  it('is read back by any reader of vector tiles as it was written', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(place, place, count, count, count), { minLength: 1, maxLength: 300 }),
        (rows) => {
          const tile = beginCountLayer('risk-points', EXTENT, keys)
          for (const [x, y, ...counts] of rows) tile.add(x, y, [NaN, ...counts], 1)
          const bytes = tile.end()
          const { layers } = new VectorTile(new PbfReader(bytes))
          expect(Object.keys(layers)).toEqual(['risk-points'])
          const layer = layers['risk-points']
          expect([layer?.version, layer?.extent, layer?.length]).toEqual([2, EXTENT, rows.length])
          for (const [at, [x, y, ...counts]] of rows.entries()) {
            const feature = layer?.feature(at)
            expect(feature?.type).toBe(1)
            expect(feature?.loadGeometry()).toEqual([[{ x, y }]])
            expect(feature?.properties).toEqual(
              Object.fromEntries(keys.map((key, column) => [key, counts[column]])),
            )
          }
        },
      ),
    )
  })
})
