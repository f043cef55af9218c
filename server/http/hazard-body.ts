import { z } from '@hono/zod-openapi'
import {
  HAZARD_LEVELS,
  HAZARD_MANAGE_TYPES,
  HAZARD_STATES,
  SUPERVISED_LEVELS,
} from '#domain/hazard.ts'
import { findAccidentCategory } from '#domain/norms/accident-categories.ts'
import { checkModes, hazardCategories, hazardSources } from '#domain/norms/hazard-codes.ts'
import { findItem } from '#domain/norms/table.ts'
import type { NormItem, NormTable } from '#domain/norms/table.ts'
import { PLAN_PARTS } from '#domain/rectification-plan.ts'
import type { PlanPart } from '#domain/rectification-plan.ts'
import { instantSchema } from './instant-schema.ts'
import { idSchema } from './route.ts'
import { lineSchema, optionalLine, optionalText, rule, textSchema } from './text-schema.ts'

/** A code of one of the norm tables, which the message lists. */
function codeOf<T extends NormItem>(table: NormTable<T>) {
  const codes = table.items.map(({ code }) => code).join('、')
  return z
    .string()
    .refine(
      (code) => findItem(table, code) !== null,
      rule('unknown_code', `应为${table.title}代码：${codes}`),
    )
}

const accident = z
  .string()
  .refine(
    (code) => findAccidentCategory(code) !== null,
    rule('unknown_code', '应为事故类别代码，如 A09（火灾）'),
  )
  .nullable()

const position = z.tuple([z.number(), z.number()]).nullable()

const planPlace = z
  .strictObject({
    planId: idSchema,
    point: z.tuple([z.number().min(-1e6).max(1e6), z.number().min(-1e6).max(1e6)]),
  })
  .nullable()

const funds = z.number().min(0).max(1e11).nullable()

/** The six parts of a rectification plan; none of them may be empty. */
const planParts = z.strictObject(
  Object.fromEntries(PLAN_PARTS.map((part) => [part, textSchema(1000, 1)])) as Record<
    PlanPart,
    ReturnType<typeof textSchema>
  >,
)

/** What `POST /api/hazards` takes. */
export const hazardReportSchema = z.strictObject({
  enterpriseId: idSchema,
  riskPointId: idSchema.nullable().default(null),
  number: optionalLine(60),
  description: textSchema(2000, 1),
  hazardLevel: z.enum(HAZARD_LEVELS).default('general'),
  category: codeOf(hazardCategories).default('8'),
  source: codeOf(hazardSources).default('10'),
  checkMode: codeOf(checkModes).default('SELF'),
  accident: accident.default(null),
  ruleCode: optionalLine(200),
  manageType: z.enum(HAZARD_MANAGE_TYPES).default('deadline'),
  foundAt: instantSchema.nullable().default(null),
  foundBy: optionalLine(100),
  deadline: z.string().max(10).nullable().default(null),
  measure: optionalText(2000),
  position: position.default(null),
  planPlace: planPlace.default(null),
  part: optionalLine(100),
  inspectors: optionalLine(200),
  interimMeasure: optionalText(2000),
  fundsYuan: funds.default(null),
  contingency: optionalText(2000),
  responsibleDepartment: optionalLine(100),
  /** Roster person who is to put it right. */
  rectifier: idSchema.nullable().default(null),
  /** Ids of photos uploaded for this enterprise before. */
  photos: z.array(idSchema).max(20).default([]),
  /** Put right on the spot: closes the report in the same transaction. */
  sameDayFix: z
    .strictObject({ note: textSchema(2000).default(''), photos: z.array(idSchema).max(20) })
    .nullable()
    .default(null),
})

/** What `PATCH /api/hazards/:id` takes: where it stands in the loop only moves change. */
export const hazardPatchSchema = z
  .strictObject({
    riskPointId: idSchema.nullable(),
    description: textSchema(2000, 1),
    hazardLevel: z.enum(HAZARD_LEVELS),
    category: codeOf(hazardCategories),
    source: codeOf(hazardSources),
    accident,
    ruleCode: lineSchema(200).nullable(),
    manageType: z.enum(HAZARD_MANAGE_TYPES),
    measure: textSchema(2000, 1).nullable(),
    position,
    planPlace,
    part: lineSchema(100).nullable(),
    inspectors: lineSchema(200).nullable(),
    interimMeasure: textSchema(2000, 1).nullable(),
    fundsYuan: funds,
    contingency: textSchema(2000, 1).nullable(),
    responsibleDepartment: lineSchema(100).nullable(),
    supervised: z.boolean(),
    supervisedLevel: z.enum(SUPERVISED_LEVELS).nullable(),
  })
  .partial()

/** What `POST /api/hazards/:id/transitions` takes. */
export const hazardMoveSchema = z.strictObject({
  to: z.enum(HAZARD_STATES),
  note: textSchema(2000).default(''),
  rectifier: idSchema.nullish(),
  acceptor: idSchema.nullish(),
  photos: z.array(idSchema).max(20).default([]),
  deadline: z.string().max(10).nullish(),
  plan: planParts.nullish(),
})
