import { DatabaseError } from 'pg'
import type { Client } from 'pg'
import type { TileAddress } from '../county-tiles.ts'
import type { Report } from '../report.ts'
import { reportRatio } from './beside.ts'
import type { AskedTiles } from './cell-tiles.ts'
import { countOf } from './counted-tile.ts'
import { sampleTiles } from './held-tiles.ts'
import { NOUN } from './memory-index.ts'
import type { PointRows } from './point-rows.ts'
import { postgisTable } from './postgis-table.ts'
import type { Question } from './questions.ts'
import { assertSameCount } from './same-count.ts'
import { middleByZoom, spreadOverZooms } from './zoom-spread.ts'
import type { TileTime } from './zoom-spread.ts'

/** Tiles of each zoom that it is asked for, out of those we were: some take seconds. */
const TILES_A_ZOOM = 6
/** A statement that takes longer is ended and counts as long as this. */
const TIMEOUT_MILLISECONDS = 15_000

/** The cells of one tile, as ours: 16 × 16, each at its points' mean place, counted by level. */
const TILE = `
  with tile as (
    select ST_TileEnvelope($1, $2, $3) as box
  ), cell as (
    select
      count(*)::int as count,
      (count(*) filter (where level = 0))::int as "levelNone",
      (count(*) filter (where level = 1))::int as level1,
      (count(*) filter (where level = 2))::int as level2,
      (count(*) filter (where level = 3))::int as level3,
      (count(*) filter (where level = 4))::int as level4,
      ST_SetSRID(ST_MakePoint(avg(ST_X(place)), avg(ST_Y(place))), 3857) as place
    from point, tile
    where place && box
      and ST_X(place) >= ST_XMin(box) and ST_X(place) < ST_XMax(box)
      and ST_Y(place) > ST_YMin(box) and ST_Y(place) <= ST_YMax(box)
      and ($4::smallint[] is null or sector = any ($4))
      and ($5::smallint[] is null or level = any ($5))
      and ($6::smallint is null or township = $6)
    group by
      floor((ST_X(place) - ST_XMin(box)) / (ST_XMax(box) - ST_XMin(box)) * 16),
      floor((ST_YMax(box) - ST_Y(place)) / (ST_YMax(box) - ST_YMin(box)) * 16)
  )
  select ST_AsMVT(feature, '${NOUN}', 4096, 'geometry') as bytes
  from (
    select
      count, level1, level2, level3, level4, "levelNone",
      ST_AsMVTGeom(place, box, 4096, 0, true) as geometry
    from cell, tile
  ) as feature`

/** ST_AsMVT with a grid group-by over the same rows and a part of the same tiles. */
export async function benchPostgis(
  rows: PointRows,
  questions: readonly AskedTiles[],
  report: Report,
): Promise<void> {
  const table = await postgisTable(rows)
  if (typeof table === 'string') {
    const name = `PostGIS left out: ${table}`
    return report({ name, value: 0, unit: 'tiles', goal: null })
  }
  try {
    report({ name: 'PostGIS, table filled', value: table.seconds, unit: 's', goal: null })
    for (const asked of questions) await benchQuestion(table.client, rows, asked, report)
  } finally {
    await table.stop()
  }
}

async function benchQuestion(
  client: Client,
  rows: PointRows,
  { question, asked, tiles, times }: AskedTiles,
  report: Report,
): Promise<void> {
  await client.query('set statement_timeout = 0')
  const ask = (tile: TileAddress) => askTile(client, rows, question, tile)
  await assertSameCount(rows, asked, async (tile) => countOf(await ask(tile)))
  await client.query(`set statement_timeout = ${TIMEOUT_MILLISECONDS}`)
  const theirs: TileTime[] = []
  for (const tile of fewOfEachZoom(tiles)) {
    const start = performance.now()
    const isDone = await ask(tile).then(
      () => true,
      (error: unknown) => {
        if (isTimeout(error)) return false
        throw error
      },
    )
    const milliseconds = isDone ? performance.now() - start : TIMEOUT_MILLISECONDS
    theirs.push({ tile, milliseconds })
  }
  const same = new Set(theirs.map(({ tile }) => tile.join()))
  const ours = spreadOverZooms(times.filter(({ tile }) => same.has(tile.join())))
  const spread = spreadOverZooms(theirs)
  const name = `vector tile of cells, ${question.name}`
  report({ name: `PostGIS, ${name}`, value: spread, unit: 'ms', goal: null })
  const byZoom = middleByZoom(theirs)
  report({ name: `PostGIS, ${name}, p50 by zoom`, value: byZoom, unit: 'ms', goal: null })
  for (const part of ['p50', 'p99'] as const) {
    const pair = { ours: ours[part], theirs: spread[part] }
    reportRatio(`${name}, ${part}`, 'PostGIS', pair, part === 'p50' ? 100 : null, report)
  }
}

async function askTile(
  client: Client,
  rows: PointRows,
  { sectors, levels, township }: Question,
  [z, x, y]: TileAddress,
): Promise<Uint8Array> {
  const values = [
    ...[z, x, y],
    sectors?.map((name) => rows.sectors.indexOf(name)) ?? null,
    levels,
    township === null ? null : rows.townships.indexOf(township),
  ]
  const answer = await client.query<{ bytes: Buffer }>({ text: TILE, values })
  return answer.rows[0]?.bytes ?? new Uint8Array()
}

/** Of each zoom some, as evenly spread as those they are taken from. */
function fewOfEachZoom(tiles: readonly TileAddress[]): TileAddress[] {
  return sampleTiles(
    Map.groupBy(tiles, ([z]) => z),
    TILES_A_ZOOM,
  )
}

/** The code of a statement that was ended. */
function isTimeout(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '57014'
}
