import type { Tx } from './transact.ts'

/** What a write of a versioned row comes to: done, or refused because another one was first. */
export type Written<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly current: T }

/** Refuse a write on an old version: the transaction keeps nothing, its audit entry included. */
export function stale<T>(tx: Tx, current: T): Written<T> {
  tx.cancel()
  return { ok: false, current }
}

/** Answer that there is nothing to write to; the transaction keeps nothing. */
export function absent(tx: Tx): null {
  tx.cancel()
  return null
}
