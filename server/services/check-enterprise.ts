import { parseCrs, toWgs84 } from '#domain/crs.ts'
import type { Enterprise } from '#domain/enterprise.ts'
import { diagnosePosition } from '#domain/position.ts'
import { failure, success } from '#domain/result.ts'
import type { Issue, Result } from '#domain/result.ts'
import { regionContains } from '#domain/region.ts'
import { inScope } from '#domain/scope.ts'
import type { Scope, ScopedRow } from '#domain/scope.ts'
import { checkUscc } from '#domain/uscc.ts'
import { findEnterprisesByNaturalKey } from '#server/store/enterprise.ts'
import { readRegionNames } from '#server/store/region.ts'
import type { Reader } from '#server/store/transact.ts'
import { findCountyExtent } from './county-extent.ts'
import { epsgTable } from './epsg-table.ts'

/** A place as it was given, in whatever system. */
export interface GivenPlace {
  readonly position: readonly [x: number, y: number] | null
  readonly crs: string
}

/**
 * A credit code (统一社会信用代码) in its canonical form, that no other enterprise has.
 * Errors: those of checkUscc; already_taken, also when its owner was archived
 */
export async function takeUscc(
  reader: Reader,
  text: string | null,
  selfId: string,
): Promise<Result<string | null>> {
  if (text === null || text.trim() === '') return success(null)
  const uscc = checkUscc(text)
  if (!uscc.ok) return uscc
  const known = await findEnterprisesByNaturalKey(reader, { usccs: [uscc.value], externalIds: [] })
  if (known.every(({ id }) => id === selfId)) return uscc
  return failure('uscc', 'already_taken', '该统一社会信用代码已登记，请核对，或在已有企业上修改')
}

/**
 * Check that a township and village (乡镇、村) are there and nest; nothing is asked of a county whose
 * townships were not imported.
 * Errors: unknown_township, unknown_village
 */
export async function checkDivision(
  reader: Reader,
  { township, village }: Pick<Enterprise, 'township' | 'village'>,
): Promise<Result<undefined>> {
  const issues: Issue[] = []
  const county = township?.slice(0, 6) ?? ''
  const known = [...(await readRegionNames(reader)).keys()].filter(
    (code) => code.length === 9 && regionContains(county, code),
  )
  if (township !== null && known.length > 0 && !known.includes(township))
    issues.push({
      path: 'township',
      code: 'unknown_township',
      message: '本县没有此乡镇（街道），请按区划代码选择',
    })
  if (village !== null && (township === null || !regionContains(township, village)))
    issues.push({
      path: 'village',
      code: 'unknown_village',
      message: '村（社区）不在所填乡镇内，请核对',
    })
  return issues.length > 0 ? { ok: false, issues } : success(undefined)
}

/** An enterprise must be inside the scope of who writes it. Errors: outside_scope */
export function checkWithin(scope: Scope, row: ScopedRow): Result<undefined> {
  if (inScope(scope, row)) return success(undefined)
  return failure('township', 'outside_scope', '不在您的管理范围内，请核对乡镇和监管行业')
}

/**
 * Convert a place to WGS 84 and hold it against its county (坐标校核); the given one is kept beside it.
 * Errors: those of parseCrs, toWgs84 and diagnosePosition, told of `crs` or `position`
 */
export async function readPlace(
  reader: Reader,
  { position, crs }: GivenPlace,
  county: string | null,
): Promise<Result<Pick<Enterprise, 'position' | 'sourcePosition'>>> {
  if (position === null) return success({ position: null, sourcePosition: null })
  const system = parseCrs(crs, epsgTable)
  if (!system.ok) return system
  const [x, y] = position
  const extent = await findCountyExtent(reader, county)
  const converted = toWgs84(position, system.value, epsgTable)
  const checked = converted.ok
    ? diagnosePosition(converted.value[0], converted.value[1], extent)
    : // The county knows whether two numbers are only the wrong way round.
      system.value === 'wgs84'
      ? diagnosePosition(x, y, extent)
      : converted
  if (!checked.ok)
    return { ok: false, issues: checked.issues.map((one) => ({ ...one, path: 'position' })) }
  return success({ position: checked.value, sourcePosition: { crs: system.value, x, y } })
}
