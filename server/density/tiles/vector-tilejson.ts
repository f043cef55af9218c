/**
 * The description of a set of vector tiles (矢量瓦片说明): zooms, fields and the box of what is drawn.
 *
 * Made for each question, and nothing of it is kept but what `selected-box.ts` keeps of a selected
 * part: where the box is known, the cost is that of the text and of four comparisons a segment.
 */
import { formatFilter } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import type { Moment } from '#domain/facts.ts'
import type { BoundingBox } from '#domain/position.ts'
import { tileFractionToLngLat } from '#domain/tile.ts'
import type { ColumnSelection } from '../columns/column-selection.ts'
import { emptyBox, include, selectedBox } from './selected-box.ts'
import type { PointNoun } from './tile-rows.ts'
import { SINGLES_FROM_ZOOM } from './vector-tile.ts'
import type { VectorNoun } from './vector-tile.ts'
import { ZONES_FROM_ZOOM } from './zone-tile.ts'

/** The description of a set of vector tiles (矢量瓦片说明). */
export interface VectorTileJson {
  readonly tilejson: '3.0.0'
  readonly name: string
  readonly tiles: readonly string[]
  readonly minzoom: number
  readonly maxzoom: number
  readonly vector_layers: readonly {
    readonly id: string
    readonly fields: Readonly<Record<string, string>>
  }[]
  /** The box of what is drawn; left out where nothing is, or where it would tell of single enterprises. */
  readonly bounds?: BoundingBox
  readonly asOf: string
}

/** At z 18 a tile unit is 4 cm on the ground, finer than a plan is drawn. */
const FINEST_ZONE_ZOOM = 18

const CELL_FIELDS = {
  count: 'points in the cell',
  level1: 'of them 重大',
  level2: 'of them 较大',
  level3: 'of them 一般',
  level4: 'of them 低',
  levelNone: 'of them unassessed',
}
const SINGLE_FIELDS = {
  id: 'id of a single feature',
  level: 'risk level 1 to 4; missing while unassessed',
  enterprise: 'id of the enterprise',
}

const FIELDS: Readonly<Record<VectorNoun, Readonly<Record<string, string>>>> = {
  enterprises: { ...CELL_FIELDS, ...SINGLE_FIELDS, name: 'name of a single enterprise' },
  'risk-points': {
    ...CELL_FIELDS,
    ...SINGLE_FIELDS,
    approximate: "true when the place is only its enterprise's",
  },
  hazards: {
    ...CELL_FIELDS,
    ...SINGLE_FIELDS,
    hazardLevel: 'general or major, of a single hazard',
    major: 'major hazards in the cell; of a single hazard, whether it is one',
    overdue: 'overdue hazards in the cell; of a single hazard, whether it is one',
  },
  zones: {
    ...SINGLE_FIELDS,
    inherent: 'inherent level 1 to 4; missing while unassessed',
    name: 'name of the zone',
    omitted: 'zones that the tile could not hold, on a point in its middle',
  },
}

/**
 * TileJSON of one noun's vector tiles (矢量瓦片说明); `tiles` keep the filter.
 * Shape: with a selection, `bounds` is the box of its points
 */
export function vectorTileJson(
  noun: VectorNoun,
  filter: Filter,
  moment: Moment,
  selection: ColumnSelection | null = null,
): VectorTileJson {
  const query = formatFilter(filter)
  const bounds = selection === null || noun === 'zones' ? null : boundsOf(selection, noun)
  return {
    tilejson: '3.0.0',
    name: noun,
    tiles: [`/api/tiles/${noun}/{z}/{x}/{y}.mvt${query === '' ? '' : `?${query}`}`],
    minzoom: noun === 'zones' ? ZONES_FROM_ZOOM : 0,
    maxzoom: noun === 'zones' ? FINEST_ZONE_ZOOM : SINGLES_FROM_ZOOM[noun] + 3,
    vector_layers: [{ id: noun, fields: FIELDS[noun] }],
    ...(bounds === null ? {} : { bounds }),
    asOf: moment.at.toISOString(),
  }
}

const WORLD_STEPS = 2 ** 32

/** The box of what a tile shows, to 1 cm: it is for looking at, not for counting. */
function boundsOf({ parts }: ColumnSelection, noun: PointNoun): BoundingBox | null {
  const box = emptyBox()
  for (const part of parts) {
    const own = selectedBox(part, noun)
    if (own.left > own.right) continue
    include(box, own.left, own.top)
    include(box, own.right, own.bottom)
  }
  const { left, top, right, bottom } = box
  if (left > right) return null
  const [west, north] = tileFractionToLngLat([left / WORLD_STEPS, top / WORLD_STEPS], 0)
  const [east, south] = tileFractionToLngLat(
    [(right + 1) / WORLD_STEPS, (bottom + 1) / WORLD_STEPS],
    0,
  )
  return [west, south, east, north]
}
