import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { enterpriseAt, momentOf } from '#domain/facts.ts'
import type { EnterpriseRecord } from '#domain/facts.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import { ColumnEnterprise, enterpriseOf } from '#server/density/columns/column-enterprise.ts'
import { rowsOfIds } from '#server/density/columns/id-rows.ts'
import { segmentAt } from '#server/density/columns/segment-at.ts'
import { plainEnterprise, plainRecord, segmentOf } from './column-records.ts'

/** What enterprises say by way of columns must be what they said as records, at any moment. */

const FIRST_MILLISECOND = Date.parse('2024-01-01T00:00:00Z')
const times = fc.integer({ min: 0, max: 900 }).map((day) => FIRST_MILLISECOND + day * 86_400_000)
const dates = times.map((time) => new Date(time))
const levels = fc.constantFrom<RiskLevel | null>(1, 2, 3, 4, null)
const codes = fc.option(fc.constantFrom('410622', '410622101', '410622101001', ''))

const records: fc.Arbitrary<EnterpriseRecord> = fc.record({
  id: fc.oneof(fc.uuid(), fc.string({ maxLength: 40 })),
  name: fc.oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.constant('淇县𠮷祥化工')),
  uscc: fc.option(fc.oneof(fc.constant(''), fc.string({ maxLength: 18 }))),
  county: codes,
  township: codes,
  village: codes,
  sector: fc.constantFrom('HC', 'GM', ''),
  industry: fc.option(fc.constantFrom('26', '2614')),
  size: fc.constantFrom('above-scale' as const, 'small' as const),
  flags: fc.subarray(['school', 'hazardous', 'closed']),
  position: fc.option(fc.tuple(fc.double({ min: 113, max: 115, noNaN: true }), fc.constant(35.6))),
  levels: fc
    .array(fc.record({ at: dates, level: fc.record({ inherent: levels, current: levels }) }))
    .map((entries) => entries.sort((a, b) => a.at.getTime() - b.at.getTime())),
  lastSelfCheckAt: fc.option(dates),
  createdAt: dates,
  archivedAt: fc.option(dates),
})
const plants = fc.uniqueArray(records, { selector: ({ id }) => id, maxLength: 20 })

describe('enterprises in columns', () => {
  it('say what they said as records, whenever they are looked at', () => {
    fc.assert(
      fc.property(plants, fc.array(dates, { maxLength: 4 }), (given, asked) => {
        const segment = segmentOf({ enterprises: given, riskPoints: [], hazards: [] })
        const read = given.map((_, number) => plainRecord(new ColumnEnterprise(segment, number)))
        expect(read).toEqual(given)
        for (const date of asked) {
          const moment = momentOf(date)
          const at = segmentAt(segment, moment)
          for (const [number, record] of given.entries())
            expect(plainEnterprise(enterpriseOf(at, number))).toEqual(enterpriseAt(record, moment))
        }
      }),
    )
  })

  it('are one and the same object at a moment, for all who ask', () => {
    fc.assert(
      fc.property(records, (record) => {
        const segment = segmentOf({ enterprises: [record], riskPoints: [], hazards: [] })
        const at = segmentAt(segment, momentOf(record.createdAt))
        expect(enterpriseOf(at, 0)).toBe(enterpriseOf({ ...at }, 0))
      }),
    )
  })

  it('are found by their ids, and by no other', () => {
    fc.assert(
      fc.property(plants, fc.array(fc.uuid(), { maxLength: 3 }), fc.nat(), (given, more, seed) => {
        const segment = segmentOf({ enterprises: given, riskPoints: [], hazards: [] })
        const wanted = given.filter((_, number) => ((seed >>> (number % 24)) & 1) === 1)
        const ids = [...wanted.map(({ id }) => id), ...more, ...wanted.map(({ id }) => id)]
        const found = rowsOfIds(segment.enterprises.ids, ids).map((number) => given[number]?.id)
        const expected = given.filter(({ id }) => ids.includes(id)).map(({ id }) => id)
        expect(found.sort()).toEqual(expected.sort())
      }),
    )
  })
})
