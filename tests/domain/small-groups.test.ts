import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LEAST_ENTERPRISES, tellableGroups } from '#domain/small-groups.ts'

const groupsOf = (sizes: readonly number[]) => sizes.map((enterprises) => ({ enterprises }))
const sizesOf = (groups: readonly { readonly enterprises: number }[]) =>
  groups.map(({ enterprises }) => enterprises)

describe('groups that may be told beside their total', () => {
  test('worked by hand', () => {
    expect(sizesOf(tellableGroups(groupsOf([3, 5, 9])))).toEqual([3, 5, 9])
    expect(sizesOf(tellableGroups(groupsOf([9, 1, 5])))).toEqual([9])
    expect(sizesOf(tellableGroups(groupsOf([9, 1, 2, 5])))).toEqual([9, 5])
    // One enterprise in no group at all is laid open by the rest as a small group is.
    expect(sizesOf(tellableGroups(groupsOf([3, 5]), 1))).toEqual([5])
    expect(sizesOf(tellableGroups(groupsOf([3, 5]), 3))).toEqual([3, 5])
  })

  test('neither a told group nor the rest of the total is small', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 12 }), { maxLength: 20 }),
        fc.nat({ max: 5 }),
        (sizes, ungrouped) => {
          const told = sizesOf(tellableGroups(groupsOf(sizes), ungrouped))
          const total = sizes.reduce((sum, size) => sum + size, ungrouped)
          const rest = total - told.reduce((sum, size) => sum + size, 0)
          for (const size of told) expect(size === 0 || size >= LEAST_ENTERPRISES).toBe(true)
          // With fewer than three in all there is nothing larger to hide them behind.
          if (total >= LEAST_ENTERPRISES) expect(rest === 0 || rest >= LEAST_ENTERPRISES).toBe(true)
        },
      ),
    )
  })
})
