import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import { NOUN } from './memory-index.ts'

/** Rows that a vector tile of cells counts (瓦片计数), read as a map would read it. */
export function countOf(bytes: Uint8Array | null): number {
  const layer = bytes === null ? undefined : new VectorTile(new PbfReader(bytes)).layers[NOUN]
  let count = 0
  for (let at = 0; at < (layer?.length ?? 0); at += 1)
    count += Number(layer?.feature(at).properties.count ?? 1)
  return count
}
