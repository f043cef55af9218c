import { fromGeojsonVt } from '@maplibre/vt-pbf'
import type { GeoJSONVTTile } from '@maplibre/geojson-vt'
import Supercluster from 'supercluster'
import type { PointFeature } from 'supercluster'
import type { Position } from '#domain/position.ts'
import { TILE_EXTENT } from '#server/density/tiles/point-tile.ts'
import type { TileAddress } from '../county-tiles.ts'
import { FINEST_ZOOM } from './held-tiles.ts'
import { NOUN } from './memory-index.ts'
import type { PointRows } from './point-rows.ts'
import type { PlantRows } from './sample-plants.ts'

/** Clusters lie as far apart as our cells: sixteen along a side of a tile. */
const OPTIONS = { radius: TILE_EXTENT / 16, extent: TILE_EXTENT, maxZoom: FINEST_ZOOM }

/** All that a point brings along, so that as little as possible is carried. */
interface PointLevel {
  readonly level: number
}

/** Counts by level, as our cells have them. */
interface LevelCounts {
  levelNone: number
  level1: number
  level2: number
  level3: number
  level4: number
}

const NAMES = ['levelNone', 'level1', 'level2', 'level3', 'level4'] as const

export type PlainClusters = Supercluster<PointLevel, PointLevel>
export type LevelClusters = Supercluster<PointLevel, LevelCounts>

/** Some rows as supercluster takes them (对照输入). */
export function clusterInput(rows: PointRows, asked: Uint32Array): PointFeature<PointLevel>[] {
  return Array.from(asked, (row) =>
    feature([rows.lng[row] as number, rows.lat[row] as number], rows.level[row] as number),
  )
}

function feature([lng, lat]: Position, level: number): PointFeature<PointLevel> {
  return {
    type: 'Feature',
    properties: { level },
    geometry: { type: 'Point', coordinates: [lng, lat] },
  }
}

/** Risk points by their current level, and hazards by theirs, as supercluster takes them. */
export interface PlantFeatures {
  readonly riskPoints: PointFeature<PointLevel>[]
  readonly hazards: PointFeature<PointLevel>[]
}

/** Features of a plant's records (由记录成要素), to those of others. */
export function featuresOf(plant: PlantRows, { riskPoints, hazards }: PlantFeatures): void {
  const { enterprise } = plant
  for (const { position, levels } of plant.riskPoints) {
    const place = position ?? enterprise.position
    if (place !== null) riskPoints.push(feature(place, levels.at(-1)?.level.current ?? 0))
  }
  for (const { position, hazardLevel } of plant.hazards) {
    const place = position ?? enterprise.position
    if (place !== null) hazards.push(feature(place, hazardLevel === 'major' ? 1 : 2))
  }
}

/** Clusters by their number of points alone. */
export function plainClusters(points: PointFeature<PointLevel>[]): PlainClusters {
  return new Supercluster<PointLevel, PointLevel>(OPTIONS).load(points)
}

/** Clusters that count by level as our cells do, by the library's own map and reduce. */
export function levelClusters(points: PointFeature<PointLevel>[]): LevelClusters {
  return new Supercluster<PointLevel, LevelCounts>({
    ...OPTIONS,
    map: ({ level }) => ({
      levelNone: level === 0 ? 1 : 0,
      level1: level === 1 ? 1 : 0,
      level2: level === 2 ? 1 : 0,
      level3: level === 3 ? 1 : 0,
      level4: level === 4 ? 1 : 0,
    }),
    reduce: (sum, more) => {
      for (const name of NAMES) sum[name] += more[name]
    },
  }).load(points)
}

/** A tile of clusters in the bytes a map is sent, null when it is empty. */
export function clusterTile(clusters: LevelClusters, [z, x, y]: TileAddress): Uint8Array | null {
  const tile = clusters.getTile(z, x, y)
  if (tile === null) return null
  // One form of tile, which the two libraries each declare in names of their own.
  const layers = { [NOUN]: tile as unknown as GeoJSONVTTile }
  return fromGeojsonVt(layers, { version: 2, extent: TILE_EXTENT })
}

/** Points in the clusters of a tile, without those of its neighbours that reach into it. */
export function countInTile(clusters: LevelClusters, [z, x, y]: TileAddress): number {
  let count = 0
  for (const { geometry, tags } of clusters.getTile(z, x, y)?.features ?? []) {
    if (!geometry.every((place) => place.every(isInside))) continue
    count += tags && 'point_count' in tags ? tags.point_count : 1
  }
  return count
}

function isInside(local: number): boolean {
  return local >= 0 && local < TILE_EXTENT
}
