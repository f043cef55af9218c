import { crc32 } from 'node:zlib'
import { area, pointOnFeature } from '@turf/turf'
import type { Region } from '#domain/region.ts'
import { findRegion, putRegions } from '#server/store/region.ts'
import type { Tx } from '#server/store/transact.ts'
import type { ImportSession, ReadRow } from './import-session.ts'
import type { RegionCandidate } from './regions.ts'
import { rowIssue } from './row-issue.ts'
import { snapshotOf } from './snapshot.ts'

/** Write boundaries (边界), each in place of the one with its code. */
export async function saveRegions(
  tx: Tx,
  rows: readonly ReadRow<RegionCandidate>[],
  session: ImportSession,
): Promise<void> {
  const seen = new Map<string, number>()
  for (const read of rows) {
    await session.rest()
    const { candidate, row } = read
    const earlier = seen.get(candidate.code)
    if (earlier !== undefined) {
      session.refuse(
        read,
        rowIssue(
          'code',
          'duplicate',
          `与第 ${earlier} 个要素的代码相同`,
          '请合并为一个 MultiPolygon, 或更正代码',
        ),
      )
      continue
    }
    seen.set(candidate.code, row)
    const before = await findRegion(tx, candidate.code)
    const region = regionOf(candidate, before)
    if (before !== null && regionFingerprint(before) === regionFingerprint(region)) {
      session.take(row, 'unchanged')
      continue
    }
    const snapshot = before === null ? null : await snapshotOf(tx, 'region', region.code)
    await putRegions(tx, [region])
    session.take(row, before === null ? 'created' : 'updated', {
      kind: 'region',
      id: region.code,
      naturalKey: region.code,
      before: snapshot,
      version: regionFingerprint(region),
    })
  }
}

/** Stands in for the version that regions do not have: another value means that someone changed it. */
export function regionFingerprint(region: Region): number {
  const { code, name, kind, parentCode, seat, geometry, source, illustrative, areaKm2, sample } =
    region
  const fields = [
    code,
    name,
    kind,
    parentCode,
    seat,
    geometry,
    source,
    illustrative,
    areaKm2,
    sample,
  ]
  // Columns of 32-bit integers must hold it in both dialects.
  return crc32(JSON.stringify(fields)) & 0x7fffffff
}

/** An illustrative boundary allows no rate per km², so it is given no measured area. */
function regionOf(candidate: RegionCandidate, before: Region | null): Region {
  const measured = candidate.illustrative ? null : area(candidate.geometry) / 1_000_000
  const [lng = 0, lat = 0] = pointOnFeature(candidate.geometry).geometry.coordinates
  return {
    ...candidate,
    seat: before?.seat ?? [lng, lat],
    areaKm2: candidate.areaKm2 ?? measured,
    sample: false,
  }
}
