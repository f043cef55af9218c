import type { Context } from 'hono'
import { HAZARD_STATES } from '#domain/hazard.ts'
import type { Selection } from '#domain/select.ts'
import type { AppEnvironment } from '#server/http/environment.ts'
import { filterOf, filterShape, momentOfFilter } from '#server/http/filter-query.ts'
import { wholeIndex } from '#server/http/index-reader.ts'
import { levelSchema } from '#server/http/level-schema.ts'
import { requireEnterprise } from '#server/http/owned.ts'
import { pageRows } from '#server/http/page.ts'
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
import { idsByFound, readHazardList } from '#server/services/hazard-list.ts'
import { readPostDuties } from '#server/services/post-duty-list.ts'
import { readRiskControls } from '#server/services/risk-control-list.ts'
import { findRiskPoints } from '#server/store/risk-point.ts'

const gradeSchema = z
  .object({ method: z.string(), values: z.string(), level: levelSchema.unwrap() })
  .nullable()
const measureSchema = z.object({
  category: z.enum(['ENG', 'MGT', 'EDU', 'PPE', 'EMG']),
  text: z.string(),
})

const riskControlSchema = z
  .object({
    id: z.string(),
    riskPointId: z.string(),
    planId: z.string().nullable(),
    enterpriseName: z.string(),
    number: z.string(),
    name: z.string(),
    kind: z.enum(['facility', 'area', 'activity']),
    place: z.string().nullable(),
    unit: z.string().nullable(),
    hazardFactor: z.string().nullable(),
    event: z.string().nullable(),
    accident: z.string().nullable(),
    accidentName: z.string().nullable(),
    inherent: gradeSchema,
    current: gradeSchema,
    level: levelSchema,
    controlTier: z.string().nullable(),
    measures: z.array(measureSchema),
    department: z.string().nullable(),
    person: z.string().nullable(),
    phone: z.string().nullable(),
    assessedOn: z.string().nullable(),
    sample: z.boolean(),
  })
  .openapi('RiskControl')

const hazardSchema = z
  .object({
    id: z.string(),
    enterpriseName: z.string(),
    number: z.string(),
    foundOn: z.string(),
    checkMode: z.string(),
    inspectors: z.string().nullable(),
    part: z.string().nullable(),
    riskPoint: z.object({ id: z.string(), number: z.string(), name: z.string() }).nullable(),
    description: z.string(),
    category: z.string(),
    hazardLevel: z.enum(['general', 'major']),
    ruleCode: z.string().nullable(),
    photosBefore: z.array(z.string()),
    photosAfter: z.array(z.string()),
    measure: z.string().nullable(),
    rectifier: z.string().nullable(),
    department: z.string().nullable(),
    fundsYuan: z.number().nullable(),
    deadline: z.string().nullable(),
    interimMeasure: z.string().nullable(),
    completedOn: z.string().nullable(),
    acceptor: z.string().nullable(),
    acceptedOn: z.string().nullable(),
    accepted: z.boolean().nullable(),
    acceptanceNote: z.string().nullable(),
    state: z.enum(HAZARD_STATES),
    sample: z.boolean(),
  })
  .openapi('ListedHazard')

const postDutySchema = z
  .object({
    id: z.string(),
    enterpriseName: z.string(),
    name: z.string().nullable(),
    phone: z.string().nullable(),
    department: z.string(),
    post: z.string(),
    duties: z.array(z.string()),
    version: z.number().int(),
    risks: z.array(
      z.object({
        riskPointId: z.string(),
        planId: z.string().nullable(),
        number: z.string(),
        name: z.string(),
        event: z.string().nullable(),
        accidentName: z.string().nullable(),
        level: levelSchema,
      }),
    ),
    measures: z.array(z.string()),
    checks: z.array(z.string()),
    emergency: z.array(z.string()),
    evidence: z.string().nullable(),
    sample: z.boolean(),
  })
  .openapi('PostDuty')

/** A page of a list, each row with its number in the whole list, and the departments there are. */
function listAnswer<T extends z.ZodRawShape>(row: z.ZodObject<T>, description: string) {
  const numbered = row.extend({ index: z.number().int() })
  return answer(pageOf(numbered).extend({ departments: z.array(z.string()) }), description)
}

const query = listQuery(['index'], {
  ...filterShape,
  /** The plant's own; `department` is the supervising one. */
  ownDepartment: z.string().min(1).max(100).optional(),
})

const riskControls = createRoute({
  method: 'get',
  path: '/api/enterprises/{id}/lists/risk-controls',
  tags: ['lists'],
  request: { params: idParameter, query },
  responses: { 200: listAnswer(riskControlSchema, '安全风险分级管控清单'), ...refusals },
})

const hazards = createRoute({
  method: 'get',
  path: '/api/enterprises/{id}/lists/hazards',
  tags: ['lists'],
  request: { params: idParameter, query },
  responses: { 200: listAnswer(hazardSchema, '隐患排查治理清单'), ...refusals },
})

const postDuties = createRoute({
  method: 'get',
  path: '/api/enterprises/{id}/lists/post-duties',
  tags: ['lists'],
  request: { params: idParameter, query },
  responses: { 200: listAnswer(postDutySchema, '岗位安全责任清单'), ...refusals },
})

type ListQuery = z.infer<typeof query>

/** The three lists (三个清单) of one enterprise, under the same filter as their files. */
export const enterpriseListRoutes = newRoutes()
  .openapi(riskControls, async (c) => {
    const wanted = c.req.valid('query')
    const { id } = await requireEnterprise(c, c.var.services.store, c.req.valid('param').id)
    const { riskPoints } = await selected(c, id, wanted)
    const points = await findRiskPoints(
      c.var.services.store,
      Array.from(riskPoints, (point) => point.id),
    )
    points.sort((one, other) => collator.compare(one.number, other.number))
    const rows = await readRiskControls(c.var.services.store, points, c.var.scope)
    return c.json(await pageOfList(rows, wanted), 200)
  })
  .openapi(hazards, async (c) => {
    const wanted = c.req.valid('query')
    const { id } = await requireEnterprise(c, c.var.services.store, c.req.valid('param').id)
    const { allHazards } = await selected(c, id, wanted)
    const ids = idsByFound(allHazards)
    const rows = await readHazardList(c.var.services.store, ids, c.var.scope)
    return c.json(await pageOfList(rows, wanted), 200)
  })
  .openapi(postDuties, async (c) => {
    const wanted = c.req.valid('query')
    const { store } = c.var.services
    const enterprise = await requireEnterprise(c, store, c.req.valid('param').id)
    const { enterprises } = await selected(c, enterprise.id, wanted)
    const rows =
      enterprises.length === 0 ? [] : await readPostDuties(store, enterprise, c.var.scope)
    return c.json(await pageOfList(rows, wanted), 200)
  })

const collator = new Intl.Collator('zh-Hans-CN', { numeric: true })

/** What of one enterprise is under the filter. */
async function selected(
  c: Context<AppEnvironment>,
  enterpriseId: string,
  wanted: ListQuery,
): Promise<Selection> {
  const { clock } = c.var.services
  const facts = await wholeIndex(c)
  const filter = { ...filterOf(wanted), enterprise: [enterpriseId] }
  const { selection } = await facts.select(filter, c.var.scope, momentOfFilter(filter, clock()))
  return selection
}

interface ListRow {
  readonly id: string
  readonly department: string | null
}

async function pageOfList<T extends ListRow>(rows: readonly T[], wanted: ListQuery) {
  const { ownDepartment, limit, cursor, sort = 'index' } = wanted
  const kept = rows.filter((row) => ownDepartment === undefined || row.department === ownDepartment)
  const page = await pageRows(
    kept.map((row, at) => ({ ...row, index: at + 1 })),
    {
      sort,
      descending: sort.startsWith('-'),
      idOf: ({ id }) => id,
      keysOf: ({ index }) => [index],
    },
    limit,
    cursor,
  )
  const departments = new Set(rows.flatMap((row) => row.department ?? []))
  return { ...page, items: [...page.items], departments: [...departments].sort(collator.compare) }
}
