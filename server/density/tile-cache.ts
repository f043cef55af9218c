/**
 * Finished tiles by entity tag (瓦片缓存), so that a tile repeated costs a look-up, and one that many
 * ask for at a time is made once.
 *
 * 64 MiB, 300 bytes an entry counted beside the tile's own, beyond which the tile longest not asked
 * for goes. A tag that is no longer given is never asked for again, so that nothing has to be taken
 * out after a write.
 */
import { LRUCache } from 'lru-cache'

/** The bytes of a tile, never written to: whoever asks is sent these and no copy; null for an empty one. */
export type TileBytes = Uint8Array<ArrayBuffer> | null

/** Finished tiles by entity tag (瓦片缓存): a tag holds the scope, so none is shared between scopes. */
export interface TileCache {
  /** Units: bytes taken */
  readonly bytes: number
  /** The tile of a tag that is kept or being made; undefined when neither. */
  find(etag: string): Promise<TileBytes> | undefined
  /** The tile of a tag, made at most once however many ask for it at a time. */
  get(etag: string, make: () => Promise<Uint8Array | null>): Promise<TileBytes>
}

/** What an entry takes beside its bytes. */
const ENTRY_BYTES = 300

/**
 * A cache of so many bytes.
 * Errors: whatever making the tile throws, to all who asked; a failure is not kept
 */
export function createTileCache(maxBytes = 64 * 2 ** 20): TileCache {
  const kept = new LRUCache<string, { readonly bytes: TileBytes }>({
    maxSize: maxBytes,
    sizeCalculation: ({ bytes }) => ENTRY_BYTES + (bytes?.byteLength ?? 0),
  })
  const making = new Map<string, Promise<TileBytes>>()

  async function makeAndKeep(
    etag: string,
    make: () => Promise<Uint8Array | null>,
  ): Promise<TileBytes> {
    try {
      const made = await make()
      // In memory of its own: what it was made in may be larger, and used again.
      const bytes = made === null ? null : new Uint8Array(made)
      kept.set(etag, { bytes })
      return bytes
    } finally {
      making.delete(etag)
    }
  }

  function find(etag: string): Promise<TileBytes> | undefined {
    const known = kept.get(etag)
    return known === undefined ? making.get(etag) : Promise.resolve(known.bytes)
  }

  return {
    get bytes() {
      return kept.calculatedSize
    },
    find,
    async get(etag, make) {
      let made = find(etag)
      if (made === undefined) {
        made = makeAndKeep(etag, make)
        making.set(etag, made)
      }
      return made
    },
  }
}
