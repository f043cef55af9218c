import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { fromDate } from './column.ts'
import type { Reader, Tx } from './transact.ts'

/** A picture (图片) of an enterprise: the ground of a plan, or a photo of a hazard. */
export interface Picture {
  /** SHA-256 of the bytes: the same picture is kept once. */
  readonly id: string
  readonly enterpriseId: string
  readonly purpose: 'plan' | 'photo'
  readonly width: number
  readonly height: number
  readonly mime: string
  readonly bytes: Uint8Array
}

type PictureKey = Pick<Picture, 'id' | 'enterpriseId'>

/** Keep a picture (图片) that was already checked and re-encoded; answers its id. */
export async function savePicture(tx: Tx, picture: Omit<Picture, 'id'>): Promise<string> {
  const id = createHash('sha256').update(picture.bytes).digest('hex')
  await tx.db
    .insertInto('picture')
    .values({
      id,
      enterprise_id: picture.enterpriseId,
      purpose: picture.purpose,
      width: picture.width,
      height: picture.height,
      mime: picture.mime,
      bytes: Buffer.from(picture.bytes),
      created_at: fromDate(tx.at),
    })
    // Sent again it is new again, and the ground of a plan stays one whatever else it shows.
    .onConflict((conflict) =>
      conflict.columns(['id', 'enterprise_id']).doUpdateSet({
        created_at: fromDate(tx.at),
        ...(picture.purpose === 'plan' ? { purpose: 'plan' } : {}),
      }),
    )
    .execute()
  return id
}

/** A picture (图片) of this enterprise, or null: another's copy of it does not count. */
export async function findPicture(
  reader: Reader,
  enterpriseId: string,
  id: string,
): Promise<Picture | null> {
  const row = await reader.db
    .selectFrom('picture')
    .selectAll()
    .where('id', '=', id)
    .where('enterprise_id', '=', enterpriseId)
    .executeTakeFirst()
  if (row === undefined) return null
  return {
    id: row.id,
    enterpriseId: row.enterprise_id,
    purpose: row.purpose as Picture['purpose'],
    width: row.width,
    height: row.height,
    mime: row.mime,
    bytes: new Uint8Array(row.bytes),
  }
}

/** How large a picture (图片) of this enterprise is, without its bytes; null when it has none. */
export async function findPictureSize(
  reader: Reader,
  enterpriseId: string,
  id: string,
): Promise<{ readonly width: number; readonly height: number } | null> {
  const row = await reader.db
    .selectFrom('picture')
    .select(['width', 'height'])
    .where('id', '=', id)
    .where('enterprise_id', '=', enterpriseId)
    .executeTakeFirst()
  return row ?? null
}

/** Which of these pictures (图片) this enterprise has. */
export async function knownPictures(
  reader: Reader,
  enterpriseId: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const rows = await reader.db
    .selectFrom('picture')
    .select('id')
    .where('enterprise_id', '=', enterpriseId)
    .where('id', 'in', [...ids])
    .execute()
  return new Set(rows.map((row) => row.id))
}

/** Neither a step of a hazard's history names the photo, nor a plan or a published one shows it. */
const nobodyShowsIt = sql<boolean>`
  not exists (
    select 1 from hazard_event e join hazard h on h.id = e.hazard_id
    where h.enterprise_id = picture.enterprise_id and e.photos like '%' || picture.id || '%')
  and not exists (
    select 1 from plan p
    where p.enterprise_id = picture.enterprise_id and p.image like '%' || picture.id || '%')
  and not exists (
    select 1 from plan_revision r
    where r.enterprise_id = picture.enterprise_id and r.document like '%' || picture.id || '%')`

/**
 * Photos (照片) that nothing shows: uploaded for a report or a step that was never handed in.
 * Shape: their keys only; when they came stands behind their bytes and is read in `removeUnusedPhotos`
 */
export async function listUnusedPhotos(reader: Reader): Promise<PictureKey[]> {
  const rows = await reader.db
    .selectFrom('picture')
    .select(['id', 'enterprise_id'])
    .where('purpose', '=', 'photo')
    .where(nobodyShowsIt)
    .execute()
  return rows.map((row) => ({ id: row.id, enterpriseId: row.enterprise_id }))
}

/** Remove those of these photos (照片) that came before a moment and are still unused; for `store.maintain`. */
export async function removeUnusedPhotos(
  tx: Tx,
  photos: readonly PictureKey[],
  before: Date,
): Promise<void> {
  for (const { id, enterpriseId } of photos)
    await tx.db
      .deleteFrom('picture')
      .where('id', '=', id)
      .where('enterprise_id', '=', enterpriseId)
      .where('created_at', '<', fromDate(before))
      .where(nobodyShowsIt)
      .execute()
}
