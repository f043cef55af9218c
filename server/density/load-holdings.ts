import { enterpriseRecords, hazardRecords, riskPointRecords } from '#server/store/record.ts'
import type { Reader } from '#server/store/transact.ts'
import { listZonesOnEarth } from '#server/store/zone.ts'
import { sealHolding } from './holding.ts'
import type { Holding, HoldingDraft } from './holding.ts'
import { createPace } from './pace.ts'

const ENTERPRISES_A_QUERY = 200

/**
 * Read enterprises with all their rows, all or those named; an unknown id is left out.
 *
 * Rows written meanwhile may come without their enterprise: they are passed over, since their commit
 * marks the enterprise to be read again.
 */
export async function loadHoldings(
  reader: Reader,
  enterpriseIds: readonly string[] | null,
): Promise<Map<string, Holding>> {
  const drafts = new Map<string, HoldingDraft>()
  const pace = createPace()
  const named = enterpriseIds ?? []
  const ofEnterprises = enterpriseIds === null ? 'all' : { enterpriseIds: named }
  for await (const part of enterpriseRecords(
    reader,
    enterpriseIds === null ? 'all' : { ids: named },
  ))
    for (const enterprise of part)
      drafts.set(enterprise.id, { enterprise, riskPoints: [], hazards: [], zones: [] })
  for await (const part of riskPointRecords(reader, ofEnterprises))
    for (const riskPoint of part) drafts.get(riskPoint.enterpriseId)?.riskPoints.push(riskPoint)
  for await (const part of hazardRecords(reader, ofEnterprises))
    for (const hazard of part) drafts.get(hazard.enterpriseId)?.hazards.push(hazard)

  const ids = [...drafts.keys()]
  for (let start = 0; start < ids.length; start += ENTERPRISES_A_QUERY) {
    const part = ids.slice(start, start + ENTERPRISES_A_QUERY)
    for (const zone of await listZonesOnEarth(reader, part))
      drafts.get(zone.enterpriseId)?.zones.push(zone)
    await pace()
  }

  const holdings = new Map<string, Holding>()
  for (const [id, draft] of drafts) {
    holdings.set(id, sealHolding(draft))
    await pace()
  }
  return holdings
}
