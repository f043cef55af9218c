/**
 * The description of a set of density tiles (密度瓦片说明): bounds, unit, encoding, and the least and
 * greatest value anywhere.
 *
 * The greatest value is looked for at the nodes about all points, once a field, in bands with turns
 * of the event loop between them, and the bounds at every block of nodes, once as well; both last
 * as long as the field. The rest is text, made for each question.
 */
import { formatFilter } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import type { Kernel } from '#domain/kernel.ts'
import type { Moment } from '#domain/facts.ts'
import type { BoundingBox } from '#domain/position.ts'
import { metersPerPixel } from '#domain/tile.ts'
import type { ColumnSelection } from '../columns/column-selection.ts'
import { densityDifference } from './density-difference.ts'
import type { Earlier } from './density-difference.ts'
import { densityEncoding, differenceEncoding } from './density-encoding.ts'
import type { DensityEncoding } from './density-encoding.ts'
import { densityField } from './density-field.ts'
import type { DensityOptions } from './density-field.ts'
import type { DensitySubject } from '../lattice/subject-rows.ts'
import { DENSITY_TILE_SIZE } from './density-tile.ts'
import { densityUnit } from './density-unit.ts'
import type { DensityUnit } from './density-unit.ts'
import type { GuardedGrid } from '../tiles/guarded-grid.ts'

/** The description of a set of density tiles (密度瓦片说明). */
export interface DensityTileJson extends DensityUnit {
  readonly tilejson: '3.0.0'
  readonly name: string
  readonly tiles: readonly string[]
  readonly tileSize: number
  readonly minzoom: number
  readonly maxzoom: number
  readonly bounds: BoundingBox
  readonly encoding: DensityEncoding
  /** The least difference anywhere; 0 when nothing is set against another day. */
  readonly min: number
  /** The greatest density at any counted place, or difference; 0 when there is none. */
  readonly max: number
  readonly bandwidthMeters: number
  readonly kernel: Kernel
  readonly subject: DensitySubject
  /** Rows counted nowhere because they have no place. */
  readonly unplaced: number
  /** Rows left out (未显示) so that no enterprise is singled out. */
  readonly withheld: number
  readonly asOf: string
  /** The day at whose end the density is subtracted (对比日), else null. */
  readonly since: string | null
}

const WORLD: BoundingBox = [-180, -85.051_129, 180, 85.051_129]
const FINEST_ZOOM = 15

/**
 * Pixels to a bandwidth in the finest tiles worth asking for. Between pixel centres a client
 * interpolates: that is off by at most (1/8)² / 8 = 0.2 % of a Gaussian's height.
 */
const PIXELS_TO_A_BANDWIDTH = 8

/**
 * TileJSON of a density (密度瓦片说明); `tiles` keep the whole query, so that one URL says it all.
 * Shape: with `earlier`, which no guard goes with, of tiles of differences
 * Units: min, max and encoding in weighted rows per km²
 */
export async function densityTileJson(
  selection: ColumnSelection,
  filter: Filter,
  options: DensityOptions,
  moment: Moment,
  guard: GuardedGrid | null = null,
  earlier: Earlier | null = null,
): Promise<DensityTileJson> {
  const since = earlier?.day ?? null
  const { bounds, min, max, unplaced, withheld } =
    earlier === null
      ? await densityRange(selection, options, guard)
      : await differenceRange(selection, earlier, options)
  const name = options.subject === 'hazards' ? '隐患密度' : '风险点密度'
  return {
    tilejson: '3.0.0',
    name: since === null ? name : `${name}变化`,
    tiles: [`/api/tiles/density/{z}/{x}/{y}.png?${densityQuery(filter, options, since)}`],
    tileSize: DENSITY_TILE_SIZE,
    minzoom: 0,
    maxzoom: finestZoom(options.bandwidthMeters),
    bounds: bounds ?? WORLD,
    encoding:
      since === null
        ? densityEncoding(options.bandwidthMeters)
        : differenceEncoding(options.bandwidthMeters),
    ...densityUnit(options.subject),
    min,
    max,
    bandwidthMeters: options.bandwidthMeters,
    kernel: options.kernel,
    subject: options.subject,
    unplaced,
    withheld,
    asOf: moment.at.toISOString(),
    since,
  }
}

async function densityRange(
  selection: ColumnSelection,
  options: DensityOptions,
  guard: GuardedGrid | null,
) {
  const { field, unplaced, withheld } = await densityField(selection, options, guard)
  return { bounds: field.bounds, min: 0, max: await field.peak(), unplaced, withheld }
}

async function differenceRange(
  selection: ColumnSelection,
  earlier: Earlier,
  options: DensityOptions,
) {
  const { field, now } = await densityDifference(selection, earlier, options)
  const { unplaced, withheld } = now
  return { bounds: field.bounds, ...(await field.extremes()), unplaced, withheld }
}

function densityQuery(
  filter: Filter,
  { subject, bandwidthMeters, kernel }: DensityOptions,
  since: string | null,
): string {
  const compared = since === null ? '' : `&since=${since}`
  const own = `subject=${subject}&bandwidth=${bandwidthMeters}&kernel=${kernel}${compared}`
  const rest = formatFilter(filter)
  return rest === '' ? own : `${own}&${rest}`
}

function finestZoom(bandwidthMeters: number): number {
  for (let zoom = 0; zoom < FINEST_ZOOM; zoom += 1) {
    const pixel = metersPerPixel(0, zoom, DENSITY_TILE_SIZE)
    if (pixel * PIXELS_TO_A_BANDWIDTH <= bandwidthMeters) return zoom
  }
  return FINEST_ZOOM
}
