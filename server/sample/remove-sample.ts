import { countSampleEnterprises, purgeSample, purgeSampleEnterprises } from '#server/store/purge.ts'
import type { Store } from '#server/store/transact.ts'

/** How far the removal has come. */
export interface RemovalProgress {
  readonly enterprises: number
  readonly of: number
}

/** What a caller may want to know and say while a large county is taken away. */
export interface RemovalWatch {
  readonly onProgress?: ((progress: RemovalProgress) => void) | undefined
  /** Once aborted, the part at hand is finished and no other begun; another call goes on. */
  readonly signal?: AbortSignal | undefined
}

/** A transaction removes at most so many, so that a large county does not sit in one log. */
const ENTERPRISES_A_TRANSACTION = 200

/**
 * Take every sample row out of a store again (清除示例数据); real rows stay.
 * Shape: whole enterprises at a time; → enterprises removed, fewer than there were when interrupted
 */
export async function removeSample(
  store: Store,
  { onProgress = () => undefined, signal }: RemovalWatch = {},
): Promise<RemovalProgress> {
  const entry = { actor: 'system', action: 'sample.remove' }
  const of = await countSampleEnterprises(store)
  let enterprises = 0
  while (of - enterprises > ENTERPRISES_A_TRANSACTION) {
    enterprises += await store.transact({ ...entry, detail: { enterprises, of } }, (tx) =>
      purgeSampleEnterprises(tx, ENTERPRISES_A_TRANSACTION),
    )
    onProgress({ enterprises, of })
    if (signal?.aborted === true) return { enterprises, of }
  }
  await store.transact(entry, purgeSample)
  return { enterprises: of, of }
}
