import table from '#data/codes/industries.json' with { type: 'json' }
import type { NormItem, NormTable } from './table.ts'

/** A class of the national economy (国民经济行业): section letter, or two to four digits. */
export interface Industry extends NormItem {
  /** Letter of the section (门类) it belongs to. */
  readonly section: string
  /** On sections only: the range of their two-digit divisions (大类), both ends included. */
  readonly firstDivision?: string
  readonly lastDivision?: string
}

/** Industries (国民经济行业): all sections and divisions, and the finer classes a county meets. */
export const industries = table as NormTable<Industry>

const byCode = new Map(industries.items.map((industry) => [industry.code, industry]))

/** Find an industry (行业) by exactly its code; null when the table has none. */
export function findIndustry(code: string): Industry | null {
  return byCode.get(code) ?? null
}

/**
 * The name of the finest known class that a code belongs to (行业名称).
 * Shape: '1353' → its own name; '1354', not in the table → that of '135'; '99' → null
 */
export function industryName(code: string): string | null {
  for (let length = code.length; length > 0; length -= 1) {
    const known = byCode.get(code.slice(0, length))
    if (known !== undefined) return known.name
  }
  return null
}

/** The section (门类) of a code, by its division; null when the division does not exist. */
export function industrySection(code: string): Industry | null {
  const section = (byCode.get(code) ?? byCode.get(code.slice(0, 2)))?.section
  return section === undefined ? null : findIndustry(section)
}

/** Whether a code lies within a class (行业归属): a section letter, or the digits it begins with. */
export function isIndustryWithin(code: string, ancestor: string): boolean {
  return code.startsWith(ancestor) || industrySection(code)?.code === ancestor
}
