import { describe, expect, it } from 'vitest'
import { momentOf } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import { densityField, keptFieldBytes } from '#server/density/field/density-field.ts'
import { selectColumns } from './column-records.ts'
import { enterpriseRecord, riskPointRecord, scopeFor } from './records.ts'

const NOON = momentOf(new Date('2026-06-01T04:00:00Z'))
const POINTS = 3_000
/** What fields may take, whoever asks for how many. */
const MOST_BYTES = 32 * 2 ** 20

/** Points so far apart that each takes blocks of its own. */
function scattered() {
  const riskPoints = Array.from({ length: POINTS }, (_, number) =>
    riskPointRecord({
      ...{ id: `p${number}`, enterpriseId: 'e0' },
      position: [114 + (number % 60) * 0.02, 35 + Math.floor(number / 60) * 0.02],
    }),
  )
  const records = { enterprises: [enterpriseRecord({ id: 'e0' })], riskPoints, hazards: [] }
  return selectColumns(records, EMPTY_FILTER, scopeFor(), NOON)
}

const optionsOf = (bandwidthMeters: number) =>
  ({ subject: 'risk-points', basis: 'current', kernel: 'gaussian', bandwidthMeters }) as const

describe('fields of one selection', () => {
  it('are made once while they are kept, and waited for together', async () => {
    const selection = scattered()
    const [one, other] = await Promise.all([
      densityField(selection, optionsOf(900)),
      densityField(selection, optionsOf(900)),
    ])
    expect(one).toBe(other)
    expect(await densityField(selection, optionsOf(900))).toBe(one)
  })

  it('take no more room for being asked with ever other bandwidths', async () => {
    const selection = scattered()
    const first = await densityField(selection, optionsOf(100))
    let asked = first.lattice.bytes
    for (let bandwidth = 101; asked <= 1.5 * MOST_BYTES; bandwidth += 1) {
      const { lattice } = await densityField(selection, optionsOf(bandwidth))
      asked += lattice.bytes
      expect(keptFieldBytes()).toBeLessThanOrEqual(MOST_BYTES)
    }
    const again = await densityField(selection, optionsOf(100))
    expect(again).not.toBe(first)
    expect(again.field.totalWeight).toBe(first.field.totalWeight)
  })

  it('that cannot be made are told to who asked, and not kept', async () => {
    const selection = scattered()
    const asked = () => densityField(selection, optionsOf(0))
    await expect(asked()).rejects.toThrow(RangeError)
    await expect(asked()).rejects.toThrow(RangeError)
  })
})
