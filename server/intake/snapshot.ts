import { snapshotBefore, type ImportSubject } from '#server/store/import-run.ts'
import type { Tx } from '#server/store/transact.ts'

/** One stored row as it is now, to be kept with the import that is about to change it. */
export async function snapshotOf(tx: Tx, kind: ImportSubject, id: string): Promise<string> {
  const snapshot = (await snapshotBefore(tx, kind, [id])).get(id)
  if (snapshot === undefined) throw new RangeError(`expected a stored ${kind} ${id}, found none`)
  return snapshot
}
