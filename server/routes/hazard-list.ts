import type { HazardAt } from '#domain/facts.ts'
import type { Filter } from '#domain/filter.ts'
import { isTurnOf, TURN_ROLES } from '#domain/hazard-transition.ts'
import { HAZARD_STATES } from '#domain/hazard.ts'
import type { Hazard, HazardState } from '#domain/hazard.ts'
import { levelByBasis } from '#domain/match.ts'
import type { Role } from '#domain/role.ts'
import { inTurn } from '#server/http/fair-turn.ts'
import { filterOf, filterShape, momentOfFilter } from '#server/http/filter-query.ts'
import { hazardAnswer, hazardSchema } from '#server/http/hazard-schema.ts'
import { wholeIndex } from '#server/http/index-reader.ts'
import { pageRows } from '#server/http/page.ts'
import type { Order } from '#server/http/page.ts'
import {
  answer,
  createRoute,
  listQuery,
  newRoutes,
  pageOf,
  refusals,
  strictQuery,
  z,
} from '#server/http/route.ts'
import { findHazards } from '#server/store/hazard.ts'

const SORT_FIELDS = [
  'urgency',
  'foundAt',
  'deadline',
  'overdueDays',
  'hazardLevel',
  'state',
  'enterprise',
  'township',
] as const
type SortField = (typeof SORT_FIELDS)[number]

const list = createRoute({
  method: 'get',
  path: '/api/hazards',
  tags: ['hazards'],
  description:
    'Without status all that pass, closed ones included. By `urgency` the longest overdue come first, then those due next, then those without a deadline, then the closed.',
  request: { query: listQuery(SORT_FIELDS, filterShape) },
  responses: { 200: answer(pageOf(hazardSchema), 'Hazards under the filter'), ...refusals },
})

const countsSchema = z.object({
  all: z.number().int(),
  open: z.number().int(),
  overdue: z.number().int(),
  major: z.number().int(),
  byState: z.array(z.object({ state: z.enum(HAZARD_STATES), count: z.number().int() })),
  byTurn: z.array(z.object({ role: z.enum(TURN_ROLES), count: z.number().int() })),
  responsible: z.array(z.object({ department: z.string(), count: z.number().int() })),
})

const counts = createRoute({
  method: 'get',
  path: '/api/hazard-counts',
  tags: ['hazards'],
  description:
    'How many hazards there are by where they stand; status, overdue, turn and responsible are left out of the filter, since these are what is counted by.',
  request: { query: strictQuery(filterShape) },
  responses: { 200: answer(countsSchema, 'Counts under the filter'), ...refusals },
})

/** The list of hazards (隐患台账) and its counts. */
export const hazardListRoutes = newRoutes()
  .openapi(list, async (c) => {
    const { store, clock } = c.var.services
    const facts = await wholeIndex(c)
    const query = c.req.valid('query')
    const filter = filterOf(query)
    const sort = query.sort ?? '-foundAt'
    const field = sort.replace('-', '') as SortField
    const order: Order<HazardAt> = {
      sort,
      descending: sort.startsWith('-'),
      idOf: (hazard) => hazard.id,
      keysOf: (hazard) => [keyOf(hazard, field), hazard.foundTime],
    }
    const page = await inTurn(c, 'figures', async () => {
      const moment = momentOfFilter(filter, clock())
      const { selection } = await facts.select(filter, c.var.scope, moment)
      return pageRows(selection.allHazards, order, query.limit, query.cursor)
    })
    const ids = page.items.map(({ id }) => id)
    const stored = new Map((await findHazards(store, ids)).map((hazard) => [hazard.id, hazard]))
    const items = page.items.flatMap((at) => {
      const hazard = stored.get(at.id)
      return hazard === undefined ? [] : [toldAt(hazard, at)]
    })
    return c.json({ items, total: page.total, nextCursor: page.nextCursor }, 200)
  })
  .openapi(counts, async (c) => {
    const { clock } = c.var.services
    const facts = await wholeIndex(c)
    const filter: Filter = {
      ...filterOf(c.req.valid('query')),
      status: [],
      overdue: [],
      turn: [],
      responsible: [],
    }
    const moment = momentOfFilter(filter, clock())
    const counted = await inTurn(c, 'figures', async () => {
      const { selection } = await facts.select(filter, c.var.scope, moment)
      return countHazards(selection.allHazards)
    })
    return c.json(counted, 200)
  })

const MOST_DEPARTMENTS = 200

/** Hazards counted by where they stand, each read once. */
function countHazards(hazards: Iterable<HazardAt>) {
  const counts = { all: 0, open: 0, overdue: 0, major: 0 }
  const states = new Map<HazardState, number>()
  const turns = new Map<Role, number>()
  const departments = new Map<string, number>()
  for (const hazard of hazards) {
    counts.all += 1
    states.set(hazard.state, (states.get(hazard.state) ?? 0) + 1)
    const department = hazard.responsibleDepartment ?? ''
    if (department !== '' && !department.includes(','))
      departments.set(department, (departments.get(department) ?? 0) + 1)
    if (!hazard.open) continue
    counts.open += 1
    if (hazard.overdue) counts.overdue += 1
    if (hazard.hazardLevel === 'major') counts.major += 1
    for (const role of TURN_ROLES)
      if (isTurnOf(hazard, hazard.enterprise.size, role))
        turns.set(role, (turns.get(role) ?? 0) + 1)
  }
  return {
    ...counts,
    byState: HAZARD_STATES.map((state) => ({ state, count: states.get(state) ?? 0 })),
    byTurn: TURN_ROLES.map((role) => ({ role, count: turns.get(role) ?? 0 })),
    responsible: [...departments]
      .map(([department, count]) => ({ department, count }))
      .sort((a, b) => b.count - a.count || (a.department < b.department ? -1 : 1))
      .slice(0, MOST_DEPARTMENTS),
  }
}

function keyOf(hazard: HazardAt, field: SortField): string | number {
  switch (field) {
    case 'urgency':
      return urgencyOf(hazard)
    case 'foundAt':
      return hazard.foundTime
    case 'deadline':
      return hazard.deadline ?? '9999'
    case 'overdueDays':
      return hazard.overdueDays
    case 'hazardLevel':
      return hazard.hazardLevel
    case 'state':
      return hazard.state
    case 'enterprise':
      return hazard.enterprise.name
    case 'township':
      return hazard.enterprise.township ?? ''
  }
}

/** Overdue before open before closed; within each the earliest day first, the major before the general. */
function urgencyOf({ open, overdue, deadline, hazardLevel, closedTime }: HazardAt): string {
  const rank = overdue ? '0' : open ? '1' : '2'
  const grade = hazardLevel === 'major' ? '0' : '1'
  // The latest closing first: its distance from a far moment.
  const last = 9e12 - (closedTime ?? 0)
  return open ? `${rank} ${deadline ?? '9999-99-99'} ${grade}` : `${rank} ${last}`
}

/** A hazard of a list, as it stood at the moment the list is of. */
function toldAt(hazard: Hazard, at: HazardAt) {
  const { state, closedTime, overdue } = at
  const closedAt = closedTime === null ? null : new Date(closedTime)
  return hazardAnswer(
    { ...hazard, state, closedAt },
    {
      enterpriseName: at.enterprise.name,
      township: at.enterprise.township,
      enterpriseSize: at.enterprise.size,
      sector: at.enterprise.sector,
      riskPointName: at.riskPoint?.name ?? null,
      level: at.riskPoint === null ? null : levelByBasis(at.riskPoint.level, 'current'),
      overdue,
      overdueDays: at.overdueDays,
    },
  )
}
