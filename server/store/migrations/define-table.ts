import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { columnTypes } from '../dialect.ts'
import type { Dialect } from '../dialect.ts'

/** What a column holds; `?` allows null. */
type ColumnKind = 'text' | 'text?' | 'integer' | 'integer?' | 'real' | 'real?' | 'bytes'

interface TableDefinition {
  readonly columns: Readonly<Record<string, ColumnKind>>
  readonly primaryKey: readonly string[]
  /** Column → table it refers to by id; the referring row cannot outlive the other. */
  readonly references?: Readonly<Record<string, string>>
  /** Column → table, where the column is emptied when the other row goes. */
  readonly looseReferences?: Readonly<Record<string, string>>
  readonly unique?: readonly (readonly string[])[]
  readonly indexes?: readonly (readonly string[])[]
}

/** Create one table with its indexes, the same in both dialects. */
export async function defineTable<T>(
  db: Kysely<T>,
  dialect: Dialect,
  name: string,
  definition: TableDefinition,
): Promise<void> {
  const types = columnTypes(dialect)
  const parts = Object.entries(definition.columns).map(([column, kind]) => {
    const type = types[kind.replace('?', '') as 'text' | 'integer' | 'real' | 'bytes']
    return sql`${sql.ref(column)} ${type} ${kind.endsWith('?') ? sql`` : sql`not null`}`
  })
  parts.push(sql`primary key (${refs(definition.primaryKey)})`)
  for (const [column, table] of Object.entries(definition.references ?? {}))
    parts.push(sql`foreign key (${sql.ref(column)}) references ${sql.table(table)} (id)`)
  for (const [column, table] of Object.entries(definition.looseReferences ?? {}))
    parts.push(
      sql`foreign key (${sql.ref(column)}) references ${sql.table(table)} (id) on delete set null`,
    )
  await sql`create table ${sql.table(name)} (${sql.join(parts)}) ${types.tableEnd}`.execute(db)
  for (const columns of definition.unique ?? [])
    await sql`create unique index ${sql.id(`${name}_${columns.join('_')}_unique`)}
      on ${sql.table(name)} (${refs(columns)})`.execute(db)
  for (const columns of definition.indexes ?? [])
    await sql`create index ${sql.id(`${name}_${columns.join('_')}`)}
      on ${sql.table(name)} (${refs(columns)})`.execute(db)
}

function refs(columns: readonly string[]) {
  return sql.join(columns.map((column) => sql.ref(column)))
}
