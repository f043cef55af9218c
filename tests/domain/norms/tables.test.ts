import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

const mark = z.enum(['V', 'K', 'D'])
const text = z.string().min(1)
const level = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])
const item = { code: text, name: text, mark: mark.optional(), note: text.optional() }
const names = z.array(text)
const positive = z.number().positive()

const head = {
  id: text,
  title: text,
  edition: text,
  effectiveFrom: z.iso.date().nullable(),
  source: text,
  mark,
}
function table(fields: z.ZodRawShape = {}, more: z.ZodRawShape = {}): z.ZodType {
  const items = z.array(z.strictObject({ ...item, ...fields })).min(1)
  return z.strictObject({ ...head, ...more, items })
}

const factorHead = {
  method: z.enum(['LEC', 'LS', 'MES']),
  result: z.enum(['D', 'R']),
  parameters: z.array(z.strictObject({ code: text, name: text })).min(2),
}
const factor = { parameter: text, value: positive }
const band = z.strictObject({
  name: text,
  level,
  from: positive.nullable(),
  inclusive: z.boolean(),
})

const shapes: Readonly<Record<string, z.ZodType>> = {
  'accident-categories': table(),
  'accident-categories-1986': table(
    { successor: z.string().regex(/^A\d\d$/u) },
    { supersededBy: text },
  ),
  'accident-signs': table({
    warning: names,
    prohibition: names,
    mandatory: names,
    information: names,
  }),
  'major-hazard-rules': table({ standard: text }),
  'emergency-steps': table({ text, accident: text.optional() }),
  industries: table({
    section: z.string().regex(/^[A-T]$/u),
    firstDivision: z
      .string()
      .regex(/^\d\d$/u)
      .optional(),
    lastDivision: z
      .string()
      .regex(/^\d\d$/u)
      .optional(),
  }),
  sectors: table({ department: text, branches: names.optional() }),
  flags: table(),
  sizes: table(),
  'measure-categories': table({ exchangeClasses: z.array(z.enum(['1', '2', '3', '4'])).min(1) }),
  'check-modes': table({ actor: text, isCheck: z.boolean() }),
  'hazard-levels': table({ exchangeCode: text }),
  'hazard-manage-types': table({ exchangeCode: text }),
  'hazard-categories': table(),
  'hazard-sources': table(),
  'hazard-factors': table(),
  'direct-rules': table(),
  'control-tiers': table({ code: z.enum(['1', '2', '3', '4']) }),
  'lec-factors': table(
    { ...factor, alternative: text.optional(), dailyExposure: text.optional() },
    factorHead,
  ),
  'ls-factors': table(
    {
      ...factor,
      aspects: z
        .strictObject({ law: text, people: text, loss: text, downtime: text, image: text })
        .optional(),
    },
    factorHead,
  ),
  'mes-factors': table(factor, factorHead),
  'cutoff-sets': table({
    method: z.enum(['LEC', 'LS', 'MES']),
    isDefault: z.boolean(),
    edition: text,
    source: text,
    mark,
    bands: z.array(band).min(4).max(5),
  }),
  'density-weights': table({ weight: z.number().nonnegative() }),
  deadlines: table({
    value: z.number().nonnegative(),
    unit: z.enum(['hour', 'day', 'working-day', 'month', 'day-of-month', 'time']),
  }),
  'major-hazard-source-substances': table({
    thresholdTons: positive.nullable(),
    beta: positive.nullable(),
    hazardClass: text.optional(),
  }),
  'major-hazard-source-classes': table({ thresholdTons: positive, beta: positive }),
  'major-hazard-source-exposure': table({
    fromPersons: z.int().nonnegative(),
    alpha: positive,
  }),
  'password-profiles': table({
    leastLength: z.int().positive(),
    mostLength: z.int().positive(),
    leastClasses: z.int().min(0).max(4),
    expiresAfterDays: z.int().positive().nullable(),
    remembered: z.int().positive(),
  }),
  'major-hazard-source-grades': table({ grade: level, from: positive.nullable() }),
}

const directory = path.resolve(import.meta.dirname, '../../../data/codes')
// Coordinate reference systems and guessed passwords are no code lists: checked where they are used.
const NO_CODE_LISTS = ['cgcs2000-zones.json', 'common-passwords.json']
const files = readdirSync(directory).filter((file) => !NO_CODE_LISTS.includes(file))

describe('norm tables', () => {
  it('are exactly the files of data/codes', () => {
    expect(files.map((file) => path.basename(file, '.json')).sort()).toEqual(
      Object.keys(shapes).sort(),
    )
  })

  it.each(files)('%s has its shape, its own id and unique codes', (file) => {
    const content: unknown = JSON.parse(readFileSync(path.join(directory, file), 'utf8'))
    const id = path.basename(file, '.json')
    expect(shapes[id]?.safeParse(content).error).toBeUndefined()
    const read = z.object({ id: text, items: z.array(z.object({ code: text })) }).parse(content)
    expect(read.id).toBe(id)
    const codes = read.items.map(({ code }) => code)
    expect(new Set(codes).size).toBe(codes.length)
  })
})
