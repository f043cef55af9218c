import { Client } from 'pg'
import { findPostgres, startPostgres } from '#tests/postgres.ts'
import type { PointRows } from './point-rows.ts'

/** A PostgreSQL with PostGIS that holds the points of a county. */
export interface PostgisTable {
  readonly client: Client
  /** Loading, indexing and analysing. */
  readonly seconds: number
  readonly stop: () => Promise<void>
}

const ROWS_A_STATEMENT = 50_000

/** Room that a server of this size would be given; its own default is meant for far smaller ones. */
const SETTINGS = { shared_buffers: '1GB', work_mem: '256MB', maintenance_work_mem: '512MB' }

const TABLE = `
  create unlogged table point (
    place geometry(Point, 3857) not null,
    level smallint not null,
    sector smallint not null,
    township smallint not null,
    enterprise integer not null
  )`

const INSERT = `
  insert into point
  select ST_Transform(ST_SetSRID(ST_MakePoint(lng, lat), 4326), 3857), level, sector, township, enterprise
  from unnest($1::float8[], $2::float8[], $3::smallint[], $4::smallint[], $5::smallint[], $6::integer[])
    as own (lng, lat, level, sector, township, enterprise)`

const INDEXES = [
  'create index on point using gist (place)',
  'create index on point (sector, level)',
  'create index on point (township)',
  // Rows that lie together are read together, as in our columns.
  'cluster point using point_place_idx',
  'vacuum analyze point',
]

/**
 * Fill a PostgreSQL of its own with points (PostGIS 对照表).
 * Shape: → null with the reason when there is no PostgreSQL here, or no PostGIS in it
 */
export async function postgisTable(rows: PointRows): Promise<PostgisTable | string> {
  const programs = findPostgres()
  if (programs === null) return 'there is no PostgreSQL 15 or later on this machine'
  const server = await startPostgres(programs)
  let client: Client | null = null
  const stop = async () => {
    await client?.end()
    await server.stop()
  }
  try {
    const address = await server.createDatabase('beside')
    client = await connect(address)
    const { rowCount } = await client.query(
      "select 1 from pg_available_extensions where name = 'postgis'",
    )
    if (rowCount === 0) {
      await stop()
      return 'the PostgreSQL on this machine has no PostGIS'
    }
    for (const [name, value] of Object.entries(SETTINGS))
      await client.query(`alter system set ${name} = '${value}'`)
    await client.end()
    await server.restart()
    client = await connect(address)
    return { client, seconds: await fill(client, rows), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function connect(address: string): Promise<Client> {
  const client = new Client({ connectionString: address })
  await client.connect()
  return client
}

async function fill(client: Client, rows: PointRows): Promise<number> {
  const start = performance.now()
  await client.query('create extension postgis')
  await client.query(TABLE)
  for (let from = 0; from < rows.count; from += ROWS_A_STATEMENT) {
    const columns = [rows.lng, rows.lat, rows.level, rows.sector, rows.township, rows.enterprise]
    const part = columns.map((column) => Array.from(column.subarray(from, from + ROWS_A_STATEMENT)))
    await client.query(INSERT, part)
  }
  for (const statement of INDEXES) await client.query(statement)
  return (performance.now() - start) / 1000
}
