import { z } from '@hono/zod-openapi'
import {
  SELF_CHECK_ITEMS,
  STANDARDIZATION_GRADES,
  UNKNOWN_PROFILE,
} from '#domain/enterprise-profile.ts'
import type { SelfCheckItem } from '#domain/enterprise-profile.ts'
import { flags, sectors } from '#domain/norms/enterprise-codes.ts'
import { industrySection } from '#domain/norms/industries.ts'
import { findItem } from '#domain/norms/table.ts'
import { lineSchema, rule, textSchema } from './text-schema.ts'

const sector = z
  .string()
  .refine(
    (code) => findItem(sectors, code) !== null,
    rule('unknown_code', `应为监管行业代码：${sectors.items.map(({ code }) => code).join('、')}`),
  )
const flag = z
  .string()
  .refine(
    (code) => findItem(flags, code) !== null,
    rule('unknown_code', `应为重点监管情形：${flags.items.map(({ code }) => code).join('、')}`),
  )
const industry = z
  .string()
  .refine(
    (code) => /^(?:[A-T]|\d{2,4})$/.test(code) && industrySection(code) !== null,
    rule('unknown_code', '应为国民经济行业代码：门类字母或 2 至 4 位数字，如 C、26、2614'),
  )
const phone = z.string().regex(/^[\d +()-]{3,30}$/, '电话应为数字，可含 + - 空格和括号')

/** Where it is, in the system it was given in; converted, and kept as given beside that. */
const position = z.tuple([z.number(), z.number()])
const crs = z.string().max(40)

/** What its file says beside the ledger; the enterprise writes it as well. */
const profileShape = {
  legalRepresentative: lineSchema(50).nullable(),
  principalPerson: lineSchema(50).nullable(),
  businessScope: textSchema(2000, 1).nullable(),
  standardization: z.enum(STANDARDIZATION_GRADES).nullable(),
  selfCheck: z.strictObject(
    Object.fromEntries(
      SELF_CHECK_ITEMS.map((item) => [item, z.boolean().nullable().default(null)]),
    ) as Record<SelfCheckItem, z.ZodDefault<z.ZodNullable<z.ZodBoolean>>>,
  ),
}

/** What only those who keep the county's ledger write. */
const ledgerShape = {
  name: lineSchema(100),
  uscc: z.string().max(40).nullable(),
  township: z
    .string()
    .regex(/^\d{9}$/, '应为 9 位乡级区划代码')
    .nullable(),
  village: z
    .string()
    .regex(/^\d{12}$/, '应为 12 位村级区划代码')
    .nullable(),
  sector,
  industry: industry.nullable(),
  size: z.enum(['above-scale', 'small']),
  flags: z.array(flag).max(50),
}

/** What the enterprise itself writes as well. */
const contactShape = {
  address: lineSchema(200).nullable(),
  employees: z.number().int().min(0).max(1_000_000).nullable(),
  safetyOfficer: lineSchema(50).nullable(),
  phone: phone.nullable(),
  position: position.nullable(),
}

/** Fields that decide who supervises an enterprise, and so are not its own to change. */
export const LEDGER_FIELDS: ReadonlySet<string> = new Set(Object.keys(ledgerShape))

/** What `POST /api/enterprises` takes. */
export const enterpriseBodySchema = z.strictObject({
  name: ledgerShape.name,
  uscc: ledgerShape.uscc.default(null),
  township: ledgerShape.township.default(null),
  village: ledgerShape.village.default(null),
  sector: ledgerShape.sector,
  industry: ledgerShape.industry.default(null),
  size: ledgerShape.size.default('small'),
  flags: ledgerShape.flags.default([]),
  address: contactShape.address.default(null),
  employees: contactShape.employees.default(null),
  safetyOfficer: contactShape.safetyOfficer.default(null),
  phone: contactShape.phone.default(null),
  position: contactShape.position.default(null),
  legalRepresentative: profileShape.legalRepresentative.default(null),
  principalPerson: profileShape.principalPerson.default(null),
  businessScope: profileShape.businessScope.default(null),
  standardization: profileShape.standardization.default(null),
  selfCheck: profileShape.selfCheck.default(UNKNOWN_PROFILE.selfCheck),
  crs: crs.default('wgs84'),
})

/** What `PATCH /api/enterprises/:id` takes. */
export const enterprisePatchSchema = z
  .strictObject({ ...ledgerShape, ...contactShape, ...profileShape, crs })
  .partial()
