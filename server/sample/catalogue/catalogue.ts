import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'

/** How grave an event of the catalogue tends to be after its measures. */
const profile = z.enum(['extreme', 'high', 'mid', 'low'])
export type RiskProfile = z.infer<typeof profile>

const numbers = z.string().transform((text) => text.split(' ').map(Number))

const sourceRow = z.object({
  source: z.string(),
  name: z.string(),
  kind: z.enum(['facility', 'area', 'activity']),
})
const eventRow = z.object({
  source: z.string(),
  event: z.string(),
  accident: z.string().regex(/^A\d{2}$/),
  family: z.string(),
  profile,
  consequences: numbers,
  exposure: z.coerce.number(),
  factor: z.string(),
  outcome: z.string(),
  engineering: z.string(),
  management: z.string(),
})
const familyRow = z.object({
  family: z.string(),
  training: z.string(),
  protection: z.string(),
  emergency: z.string(),
})
const findingRow = z.object({
  family: z.string(),
  category: z.string(),
  hazardLevel: z.enum(['general', 'major']),
  description: z.string(),
  measure: z.string(),
  rule: z.string().transform((text) => (text === '' ? null : text)),
})

export type EventTemplate = z.infer<typeof eventRow>
export type FamilyMeasures = z.infer<typeof familyRow>
export type FindingTemplate = z.infer<typeof findingRow>

/** A risk source (风险源): a kind of machine, place or task, and what may happen there. */
export interface RiskSource extends z.infer<typeof sourceRow> {
  readonly events: readonly EventTemplate[]
}

function readRows<T>(file: string, row: z.ZodType<T>): T[] {
  const text = readFileSync(new URL(`../../../data/sample/${file}`, import.meta.url), 'utf8')
  return z.array(row).parse(parse(text, { columns: true }))
}

function readSources(): ReadonlyMap<string, RiskSource> {
  const events = Map.groupBy(readRows('risk-events.csv', eventRow), ({ source }) => source)
  return new Map(
    readRows('risk-sources.csv', sourceRow).map((row) => [
      row.source,
      { ...row, events: events.get(row.source) ?? [] },
    ]),
  )
}

/** Every risk source by key. */
export const RISK_SOURCES = readSources()

const FAMILIES = new Map(
  readRows('measure-families.csv', familyRow).map((row) => [row.family, row] as const),
)
const FINDINGS = Map.groupBy(readRows('hazard-findings.csv', findingRow), ({ family }) => family)

/** One risk source. Errors: RangeError for a key the catalogue lacks */
export function riskSource(key: string): RiskSource {
  const source = RISK_SOURCES.get(key)
  if (source === undefined) throw new RangeError(`no risk source ${key} in the catalogue`)
  return source
}

/** Training, protection and emergency measures (培训、防护、应急) of a family of events. */
export function familyMeasures(family: string): FamilyMeasures {
  const measures = FAMILIES.get(family)
  if (measures === undefined) throw new RangeError(`no measures for the family ${family}`)
  return measures
}

/** What a check may find (隐患) where such an event threatens. */
export function findingsOf(family: string): readonly FindingTemplate[] {
  return FINDINGS.get(family) ?? []
}
