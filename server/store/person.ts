import type { Person, RosterEntry } from '#domain/person.ts'
import { insertRows } from './bulk.ts'
import { chunksOf, fromBoolean, fromDate, IDS_A_QUERY } from './column.ts'
import type { PersonRow } from './tables.ts'
import type { Reader, Tx } from './transact.ts'
import { absent, stale } from './version.ts'
import type { Written } from './version.ts'

/** Write new roster entries (人员), with what they answer for where that is known already. */
export async function insertPersons(
  tx: Tx,
  persons: readonly (Person & { readonly duties?: readonly string[] })[],
): Promise<void> {
  await insertRows(
    tx,
    'person',
    persons.map((person) => ({
      ...columnsOf(person),
      version: 1,
      left_at: null,
      duties: JSON.stringify(person.duties ?? []),
      duties_version: 0,
    })),
  )
  for (const { id, enterpriseId } of persons) tx.changed('person', id, enterpriseId)
}

/**
 * Change a roster entry (人员) that is still at the expected version; null when its enterprise has none
 * of that id on the roster.
 */
export async function savePerson(
  tx: Tx,
  person: Person,
  expectedVersion: number,
): Promise<Written<RosterEntry> | null> {
  const [current] = await findPersons(tx, [person.id])
  if (current === undefined || current.left || current.enterpriseId !== person.enterpriseId)
    return absent(tx)
  if (current.version !== expectedVersion) return stale(tx, current)
  const value = { ...current, ...person, version: expectedVersion + 1 }
  const { id, enterprise_id: _owner, ...columns } = columnsOf(person)
  await tx.db
    .updateTable('person')
    .set({ ...columns, version: value.version })
    .where('id', '=', id)
    .execute()
  tx.changed('person', id, person.enterpriseId)
  return { ok: true, value }
}

/**
 * Take a roster entry (人员) off the roster; what was done keeps the name. Who checks first that nothing
 * in force names the person is the caller. Null when there is none on the roster.
 */
export async function removePerson(
  tx: Tx,
  { id, enterpriseId }: Pick<Person, 'id' | 'enterpriseId'>,
  expectedVersion: number,
): Promise<Written<RosterEntry> | null> {
  const [current] = await findPersons(tx, [id])
  if (current === undefined || current.left || current.enterpriseId !== enterpriseId)
    return absent(tx)
  if (current.version !== expectedVersion) return stale(tx, current)
  const version = expectedVersion + 1
  await tx.db
    .updateTable('person')
    .set({ left_at: fromDate(tx.at), version })
    .where('id', '=', id)
    .execute()
  tx.changed('person', id, enterpriseId)
  return { ok: true, value: { ...current, left: true, version } }
}

/** Roster entries (人员) by id, in no order, those who left included; unknown ids are left out. */
export async function findPersons(reader: Reader, ids: readonly string[]): Promise<RosterEntry[]> {
  const found: RosterEntry[] = []
  for (const part of chunksOf(ids, IDS_A_QUERY)) {
    const rows = await reader.db.selectFrom('person').selectAll().where('id', 'in', part).execute()
    found.push(...rows.map(toPerson))
  }
  return found
}

/** The roster (花名册) of one enterprise. */
export async function listPersons(reader: Reader, enterpriseId: string): Promise<RosterEntry[]> {
  const rows = await reader.db
    .selectFrom('person')
    .selectAll()
    .where('enterprise_id', '=', enterpriseId)
    .where('left_at', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map(toPerson)
}

function columnsOf(person: Person) {
  return {
    id: person.id,
    enterprise_id: person.enterpriseId,
    name: person.name,
    department: person.department,
    post: person.post,
    phone: person.phone,
    sample: fromBoolean(person.sample),
  }
}

function toPerson(row: PersonRow): RosterEntry {
  return {
    id: row.id,
    enterpriseId: row.enterprise_id,
    name: row.name,
    department: row.department,
    post: row.post,
    phone: row.phone,
    sample: row.sample === 1,
    version: row.version,
    left: row.left_at !== null,
  }
}
