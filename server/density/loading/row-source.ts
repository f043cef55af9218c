/**
 * A database opened for reading rows only (行来源): SQLite raw, through a connection of its own,
 * PostgreSQL by its records. It holds the connection and no row; what PostgreSQL takes is loaded
 * for it alone.
 */
import type { StoreSource } from '#server/store/open.ts'
import { openRawRows } from '#server/store/raw-rows.ts'
import { RawLoader } from './load-raw.ts'
import type { SegmentBuilder } from './segment-builder.ts'

/** A database opened for reading rows only (行来源). */
export interface RowSource {
  /** What reads enterprises by their ids into a builder. */
  into(builder: SegmentBuilder): (ids: readonly string[]) => Promise<void>
}

/** Open a database to read rows into segments (行来源): SQLite raw, PostgreSQL by its records. */
export async function openRowSource(source: StoreSource): Promise<RowSource> {
  if (source.kind === 'sqlite') {
    const rows = openRawRows(source.file)
    return {
      into(builder) {
        const loader = new RawLoader(rows, builder)
        return (ids) => {
          loader.load(ids)
          return Promise.resolve()
        }
      },
    }
  }
  // What PostgreSQL takes is read only for it: every process would start a quarter of a second later.
  const { openStore } = await import('#server/store/open.ts')
  const { loadEnterprises } = await import('./load-segment.ts')
  const store = await openStore(source)
  return { into: (builder) => (ids) => loadEnterprises(store, ids, builder) }
}
