import { Buffer } from 'node:buffer'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { FeatureCollection, Polygon } from 'geojson'
import type { Region } from '#domain/region.ts'
import type { ImportKind, ImportOptions } from '#server/intake/import-options.ts'
import { migrateToLatest } from '#server/store/migrate.ts'
import { openStore } from '#server/store/open.ts'
import { putRegions } from '#server/store/region.ts'
import type { Store } from '#server/store/transact.ts'

const dataDirectory = path.resolve(import.meta.dirname, '../../../data')

interface Divisions {
  readonly towns: readonly { readonly code: string; readonly name: string }[]
  readonly villages: readonly {
    readonly code: string
    readonly name: string
    readonly town: string
  }[]
}

function readData(name: string): unknown {
  return JSON.parse(readFileSync(path.join(dataDirectory, name), 'utf8'))
}

/** 淇县 with its townships and villages, the boundary of the county only. */
export function qixianRegions(): Region[] {
  const { features } = readData('qixian-county.geojson') as FeatureCollection<Polygon>
  const { towns, villages } = readData('qixian-divisions.json') as Divisions
  const plain = {
    seat: null,
    geometry: null,
    source: null,
    illustrative: true,
    areaKm2: null,
    sample: false,
  }
  return [
    {
      ...plain,
      code: '410622',
      name: '淇县',
      kind: 'county',
      parentCode: null,
      geometry: features[0]?.geometry ?? null,
    },
    ...towns.map(({ code, name }) => ({
      ...plain,
      code,
      name,
      kind: 'township' as const,
      parentCode: '410622',
    })),
    ...villages.map(({ code, name, town }) => ({
      ...plain,
      code,
      name,
      kind: 'village' as const,
      parentCode: town,
    })),
  ]
}

/** A store of its own in a file, with the county in it unless a test brings the county itself. */
export async function openCountyStore(
  regions: readonly Region[] = qixianRegions(),
): Promise<{ readonly store: Store; readonly close: () => Promise<void> }> {
  const directory = mkdtempSync(path.join(tmpdir(), 'riskmap-intake-'))
  const store = await openStore({ kind: 'sqlite', file: path.join(directory, 'riskmap.db') })
  await migrateToLatest(store)
  await store.transact({ actor: 'test', action: 'region.put' }, (tx) => putRegions(tx, regions))
  return {
    store,
    close: async () => {
      await store.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** The options of an import of some text as it would come from a plain file. */
export function importOf(
  kind: ImportKind,
  text: string,
  more: Partial<ImportOptions> = {},
): ImportOptions {
  return {
    kind,
    fileName: `${kind}.csv`,
    bytes: Buffer.from(text, 'utf8'),
    encoding: 'auto',
    crs: 'wgs84',
    region: null,
    map: new Map(),
    dryRun: false,
    skipBad: false,
    actor: 'test',
    ...more,
  }
}

/** A table as comma-separated text. */
export function csv(...rows: readonly (readonly (string | number)[])[]): string {
  const quote = (cell: string | number) => {
    const text = String(cell)
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return rows.map((row) => row.map(quote).join(',')).join('\n') + '\n'
}
