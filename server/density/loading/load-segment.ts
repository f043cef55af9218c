/**
 * Enterprises read in the server's own turns (装载), for few of them: after a write, or a county of
 * fewer than 500.
 *
 * Rows come as records in chunks, ten times as slow as raw ones, and are gone once they are in the
 * builder; only the zones of the enterprises asked for are held together. The event loop may have
 * its turn after every row.
 */
import { enterpriseRecords, hazardRecords, riskPointRecords } from '#server/store/record.ts'
import type { Reader } from '#server/store/transact.ts'
import { listZonesOnEarth } from '#server/store/zone.ts'
import { createPace } from '../pace.ts'
import type { SegmentBuilder } from './segment-builder.ts'
import type { ZoneRecord } from '../columns/zone-columns.ts'

/**
 * Read some enterprises with all their rows into a builder (装载); an unknown id is left out.
 *
 * Rows written meanwhile may come without their enterprise: they are passed over, since their commit
 * marks the enterprise to be read again.
 */
export async function loadEnterprises(
  reader: Reader,
  enterpriseIds: readonly string[],
  builder: SegmentBuilder,
): Promise<void> {
  // PostgreSQL has no empty list.
  if (enterpriseIds.length === 0) return
  const pace = createPace()
  const zones = new Map<string, ZoneRecord[]>()
  for (const zone of await listZonesOnEarth(reader, enterpriseIds)) {
    const own = zones.get(zone.enterpriseId)
    if (own === undefined) zones.set(zone.enterpriseId, [zone])
    else own.push(zone)
  }
  // A statement asked for the first time takes as long as many rows.
  await pace()
  for await (const part of enterpriseRecords(reader, { ids: enterpriseIds })) {
    for (const record of part) builder.addEnterprise(record, zones.get(record.id) ?? [])
    await pace()
  }
  for await (const part of riskPointRecords(reader, { enterpriseIds }))
    for (const record of part) {
      builder.addPoint(record)
      const turn = pace()
      if (turn !== undefined) await turn
    }
  for await (const part of hazardRecords(reader, { enterpriseIds }))
    for (const record of part) {
      builder.addHazard(record)
      const turn = pace()
      if (turn !== undefined) await turn
    }
  builder.forgetPoints()
}
