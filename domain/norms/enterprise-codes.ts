import flagTable from '#data/codes/flags.json' with { type: 'json' }
import sectorTable from '#data/codes/sectors.json' with { type: 'json' }
import sizeTable from '#data/codes/sizes.json' with { type: 'json' }
import { findItem } from './table.ts'
import type { NormItem, NormTable } from './table.ts'

/** A sector of supervision (监管行业领域) with the department in charge. */
export interface Sector extends NormItem {
  readonly department: string
  readonly branches?: readonly string[]
}

/** Sectors of supervision (监管行业领域), what a bureau filters by. */
export const sectors = sectorTable as NormTable<Sector>

/** The department that supervises a sector (主管部门); null for a sector the table does not have. */
export function supervisingDepartment(sector: string): string | null {
  return findItem(sectors, sector)?.department ?? null
}

/** Every supervising department (主管部门), each once, in the order of its sectors. */
export function supervisingDepartments(): string[] {
  return [...new Set(sectors.items.map(({ department }) => department))]
}

/** Special circumstances of supervision (重点监管情形), any number for one enterprise. */
export const flags = flagTable as NormTable<NormItem>

/** Scale of an enterprise (企业规模: 规上, 小微). */
export const sizes = sizeTable as NormTable<NormItem>
