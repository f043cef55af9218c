import { createHash } from 'node:crypto'
import type { EnterpriseRecord, HazardRecord, RiskPointRecord } from '#domain/facts.ts'
import type { TileZone } from './zone-tile.ts'

/** An enterprise with all its rows, as the index holds them: whole or not at all. */
export interface Holding {
  readonly enterprise: EnterpriseRecord
  readonly riskPoints: readonly RiskPointRecord[]
  readonly hazards: readonly HazardRecord[]
  readonly zones: readonly TileZone[]
  /** Equal for equal rows, on every node and after every restart. */
  readonly digest: string
  /** The last instant at which one of its rows begins, changes or ends, in epoch milliseconds. */
  readonly settledAt: number
}

/** Rows of one enterprise while they are still coming in. */
export interface HoldingDraft {
  readonly enterprise: EnterpriseRecord
  readonly riskPoints: RiskPointRecord[]
  readonly hazards: HazardRecord[]
  readonly zones: TileZone[]
}

/** Close a draft: rows in the order of their ids, so that equal rows make equal tiles. */
export function sealHolding({ enterprise, riskPoints, hazards, zones }: HoldingDraft): Holding {
  for (const rows of [riskPoints, hazards, zones]) rows.sort((a, b) => (a.id < b.id ? -1 : 1))
  const rows = { enterprise, riskPoints, hazards, zones }
  return {
    ...rows,
    digest: createHash('sha256').update(JSON.stringify(rows)).digest('base64url'),
    settledAt: lastInstant(rows),
  }
}

function lastInstant({ enterprise, riskPoints, hazards }: HoldingDraft): number {
  let latest = -Infinity
  const note = (at: Date | null) => {
    if (at !== null) latest = Math.max(latest, at.getTime())
  }
  for (const { createdAt, archivedAt, levels } of [enterprise, ...riskPoints]) {
    note(createdAt)
    note(archivedAt)
    for (const { at } of levels) note(at)
  }
  note(enterprise.lastSelfCheckAt)
  for (const { foundAt, archivedAt, states, deadlines } of hazards) {
    note(foundAt)
    note(archivedAt)
    for (const { at } of [...states, ...deadlines]) note(at)
  }
  return latest
}
