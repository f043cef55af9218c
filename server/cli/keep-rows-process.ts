/**
 * The process that keeps a large county's rows for the first start (预存行), told by a message of
 * which: it takes as much memory as a server does, and all of it goes with it.
 */
import { keepRowsAhead } from '#server/start-index.ts'
import { openStore } from '#server/store/open.ts'
import type { KeepOrder } from './keep-rows.ts'

process.once('message', ({ source, home }: KeepOrder) => {
  void openStore(source)
    .then((store) => keepRowsAhead(store, home).finally(() => store.close()))
    .then(() => process.exit(0))
})
