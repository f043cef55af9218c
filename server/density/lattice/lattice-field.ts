/**
 * The density field of a lattice's nodes (格网密度场). Where pixels are finer than nodes the density is
 * worked out at nodes and read between them; where they are wider, at the pixels themselves from
 * the nodes that hold something, so that a tile costs by what it shows and not by the ground it
 * covers.
 *
 * A field shares its lattice's blocks, which nothing may write to any more, and holds bounds and
 * extremes once found. A tile of 256 × 256 takes 512 KiB of lent room for its values, whatever the
 * number of points.
 */
import { kernelReachMeters } from '#domain/kernel.ts'
import { metersPerDegree } from '#domain/position.ts'
import type { BoundingBox, Position } from '#domain/position.ts'
import { tileBounds } from '#domain/tile.ts'
import type { DifferenceField, Extremes, Field, FieldOptions } from './field.ts'
import { gaussianPixels } from './gaussian-pixels.ts'
import { latticeBounds } from './lattice-bounds.ts'
import { latticeExtremes } from './lattice-extremes.ts'
import { latticePeak } from './lattice-peak.ts'
import { columnPlace, rowPlace } from './lattice-steps.ts'
import type { LatticeSteps } from './lattice-steps.ts'
import type { NodeBlocks, NodeBox } from './node-blocks.ts'
import { tileByNodes, valueByNodes } from './node-tile.ts'
import { pixelLattice } from './pixel-lattice.ts'
import { quarticPixels } from './quartic-pixels.ts'

/** Pixels along a side of the largest tile. */
const WIDEST_TILE = 1024

/** Pixels this many columns wide or wider are worked out one by one, from the nodes about them. */
const WIDE_PIXEL_COLUMNS = { gaussian: 2, quartic: 3 } as const

/** Nodes stand at most two steps from their points, and splines read two steps beyond a node. */
const SPLINE_STEPS = 5

/** What nodes tell of any place, as it comes. */
interface NodeReading extends FieldOptions {
  readonly bounds: BoundingBox | null
  valueAt(position: Position): number
  tile(z: number, x: number, y: number, size?: number): Promise<Float64Array | null>
}

/**
 * The density field of a lattice's nodes (格网密度场).
 *
 * It tells the sum over the points within 0.04 % of the height for the Gaussian, most of it where
 * its cut is, and 0.5 % for the quartic, at its edge.
 * Units: densities in 1/km²
 */
export function createLatticeField(
  blocks: NodeBlocks,
  steps: LatticeSteps,
  totalWeight: number,
): Field {
  const nodes = readNodes(blocks, steps)
  let peakOnce: Promise<number> | undefined
  return {
    kernel: nodes.kernel,
    bandwidthMeters: nodes.bandwidthMeters,
    totalWeight,
    get bounds() {
      return nodes.bounds
    },
    // The quartic's edge is undercut by a little.
    valueAt: (position) => Math.max(0, nodes.valueAt(position)),
    async tile(z, x, y, size) {
      const values = await nodes.tile(z, x, y, size)
      if (values !== null)
        for (let pixel = 0; pixel < values.length; pixel += 1)
          if ((values[pixel] as number) < 0) values[pixel] = 0
      return values
    },
    peak: () => (peakOnce ??= latticePeak(blocks, steps)),
  }
}

/**
 * The difference of two lattices' fields (密度差), from nodes that hold the one less the other: a
 * density is a sum over its points, so that this is one field, and 0 where nothing changed.
 * Units: 1/km²
 */
export function createDifferenceField(blocks: NodeBlocks, steps: LatticeSteps): DifferenceField {
  const nodes = readNodes(blocks, steps)
  let extremesOnce: Promise<Extremes> | undefined
  return {
    kernel: nodes.kernel,
    bandwidthMeters: nodes.bandwidthMeters,
    get bounds() {
      return nodes.bounds
    },
    valueAt: (position) => nodes.valueAt(position),
    tile: (z, x, y, size) => nodes.tile(z, x, y, size),
    extremes: () => (extremesOnce ??= latticeExtremes(blocks, steps)),
  }
}

function readNodes(blocks: NodeBlocks, steps: LatticeSteps): NodeReading {
  const { kernel, bandwidthMeters } = steps
  const reachMeters = kernelReachMeters(kernel, bandwidthMeters) + SPLINE_STEPS * steps.rowMeters
  const reachLat = reachMeters / metersPerDegree(0).lat
  let boundsOnce: BoundingBox | null | undefined

  async function tile(z: number, x: number, y: number, size = 256): Promise<Float64Array | null> {
    if (!(size >= 1 && size <= WIDEST_TILE))
      throw new RangeError(`expected a tile of 1 to ${WIDEST_TILE} pixels, got ${size}`)
    const [west, south, east, north] = growBox(tileBounds(z, x, y), reachLat)
    const box: NodeBox = {
      firstRow: Math.floor(rowPlace(steps, south)),
      lastRow: Math.ceil(rowPlace(steps, north)) + 3,
      firstColumn: Math.floor(columnPlace(steps, west)),
      lastColumn: Math.ceil(columnPlace(steps, east)) + 3,
    }
    if (blocks.rows(box).next().done === true) return null
    const pixels = pixelLattice(z, x, y, size)
    if (pixels.stepLng < WIDE_PIXEL_COLUMNS[kernel] * steps.stepLng)
      return tileByNodes(blocks, steps, pixels)
    return kernel === 'gaussian'
      ? gaussianPixels(blocks, steps, pixels, box)
      : quarticPixels(blocks, steps, pixels, box)
  }

  return {
    kernel,
    bandwidthMeters,
    get bounds() {
      if (boundsOnce === undefined) {
        const inner = latticeBounds(blocks, steps)
        boundsOnce = inner && worldwide(growBox(inner, reachLat))
      }
      return boundsOnce
    },
    valueAt: (position) => valueByNodes(blocks, steps, position),
    tile,
  }
}

/** A box made larger on all sides so that every point whose weight reaches into it is inside. */
function growBox([west, south, east, north]: BoundingBox, reachLat: number): BoundingBox {
  const highest = Math.min(89, Math.max(Math.abs(south), Math.abs(north)) + reachLat)
  const reachLng = Math.min(180, reachLat / Math.cos((highest * Math.PI) / 180))
  return [west - reachLng, south - reachLat, east + reachLng, north + reachLat]
}

/** A field that reaches over ±180° has its bounds run round the world. */
function worldwide(box: BoundingBox): BoundingBox {
  return box[0] < -180 || box[2] > 180 ? [-180, box[1], 180, box[3]] : box
}
