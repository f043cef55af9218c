import type { Person } from '#domain/person.ts'
import { insertRows } from './bulk.ts'
import { chunksOf, fromBoolean, IDS_A_QUERY } from './column.ts'
import type { PersonRow } from './tables.ts'
import type { Reader, Tx } from './transact.ts'

/** Write new roster entries (人员). */
export async function insertPersons(tx: Tx, persons: readonly Person[]): Promise<void> {
  await insertRows(tx, 'person', persons.map(toRow))
  for (const { id, enterpriseId } of persons) tx.changed('person', id, enterpriseId)
}

/** Change a roster entry (人员) in place; false when its enterprise has none of that id. */
export async function savePerson(tx: Tx, person: Person): Promise<boolean> {
  const { id, enterprise_id, ...columns } = toRow(person)
  const { numUpdatedRows } = await tx.db
    .updateTable('person')
    .set(columns)
    .where('id', '=', id)
    .where('enterprise_id', '=', enterprise_id)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  tx.changed('person', id, enterprise_id)
  return true
}

/**
 * Take a roster entry (人员) off; zones and risk points it was responsible for name nobody then.
 * Errors: StoreConflict `reference` when a hazard names the person: that record stays whole
 */
export async function removePerson(tx: Tx, person: Person): Promise<void> {
  await tx.db.deleteFrom('person').where('id', '=', person.id).execute()
  tx.changed('person', person.id, person.enterpriseId)
}

/** Roster entries (人员) by id, in no order; unknown ids are left out. */
export async function findPersons(reader: Reader, ids: readonly string[]): Promise<Person[]> {
  const found: Person[] = []
  for (const part of chunksOf(ids, IDS_A_QUERY)) {
    const rows = await reader.db.selectFrom('person').selectAll().where('id', 'in', part).execute()
    found.push(...rows.map(toPerson))
  }
  return found
}

/** The roster (花名册) of one enterprise. */
export async function listPersons(reader: Reader, enterpriseId: string): Promise<Person[]> {
  const rows = await reader.db
    .selectFrom('person')
    .selectAll()
    .where('enterprise_id', '=', enterpriseId)
    .orderBy('id')
    .execute()
  return rows.map(toPerson)
}

function toRow(person: Person): PersonRow {
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

function toPerson(row: PersonRow): Person {
  return {
    id: row.id,
    enterpriseId: row.enterprise_id,
    name: row.name,
    department: row.department,
    post: row.post,
    phone: row.phone,
    sample: row.sample === 1,
  }
}
