import { removeOldChanges } from '#server/store/change-log.ts'
import { removeOldChecks } from '#server/store/import-checked-row.ts'
import { removeOldAnswers } from '#server/store/idempotency.ts'
import { removeOldLoginFailures } from '#server/store/login-failure.ts'
import { listUnusedPhotos, removeUnusedPhotos } from '#server/store/picture.ts'
import { removeExpiredSessions } from '#server/store/session.ts'
import type { Store } from '#server/store/transact.ts'
import { FAILURE_MEMORY_MILLISECONDS } from './lockout.ts'

/** How long the answer to an `Idempotency-Key` is kept. */
const ANSWER_MEMORY_MILLISECONDS = 24 * 3_600_000

/** How long a process may be away and still be told of each commit. */
const CHANGE_MEMORY_MILLISECONDS = 24 * 3_600_000

/** How long what the rows of an import came to can be looked at. */
const CHECK_MEMORY_MILLISECONDS = 7 * 24 * 3_600_000

/** So long a photo waits for the report or the step that shows it; its device keeps it longer. */
const UNUSED_PHOTO_MEMORY_MILLISECONDS = 24 * 3_600_000

/**
 * Forget what can no longer matter: ended sessions, old failures, old answers, photos of reports that
 * were never handed in. For once an hour.
 */
export async function forgetOld(store: Store): Promise<void> {
  const photos = await listUnusedPhotos(store)
  await store.maintain(async (tx) => {
    const before = (milliseconds: number) => new Date(tx.at.getTime() - milliseconds)
    await removeExpiredSessions(tx)
    await removeOldLoginFailures(tx, before(FAILURE_MEMORY_MILLISECONDS))
    await removeOldChecks(tx, before(CHECK_MEMORY_MILLISECONDS))
    await removeOldChanges(tx, before(CHANGE_MEMORY_MILLISECONDS))
    await removeOldAnswers(tx, before(ANSWER_MEMORY_MILLISECONDS))
    await removeUnusedPhotos(tx, photos, before(UNUSED_PHOTO_MEMORY_MILLISECONDS))
  })
}
