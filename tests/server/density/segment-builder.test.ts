import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FactRecords } from '#domain/facts.ts'
import { tileFractionToLngLat, worldFractionOfLat } from '#domain/tile.ts'
import { curveHigh, curveLow, curveOrder } from '#server/density/columns/curve.ts'
import { idAt, packId } from '#server/density/columns/id-column.ts'
import { latitudeStep } from '#server/density/columns/latitude-step.ts'
import { DIGEST_WORDS, NO_ROW } from '#server/density/columns/segment.ts'
import { PlacedBuilder, ROW } from '#server/density/loading/placed-builder.ts'
import { RowById } from '#server/density/loading/row-by-id.ts'
import { SegmentBuilder } from '#server/density/loading/segment-builder.ts'
import { segmentOf } from './column-records.ts'
import { countyRecords, enterpriseRecord, hazardRecord, riskPointRecord } from './records.ts'

const uuids = fc.uuid({ version: [4, 7] })

describe('an id in four words', () => {
  it('is told from what is no UUID in lower case', () => {
    fc.assert(
      fc.property(uuids, fc.nat(35), fc.string({ minLength: 1, maxLength: 1 }), (id, at, by) => {
        const words = new Uint32Array(6)
        expect(packId(words, 1, id)).toBe(true)
        expect(idAt({ words: words.slice(1, 5), others: new Map() }, 0)).toBe(id)
        const other = id.slice(0, at) + by + id.slice(at + 1)
        const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(other)
        expect(packId(words, 0, other)).toBe(isUuid)
      }),
    )
  })
})

describe('the step of a latitude', () => {
  const stepOf = (lat: number) =>
    Math.min(2 ** 32 - 1, Math.max(0, Math.floor(worldFractionOfLat(lat) * 2 ** 32)))
  const degrees = (most: number) => fc.double({ min: -most, max: most, noNaN: true })

  it('is the one that the projection tells, wherever the place lies', () => {
    const latitudes = fc.oneof(degrees(90), degrees(76), degrees(1e-9), fc.double())
    fc.assert(
      fc.property(latitudes, (lat) => {
        expect(latitudeStep(lat)).toBe(stepOf(lat))
      }),
      { numRuns: 20_000 },
    )
  })

  it('is so where one step ends and the next begins, and at the edges of bands', () => {
    const borders = fc.maxSafeNat().map((n) => tileFractionToLngLat([0, n % 2 ** 32], 32)[1])
    const edges = fc.integer({ min: -80 * 64, max: 80 * 64 }).map((band) => band / 64)
    const off = fc.integer({ min: -4, max: 4 })
    fc.assert(
      fc.property(fc.oneof(borders, edges), off, (border, count) => {
        const lat = border + count * 2e-14
        expect(latitudeStep(lat)).toBe(stepOf(lat))
      }),
      { numRuns: 20_000 },
    )
  })
})

describe('the order along the curve', () => {
  it.each([
    ['few', 3_000, 2 ** 32],
    ['few, many at one place', 3_000, 40],
    ['many', 20_000, 2 ** 32],
    ['many of one county', 20_000, 2 ** 22],
    ['many at one place', 20_000, 12],
  ])('is that of a plain sort: %s', (_, count, spread) => {
    const [place] = fc.sample(
      fc.array(fc.tuple(fc.nat(spread - 1), fc.nat(spread - 1)), {
        minLength: 400,
        maxLength: 400,
      }),
      { seed: 7, numRuns: 1 },
    ) as [[number, number][]]
    const from = 2 ** 32 - spread
    const x = Uint32Array.from({ length: count }, (_, row) => {
      const [own = 0] = place[(row * 7) % 400] ?? []
      return from + ((own + (row >>> 4)) % spread)
    })
    const y = Uint32Array.from({ length: count }, (_, row) => from + (place[row % 400]?.[1] ?? 0))
    const key = (row: number) =>
      (BigInt(curveHigh(x[row] ?? 0, y[row] ?? 0)) << 32n) |
      BigInt(curveLow(x[row] ?? 0, y[row] ?? 0))
    const keys = Array.from(x, (_, row) => key(row))
    const plain = Array.from(x.keys()).sort((a, b) => {
      const [one = 0n, other = 0n] = [keys[a], keys[b]]
      return one === other ? a - b : one < other ? -1 : 1
    })
    expect(Array.from(curveOrder(x, y))).toEqual(plain)
  })

  it('is that of nothing for no places', () => {
    expect(curveOrder(new Uint32Array(), new Uint32Array())).toHaveLength(0)
  })
})

describe('rows gathered with their places', () => {
  it('are sealed as they came, however many there are', () => {
    const enterprises = 7
    for (const count of [0, 1, 255, 256, 257, 4_095, 4_096, 4_097, 9_001]) {
      const placed = new PlacedBuilder(ROW.own)
      const rows = Array.from({ length: count }, (_, n) => ({
        id:
          n % 5 === 0 ? `row ${n}` : `0190f3a1-0000-7000-8000-${n.toString(16).padStart(12, '0')}`,
        lng: n % 11 === 0 ? Number.NaN : 116 + ((n * 7_919) % 10_007) / 10_007,
        lat: 30 + ((n * 104_729) % 9_973) / 9_973,
      }))
      for (const [n, { id, lng, lat }] of rows.entries())
        placed.place(placed.add(n % enterprises, id), lng, lat)
      const { columns, order } = placed.seal(enterprises)
      expect([...order].sort((a, b) => a - b)).toEqual([...rows.keys()])
      expect(columns.placed).toBe(rows.filter(({ lng }) => !Number.isNaN(lng)).length)
      for (const [row, number] of order.entries()) {
        const { id, lng, lat } = rows[number] ?? {}
        expect([idAt(columns.ids, row), columns.lng[row], columns.lat[row]]).toEqual([id, lng, lat])
        expect(columns.enterprise[row]).toBe(number % enterprises)
      }
    }
  })
})

describe('rows found by their ids', () => {
  it('are those that came since the last were forgotten, whatever their ids are', () => {
    const ids = fc.uniqueArray(fc.oneof(uuids, fc.string({ maxLength: 8 })), { maxLength: 900 })
    fc.assert(
      fc.property(fc.array(ids, { maxLength: 4 }), uuids, (batches, absent) => {
        const placed = new PlacedBuilder(18)
        const byId = new RowById(placed)
        const words = new Uint32Array(4)
        const find = (id: string) =>
          packId(words, 0, id) ? byId.rowOf(words, 0) : byId.rowOfOther(id)
        for (const batch of batches) {
          byId.forget()
          const rows = batch.map((id) => {
            placed.add(0, id)
            // Looked up while rows still come, as the hazards of one enterprise after another are.
            if (id.endsWith('7')) expect(find(id)).toBe(placed.count - 1)
            return placed.count - 1
          })
          expect(batch.map(find)).toEqual(rows)
          const gone = batches.flat().filter((id) => !batch.includes(id))
          for (const id of [...gone.slice(0, 50), absent]) expect(find(id)).toBe(NO_ROW)
        }
      }),
      { numRuns: 30 },
    )
  })
})

const UUIDS = Array.from(
  { length: 5 },
  (_, n) => `0190f3a1-0000-7000-8000-0000000000${(16 + n).toString(16)}`,
)

/** One enterprise with rows of every kind; what a case changes of them. */
function plant({ enterprise = {}, point = {}, hazard = {} } = {}): FactRecords {
  const id = UUIDS[0] ?? ''
  return {
    enterprises: [enterpriseRecord({ id, ...enterprise })],
    riskPoints: [
      riskPointRecord({
        id: UUIDS[1] ?? '',
        enterpriseId: id,
        accidents: ['A01', 'A09'],
        ...point,
      }),
      riskPointRecord({ id: 'p-other', enterpriseId: id, position: null }),
    ],
    hazards: [
      hazardRecord({
        ...{ id: UUIDS[2] ?? '', enterpriseId: id, riskPointId: UUIDS[1] ?? '' },
        ...hazard,
      }),
      hazardRecord({ id: 'h-other', enterpriseId: id, riskPointId: 'p-other', position: null }),
    ],
  }
}

const AT = new Date('2026-03-01T00:00:00.001Z')
const CHANGES: readonly [what: string, changed: Parameters<typeof plant>[0]][] = [
  ['an id of a point', { point: { id: UUIDS[3] } }],
  ['an id that is no UUID', { point: { id: 'p-another' } }],
  ['a name', { point: { name: '示例风险点' } }],
  ['a point without a place', { point: { position: null } }],
  ['a point moved', { point: { position: [114.2, 35.600_000_1] } }],
  ['an approximate place', { point: { approximate: true } }],
  ['categories', { point: { accidents: ['A01A09'] } }],
  ['no categories', { point: { accidents: [] } }],
  ['a level', { point: { levels: [{ at: AT, level: { inherent: 2, current: 3 } }] } }],
  ['no levels', { point: { levels: [] } }],
  ['a point made at another time', { point: { createdAt: AT } }],
  ['a point archived', { point: { archivedAt: AT } }],
  ['an id of a hazard', { hazard: { id: UUIDS[4] } }],
  ['a hazard of no point', { hazard: { riskPointId: null } }],
  ['a hazard of another point', { hazard: { riskPointId: 'p-other' } }],
  ['a hazard of a point that is not there', { hazard: { riskPointId: UUIDS[4] } }],
  ['a description', { hazard: { description: '' } }],
  ['a level of a hazard', { hazard: { hazardLevel: 'major' } }],
  ['a mode of checks', { hazard: { checkMode: 'GOV' } }],
  ['an accident', { hazard: { accident: 'SELF' } }],
  ['a department', { hazard: { responsibleDepartment: 'SELF' } }],
  ['a hazard without a place', { hazard: { position: null } }],
  ['a hazard found at another time', { hazard: { foundAt: AT } }],
  ['a hazard archived', { hazard: { archivedAt: AT } }],
  ['a state', { hazard: { states: [{ at: AT, state: 'RECTIFYING' }] } }],
  ['no states', { hazard: { states: [] } }],
  ['a deadline', { hazard: { deadlines: [{ at: AT, day: '2026-12-31' }] } }],
  ['a deadline taken back', { hazard: { deadlines: [{ at: AT, day: null }] } }],
  ['a name of an enterprise', { enterprise: { name: '示例' } }],
  ['a village', { enterprise: { village: '410622101001' } }],
  ['a flag', { enterprise: { flags: ['ammonia'] } }],
  ['a self-check', { enterprise: { lastSelfCheckAt: AT } }],
  ['an enterprise archived', { enterprise: { archivedAt: AT } }],
]

describe('the fingerprint of an enterprise with its rows', () => {
  const digestsOf = (records: FactRecords) => Array.from(segmentOf(records).digests).join()

  it('is the same for the same rows, in any order and whatever lies beside them', () => {
    const { enterprises, riskPoints, hazards } = plant()
    const own = digestsOf(plant())
    const turned = { enterprises, riskPoints: [...riskPoints], hazards: [...hazards] }
    turned.riskPoints.reverse()
    turned.hazards.reverse()
    expect(digestsOf(turned)).toBe(own)
    const others = countyRecords(30)
    const beside = segmentOf({
      enterprises: [...others.enterprises, ...enterprises],
      riskPoints: [...others.riskPoints, ...riskPoints],
      hazards: [...others.hazards, ...hazards],
    })
    expect(Array.from(beside.digests.slice(30 * DIGEST_WORDS)).join()).toBe(own)
  })

  it('is another whatever of them is', () => {
    const seen = new Map([[digestsOf(plant()), 'nothing']])
    for (const [what, changed] of CHANGES) {
      const digests = digestsOf(plant(changed))
      expect(seen.get(digests), what).toBeUndefined()
      seen.set(digests, what)
    }
  })

  it('tells 60,000 points apart that differ by little, in each of its lanes', () => {
    const builder = new SegmentBuilder()
    const times = Array.from({ length: 60_000 }, (_, n) => n)
    for (const n of times) builder.addEnterprise(enterpriseRecord({ id: `e${n}` }), [])
    for (const n of times)
      builder.addPoint(
        riskPointRecord({
          ...{ id: UUIDS[1] ?? '', enterpriseId: `e${n}`, name: '' },
          position: [114 + (n % 40) * 1e-7, 35 + (Math.floor(n / 40) % 30) * 1e-7],
          createdAt: new Date(AT.getTime() + Math.floor(n / 1_200) * 1000),
        }),
      )
    const { digests } = builder.seal()
    for (const lane of [2, 3]) {
      const values = new Set(times.map((n) => digests[n * DIGEST_WORDS + lane]))
      // Of so many words of 32 bits drawn by chance, 0.4 pairs are the same.
      expect(values.size).toBeGreaterThan(times.length - 8)
    }
  })
})

describe('rows of an enterprise', () => {
  it('are taken once it was added, and go to the last that was added by its id', () => {
    const builder = new SegmentBuilder()
    const add = (id: string) => builder.addEnterprise(enterpriseRecord({ id }), [])
    const put = (id: string, enterpriseId: string) => {
      builder.addPoint(riskPointRecord({ id, enterpriseId }))
      builder.addHazard(hazardRecord({ id, enterpriseId }))
    }
    add('e1')
    put('passed-over', 'e2')
    add('e2')
    put('second', 'e2')
    put('first', 'e1')
    add('e1')
    put('third', 'e1')
    const { points, hazards } = builder.seal()
    const owners = (columns: typeof points | typeof hazards) =>
      new Map(Array.from(columns.enterprise, (owner, row) => [idAt(columns.ids, row), owner]))
    const expected = [
      ['first', 0],
      ['second', 1],
      ['third', 2],
    ] as const
    expect(owners(points)).toEqual(new Map(expected))
    expect(owners(hazards)).toEqual(new Map(expected))
  })
})
