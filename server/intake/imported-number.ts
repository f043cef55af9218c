import { createHash } from 'node:crypto'
import type { HazardCandidate } from './hazards.ts'

/**
 * The number of an imported hazard (隐患编号): the ledger's own, else one made of what it is known by.
 *
 * Made of the description and the day, so that the same row has the same number however often it is imported.
 */
export function importedNumber(
  candidate: Pick<HazardCandidate, 'number' | 'description' | 'found'>,
): string {
  if (candidate.number !== null) return candidate.number
  const digest = createHash('sha256').update(candidate.description).digest('hex').slice(0, 8)
  return `DR-${candidate.found.day.replaceAll('-', '')}-${digest}`
}
