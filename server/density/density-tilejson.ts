import { formatFilter } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import type { Kernel } from '#domain/kernel.ts'
import type { Moment } from '#domain/facts.ts'
import type { BoundingBox } from '#domain/position.ts'
import { metersPerPixel } from '#domain/tile.ts'
import type { ColumnSelection } from './columns/column-selection.ts'
import { densityEncoding } from './density-encoding.ts'
import type { DensityEncoding } from './density-encoding.ts'
import { densityField } from './density-field.ts'
import type { DensityOptions } from './density-field.ts'
import type { DensitySubject } from './subject-rows.ts'
import { DENSITY_TILE_SIZE } from './density-tile.ts'
import { densityUnit } from './density-unit.ts'
import type { DensityUnit } from './density-unit.ts'
import type { GuardedGrid } from './guarded-grid.ts'

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
  /** The greatest density at any counted place; 0 when there is none. */
  readonly max: number
  readonly bandwidthMeters: number
  readonly kernel: Kernel
  readonly subject: DensitySubject
  /** Rows counted nowhere because they have no place. */
  readonly unplaced: number
  /** Rows left out (未显示) so that no enterprise is singled out. */
  readonly withheld: number
  readonly asOf: string
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
 * Units: max and encoding in weighted rows per km²
 */
export async function densityTileJson(
  selection: ColumnSelection,
  filter: Filter,
  options: DensityOptions,
  moment: Moment,
  guard: GuardedGrid | null = null,
): Promise<DensityTileJson> {
  const { field, unplaced, withheld } = await densityField(selection, options, guard)
  return {
    tilejson: '3.0.0',
    name: options.subject === 'hazards' ? '隐患密度' : '风险点密度',
    tiles: [`/api/tiles/density/{z}/{x}/{y}.png?${densityQuery(filter, options)}`],
    tileSize: DENSITY_TILE_SIZE,
    minzoom: 0,
    maxzoom: finestZoom(options.bandwidthMeters),
    bounds: field.bounds ?? WORLD,
    encoding: densityEncoding(options.bandwidthMeters),
    ...densityUnit(options.subject),
    max: await field.peak(),
    bandwidthMeters: options.bandwidthMeters,
    kernel: options.kernel,
    subject: options.subject,
    unplaced,
    withheld,
    asOf: moment.at.toISOString(),
  }
}

function densityQuery(
  filter: Filter,
  { subject, bandwidthMeters, kernel }: DensityOptions,
): string {
  const own = `subject=${subject}&bandwidth=${bandwidthMeters}&kernel=${kernel}`
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
