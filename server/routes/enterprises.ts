import type { Enterprise } from '#domain/enterprise.ts'
import { SELF_CHECK_ITEMS, STANDARDIZATION_GRADES } from '#domain/enterprise-profile.ts'
import type { EnterpriseAt } from '#domain/facts.ts'
import { periodOf } from '#domain/kpi.ts'
import { levelByBasis } from '#domain/match.ts'
import { worstLevel } from '#domain/risk-level.ts'
import type { Scope } from '#domain/scope.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import { momentOf } from '#domain/facts.ts'
import { versionTag } from '#server/http/etag.ts'
import { inTurn } from '#server/http/fair-turn.ts'
import { filterOf, filterShape, momentOfFilter } from '#server/http/filter-query.ts'
import { wholeIndex } from '#server/http/index-reader.ts'
import { pageRows } from '#server/http/page.ts'
import type { Order } from '#server/http/page.ts'
import { AppError } from '#server/http/problem.ts'
import {
  answer,
  createRoute,
  idParameter,
  listQuery,
  newRoutes,
  pageOf,
  refusals,
  z,
} from '#server/http/route.ts'
import { whySchema } from '#server/http/why-schema.ts'
import { countByEnterprise, countNothing, countsTold } from '#server/services/enterprise-counts.ts'
import type { EnterpriseCounts } from '#server/services/enterprise-counts.ts'
import { findEnterpriseReason } from '#server/services/enterprise-reason.ts'
import { findEnterprise, findEnterprises } from '#server/store/enterprise.ts'
import { listPlanFacts } from '#server/store/plan-facts.ts'
import { listPlans } from '#server/store/plan.ts'
import { readRegionNames } from '#server/store/region.ts'
import type { Reader } from '#server/store/transact.ts'

const levelSchema = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]).nullable()

/** What is told of an enterprise wherever it is told. */
export const enterpriseShape = {
  id: z.string(),
  name: z.string(),
  uscc: z.string().nullable(),
  externalId: z.string().nullable(),
  county: z.string().nullable(),
  township: z.string().nullable(),
  townshipName: z.string().nullable(),
  village: z.string().nullable(),
  sector: z.string(),
  industry: z.string().nullable(),
  size: z.enum(['above-scale', 'small']),
  flags: z.array(z.string()),
  address: z.string().nullable(),
  employees: z.number().int().nullable(),
  safetyOfficer: z.string().nullable(),
  phone: z.string().nullable(),
  position: z.tuple([z.number(), z.number()]).nullable(),
  legalRepresentative: z.string().nullable(),
  principalPerson: z.string().nullable(),
  businessScope: z.string().nullable(),
  standardization: z.enum(STANDARDIZATION_GRADES).nullable(),
  selfCheck: z.record(z.enum(SELF_CHECK_ITEMS), z.boolean().nullable()),
  /** Current, with an unassessed control counted as none. */
  level: levelSchema,
  inherentLevel: levelSchema,
  sample: z.boolean(),
  version: z.number().int(),
  updatedAt: z.string(),
}

const countsShape = {
  riskPointCount: z.number().int(),
  majorCount: z.number().int(),
  considerableCount: z.number().int(),
  open: z.number().int(),
  major: z.number().int(),
  overdue: z.number().int(),
  onTime: z.object({ numerator: z.number(), denominator: z.number() }),
}

const rowSchema = z.object({ ...enterpriseShape, ...countsShape })

const oneSchema = rowSchema.extend({
  why: z.object({ inherent: whySchema.nullable(), current: whySchema.nullable() }),
  riskPointsByLevel: z.array(z.object({ level: levelSchema, count: z.number().int() })),
  /** Where it stands as it was given, before it was converted. */
  sourcePosition: z.object({ crs: z.string(), x: z.number(), y: z.number() }).nullable(),
  plans: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      georeferenced: z.boolean(),
      /** The worst of its zones. */
      level: levelSchema,
      zones: z.number().int(),
      riskPoints: z.number().int(),
      revisions: z.number().int(),
      publishedAt: z.string().nullable(),
      updatedAt: z.string(),
    }),
  ),
})

const SORT_FIELDS = [
  'level',
  'name',
  'township',
  'sector',
  'riskPointCount',
  'open',
  'overdue',
] as const

const list = createRoute({
  method: 'get',
  path: '/api/enterprises',
  tags: ['enterprises'],
  request: { query: listQuery(SORT_FIELDS, filterShape) },
  responses: { 200: answer(pageOf(rowSchema), 'Enterprises under the filter'), ...refusals },
})

const read = createRoute({
  method: 'get',
  path: '/api/enterprises/{id}',
  tags: ['enterprises'],
  request: { params: idParameter },
  responses: {
    200: answer(oneSchema, 'The enterprise, why it has its level, its plans'),
    ...refusals,
  },
})

interface Row {
  readonly enterprise: EnterpriseAt
  readonly counts: EnterpriseCounts
}

/** Enterprises (企业): the ledger with each one's counts, and one with the reason of its level. */
export const enterpriseRoutes = newRoutes()
  .openapi(list, async (c) => {
    const { store, clock } = c.var.services
    const facts = await wholeIndex(c)
    const query = c.req.valid('query')
    const filter = filterOf(query)
    const moment = momentOfFilter(filter, clock())
    const period = periodOf(filter, moment)
    const sort = query.sort ?? 'level'
    const field = sort.replace('-', '') as (typeof SORT_FIELDS)[number]
    const order: Order<Row> = {
      sort,
      descending: sort.startsWith('-'),
      idOf: (row) => row.enterprise.id,
      keysOf: (row) => [keyOf(row, field, filter.basis), row.enterprise.name],
    }
    const page = await inTurn(c, 'figures', async () => {
      const { selection } = await facts.select(filter, c.var.scope, moment)
      const counts = countByEnterprise(selection, period)
      const rows = selection.enterprises.map((enterprise) => ({
        enterprise,
        counts: counts.get(enterprise.id) ?? countNothing(period),
      }))
      return pageRows(rows, order, query.limit, query.cursor)
    })
    const stored = new Map(
      (
        await findEnterprises(
          store,
          page.items.map((row) => row.enterprise.id),
        )
      ).map((one) => [one.id, one]),
    )
    const names = await readRegionNames(store)
    return c.json(
      {
        items: page.items.flatMap((row) => {
          const enterprise = stored.get(row.enterprise.id)
          if (enterprise === undefined) return []
          return [
            {
              ...told(enterprise, names, c.var.scope),
              level: levelByBasis(row.enterprise.level, 'current'),
              inherentLevel: row.enterprise.level.inherent,
              ...countsTold(row.counts),
            },
          ]
        }),
        total: page.total,
        nextCursor: page.nextCursor,
      },
      200,
    )
  })
  .openapi(read, async (c) => {
    const { store, clock } = c.var.services
    const facts = await wholeIndex(c)
    const { id } = c.req.valid('param')
    const enterprise = await findEnterprise(store, id)
    if (enterprise === null || enterprise.archived) throw new AppError('not_found')
    const moment = momentOf(clock())
    const filter = { ...EMPTY_FILTER, enterprise: [id] }
    const { selection } = await facts.select(filter, c.var.scope, moment)
    const [at] = selection.enterprises
    const period = periodOf(filter, moment)
    const counts = countByEnterprise(selection, period).get(id) ?? countNothing(period)
    const level = at?.level ?? enterprise.level
    return c.json(
      {
        ...told(enterprise, await readRegionNames(store), c.var.scope),
        level: levelByBasis(level, 'current'),
        inherentLevel: level.inherent,
        ...countsTold(counts),
        why: await findEnterpriseReason(store, id),
        riskPointsByLevel: ([1, 2, 3, 4, null] as const).map((one) => ({
          level: one,
          count: counts.byLevel[one ?? 0] ?? 0,
        })),
        sourcePosition:
          enterprise.sourcePosition === null ? null : { ...enterprise.sourcePosition },
        plans: await plansOf(store, id),
      },
      200,
      { ETag: versionTag(enterprise.version) },
    )
  })

async function plansOf(reader: Reader, enterpriseId: string) {
  const plans = await listPlans(reader, enterpriseId)
  const facts = await listPlanFacts(
    reader,
    enterpriseId,
    plans.map(({ id }) => id),
  )
  return plans.map((plan) => {
    const own = facts.find(({ planId }) => planId === plan.id)
    return {
      id: plan.id,
      name: plan.name,
      georeferenced: plan.georeferenced,
      level: worstLevel((own?.zones ?? []).map((level) => levelByBasis(level, 'current'))),
      zones: own?.zones.length ?? 0,
      riskPoints: own?.points ?? 0,
      revisions: own?.revisions ?? 0,
      publishedAt: own?.publishedAt?.toISOString() ?? null,
      updatedAt: plan.updatedAt.toISOString(),
    }
  })
}

function keyOf(row: Row, field: (typeof SORT_FIELDS)[number], basis: 'current' | 'inherent') {
  switch (field) {
    case 'level':
      return levelByBasis(row.enterprise.level, basis) ?? 5
    case 'name':
      return row.enterprise.name
    case 'township':
      return row.enterprise.township ?? ''
    case 'sector':
      return row.enterprise.sector
    case 'riskPointCount':
      return row.counts.riskPoints
    case 'open':
      return row.counts.hazards
    case 'overdue':
      return row.counts.overdue
  }
}

/** An enterprise as the asker may see it: names and phones of persons only where the scope allows. */
export function told(enterprise: Enterprise, names: ReadonlyMap<string, string>, scope: Scope) {
  const { township, position, level: _level, archived: _archived, ...rest } = enterprise
  return {
    id: rest.id,
    name: rest.name,
    uscc: rest.uscc,
    externalId: rest.externalId,
    county: rest.county,
    township,
    townshipName: township === null ? null : (names.get(township) ?? null),
    village: rest.village,
    sector: rest.sector,
    industry: rest.industry,
    size: rest.size,
    flags: [...rest.flags],
    address: rest.address,
    employees: rest.employees,
    safetyOfficer: scope.personalData ? rest.safetyOfficer : null,
    phone: scope.personalData ? rest.phone : null,
    position: position === null ? null : ([position[0], position[1]] as [number, number]),
    legalRepresentative: scope.personalData ? rest.legalRepresentative : null,
    principalPerson: scope.personalData ? rest.principalPerson : null,
    businessScope: rest.businessScope,
    standardization: rest.standardization,
    selfCheck: { ...rest.selfCheck },
    sample: rest.sample,
    version: rest.version,
    updatedAt: rest.updatedAt.toISOString(),
  }
}
