import { chunksOf, IDS_A_QUERY, toJson } from './column.ts'
import type { Reader, Tx } from './transact.ts'
import { absent, stale } from './version.ts'
import type { Written } from './version.ts'

/** What somebody of the roster answers for (岗位安全责任), item by item in the plant's own words. */
export interface PostDuties {
  readonly personId: string
  readonly texts: readonly string[]
  /** 0 until something was written. */
  readonly version: number
}

/** Own duty texts (责任内容) of these persons, in no order; unknown ids are left out. */
export async function findPostDuties(
  reader: Reader,
  personIds: readonly string[],
): Promise<PostDuties[]> {
  const found: PostDuties[] = []
  for (const part of chunksOf(personIds, IDS_A_QUERY)) {
    const rows = await reader.db
      .selectFrom('person')
      .select(['id', 'duties', 'duties_version'])
      .where('id', 'in', part)
      .execute()
    found.push(
      ...rows.map((row) => ({
        personId: row.id,
        texts: toJson(row.duties) as string[],
        version: row.duties_version,
      })),
    )
  }
  return found
}

/** Write a person's duty texts (责任内容) over those that were seen; null when there is no such person. */
export async function savePostDuties(
  tx: Tx,
  enterpriseId: string,
  { personId, texts, version: expectedVersion }: PostDuties,
): Promise<Written<PostDuties> | null> {
  const [current] = await findPostDuties(tx, [personId])
  if (current === undefined) return absent(tx)
  if (current.version !== expectedVersion) return stale(tx, current)
  const version = expectedVersion + 1
  await tx.db
    .updateTable('person')
    .set({ duties: JSON.stringify(texts), duties_version: version })
    .where('id', '=', personId)
    .where('enterprise_id', '=', enterpriseId)
    .execute()
  tx.changed('person', personId, enterpriseId)
  return { ok: true, value: { personId, texts, version } }
}
