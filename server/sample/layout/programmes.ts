import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { ZONE_KINDS } from '#domain/plan.ts'
import type { Band } from './campus.ts'
import { FACILITY_FORMS } from './facility.ts'
import type { Facility } from './facility.ts'

/** Kinds of site that are laid out as a campus. */
export const CAMPUS_ARCHETYPES = [
  'ammonia-food',
  'food',
  'flour',
  'garment',
  'machinery',
  'foundry',
  'building-materials',
  'packaging',
  'furniture',
  'warehouse',
  'chemical-plant',
  'lpg-station',
  'oil-depot',
  'construction-site',
  'hospital',
  'school',
  'logistics-depot',
] as const
export type CampusArchetype = (typeof CAMPUS_ARCHETYPES)[number]

const words = z.string().transform((text) => (text === '' ? [] : text.split(' ')))
const range = words.transform((texts) => texts.map(Number)).pipe(z.tuple([z.number(), z.number()]))

const programmeRow = z.object({
  archetype: z.enum(CAMPUS_ARCHETYPES),
  row: z.coerce.number().int().positive(),
  side: z.enum(['left', 'right']),
  name: z.string(),
  form: z.enum(FACILITY_FORMS),
  zone: z.union([z.literal('').transform(() => null), z.enum(ZONE_KINDS)]),
  width: range,
  depth: range,
  department: z.string(),
  sources: words,
  sections: words,
})

function readProgrammes(): ReadonlyMap<CampusArchetype, readonly Band[]> {
  const file = new URL('../../../data/sample/site-programmes.csv', import.meta.url)
  const rows = z.array(programmeRow).parse(parse(readFileSync(file, 'utf8'), { columns: true }))
  const programmes = new Map<CampusArchetype, { left: Facility[]; right: Facility[] }[]>()
  for (const { archetype, row, side, sections, ...plain } of rows) {
    const bands = programmes.get(archetype) ?? []
    programmes.set(archetype, bands)
    while (bands.length < row) bands.push({ left: [], right: [] })
    bands[row - 1]?.[side].push(sections.length === 0 ? plain : { ...plain, sections })
  }
  return programmes
}

const PROGRAMMES = readProgrammes()

/** What stands on such a site (总平面功能组成), the row at the gate first. */
export function campusProgramme(archetype: CampusArchetype): readonly Band[] {
  return PROGRAMMES.get(archetype) ?? []
}
