import { putRegions } from '#server/store/region.ts'
import type { Tx } from '#server/store/transact.ts'

const NAMES: Readonly<Record<string, string>> = {
  '410621': '浚县',
  '410622': '淇县',
  '410621100': '示例甲镇',
  '410622101': '高村镇',
  '410622102': '北阳镇',
}

/** Two counties with their townships, without boundaries. */
export async function insertRegions(tx: Tx): Promise<void> {
  await putRegions(
    tx,
    Object.entries(NAMES).map(([code, name]) => ({
      code,
      name,
      kind: code.length === 6 ? 'county' : 'township',
      parentCode: code.length === 6 ? null : code.slice(0, 6),
      seat: null,
      geometry: null,
      source: null,
      illustrative: true,
      areaKm2: null,
      sample: false,
    })),
  )
}
