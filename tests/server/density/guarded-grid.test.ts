import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { momentOf } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import { LEAST_ENTERPRISES } from '#domain/small-groups.ts'
import { densityField } from '#server/density/field/density-field.ts'
import { guardedGridOf } from '#server/density/tiles/guarded-grid.ts'
import { enterpriseRecord, hazardOver } from '#tests/domain/fact-builders.ts'
import { selectColumns } from './column-records.ts'
import { scopeFor } from './records.ts'

const NOON = momentOf(new Date('2026-06-01T04:00:00Z'))
const GUARDED = scopeFor({ suppressSingles: true })

const plant = fc.record({
  east: fc.nat({ max: 12 }),
  north: fc.nat({ max: 12 }),
  township: fc.constantFrom('410622101', '410622102', '410622103', null),
  placed: fc.boolean(),
  hazards: fc.nat({ max: 3 }),
})
const plants = fc.array(plant, { minLength: 1, maxLength: 50 })
type Plant = typeof plant extends fc.Arbitrary<infer T> ? T : never

function selectionOf(rows: readonly Plant[]) {
  const enterprises = rows.map(({ east, north, township, placed }, index) =>
    enterpriseRecord({
      id: `e${index}`,
      township,
      position: placed ? [114.1 + east * 0.009, 35.5 + north * 0.009] : null,
    }),
  )
  const hazards = rows.flatMap(({ hazards }, index) =>
    Array.from({ length: hazards }, (_, number) =>
      hazardOver(`h${index}-${number}`, `e${index}`, '2026-05-01', '2026-05-08', []),
    ),
  )
  return selectColumns({ enterprises, riskPoints: [], hazards }, EMPTY_FILTER, GUARDED, NOON)
}

describe('the grid for who must not see single enterprises', () => {
  it('leaves no small group, neither in a unit nor in what a told township keeps back', () => {
    fc.assert(
      fc.property(plants, (rows) => {
        const selection = selectionOf(rows)
        const grid = guardedGridOf(selection)
        const units = new Map<unknown, string[]>()
        for (const { id } of selection.enterprises) {
          const unit = grid.unitOf(id)
          if (unit !== undefined) units.set(unit, [...(units.get(unit) ?? []), id])
        }
        for (const [unit, ids] of units) {
          expect(ids.length).toBeGreaterThanOrEqual(LEAST_ENTERPRISES)
          expect(unit).toMatchObject({ enterprises: ids.length })
        }
        for (const township of grid.townships) {
          const own = selection.enterprises.filter((row) => row.township === township)
          const kept = own.filter(({ id }) => grid.unitOf(id) === undefined).length
          expect(kept === 0 || kept >= LEAST_ENTERPRISES).toBe(true)
        }
        const apart = selection.enterprises.filter(
          ({ township }) => township === null || !grid.townships.has(township),
        )
        for (const { id } of apart) expect(grid.unitOf(id)).toBeUndefined()
        if (rows.length >= LEAST_ENTERPRISES)
          expect(apart.length === 0 || apart.length >= LEAST_ENTERPRISES).toBe(true)
      }),
    )
  })

  it('is the same whatever hazards there are', () => {
    fc.assert(
      fc.property(plants, (rows) => {
        const withHazards = selectionOf(rows)
        const without = selectionOf(rows.map((row) => ({ ...row, hazards: 0 })))
        for (const { id } of withHazards.enterprises)
          expect(guardedGridOf(withHazards).unitOf(id)).toEqual(guardedGridOf(without).unitOf(id))
      }),
      { numRuns: 40 },
    )
  })

  it('gives a field in which nothing of a hidden enterprise counts, at any bandwidth', async () => {
    await fc.assert(
      fc.asyncProperty(plants, fc.constantFrom(100, 1000, 5000), async (rows, bandwidthMeters) => {
        const selection = selectionOf(rows)
        const grid = guardedGridOf(selection)
        const told = rows.map((row, index) =>
          grid.unitOf(`e${index}`) === undefined ? { ...row, hazards: 0 } : row,
        )
        const options = { subject: 'hazards', kernel: 'gaussian', basis: 'current' } as const
        const whole = await densityField(selection, { ...options, bandwidthMeters }, grid)
        const other = selectionOf(told)
        const same = await densityField(
          other,
          { ...options, bandwidthMeters },
          guardedGridOf(other),
        )
        for (const { east, north } of rows) {
          const place = [114.1 + east * 0.009, 35.5 + north * 0.009] as const
          expect(whole.field.valueAt(place)).toBe(same.field.valueAt(place))
        }
      }),
      { numRuns: 40 },
    )
  })

  it('shifts with no row inside a unit: only where the enterprises stand counts', async () => {
    const at = (hazards: readonly number[]) =>
      selectionOf(
        hazards.map((count, index) => ({
          east: 0,
          north: 0,
          township: '410622101',
          placed: true,
          hazards: count,
          index,
        })),
      )
    const options = { subject: 'hazards', kernel: 'gaussian', basis: 'current' } as const
    const valueOf = async (hazards: readonly number[]) => {
      const selection = at(hazards)
      const field = await densityField(
        selection,
        { ...options, bandwidthMeters: 500 },
        guardedGridOf(selection),
      )
      return field.field.valueAt([114.1, 35.5])
    }
    expect(await valueOf([1, 2, 3])).toBe(await valueOf([3, 2, 1]))
    // Only two of the three have any: told, the two would be singled out.
    expect(await valueOf([1, 2, 0])).toBe(0)
  })
})
