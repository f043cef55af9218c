import type { Context } from 'hono'
import type { FactIndex } from '#server/density/fact-index.ts'
import type { AppEnvironment } from './environment.ts'
import { createFairQueue } from './fair-queue.ts'
import type { FairQueue } from './fair-queue.ts'

/** Tiles have turns of their own, so that a moving map never locks its user out of the rest. */
type Lane = 'tiles' | 'figures'

const lanes = new WeakMap<FactIndex, Readonly<Record<Lane, FairQueue>>>()

/**
 * Compute an answer from the index in its principal's turn (轮到才算); what is known already needs none.
 * Never within another turn of the same lane: each would wait for the other.
 * Errors: those of FairQueue
 */
export function inTurn<T>(
  c: Context<AppEnvironment>,
  lane: Lane,
  work: () => Promise<T>,
): Promise<T> {
  const { session, clientAddress, services } = c.var
  let queues = lanes.get(services.facts)
  if (queues === undefined) {
    queues = { tiles: createFairQueue(), figures: createFairQueue() }
    lanes.set(services.facts, queues)
  }
  const owner = session === null ? `address ${clientAddress}` : `user ${session.principal.userId}`
  return queues[lane].run(owner, c.req.raw.signal, work)
}
