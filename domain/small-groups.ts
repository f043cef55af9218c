/** Fewer enterprises than this in a group single one out (小单元格). */
export const LEAST_ENTERPRISES = 3

/** A group of enterprises that is told as one: a township, a sector, a cell of a grid. */
export interface EnterpriseGroup {
  readonly enterprises: number
}

/**
 * The groups that may be told beside their total without singling an enterprise out (小单元格抑制).
 *
 * Small groups are left out, and as many of the next larger ones as it takes that what is left out
 * is itself no small group: the total less the told ones gives nobody away.
 * Shape: groups and how many enterprises of the total are in none of them → the groups to tell, in
 *   their order; groups of no enterprises are always told
 */
export function tellableGroups<Group extends EnterpriseGroup>(
  groups: readonly Group[],
  ungrouped = 0,
): readonly Group[] {
  const hidden = new Set<Group>()
  let hiddenEnterprises = ungrouped
  const bySize = groups
    .filter((group) => group.enterprises > 0)
    .sort((a, b) => a.enterprises - b.enterprises)
  for (const group of bySize) {
    const hidesEnough = hiddenEnterprises === 0 || hiddenEnterprises >= LEAST_ENTERPRISES
    if (group.enterprises >= LEAST_ENTERPRISES && hidesEnough) break
    hidden.add(group)
    hiddenEnterprises += group.enterprises
  }
  return groups.filter((group) => !hidden.has(group))
}
