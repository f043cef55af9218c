import { bbox } from '@turf/turf'
import type { CountyExtent } from '#domain/position.ts'
import { regionContains, type Region } from '#domain/region.ts'
import { failure, success, type Result } from '#domain/result.ts'
import { cellText, shortened, textCell } from './cell.ts'
import type { RowReader } from './row-reader.ts'

/** Which county rows must lie in: its divisions by code and name, its extent; none checks nothing. */
export interface Place {
  readonly county: Region | null
  readonly extent: CountyExtent | null
  /** The 9-digit township of a row; null with the fault noted, or where nothing is said. */
  readonly readTownship: (row: RowReader) => string | null
  /** The 12-digit village of a row inside its township. */
  readonly readVillage: (row: RowReader, township: string | null) => string | null
}

/** A file from anywhere: a place must be real, but no county is asked for; townships only as full codes. */
export const ANYWHERE: Place = {
  county: null,
  extent: null,
  readTownship: (row) => divisionCode(row, 'township', 9),
  readVillage: (row) => divisionCode(row, 'village', 12),
}

/**
 * The county that a person names, or the one this installation is about.
 * Shape: `none` → no county
 * Errors: `region_unknown`, `region_needed`, `region_without_boundary`, each with what to do
 */
export function placeOf(regions: readonly Region[], choice: string | null): Result<Place> {
  if (choice === 'none') return success(ANYWHERE)
  const counties = regions.filter(({ kind }) => kind === 'county')
  const shown = counties.map(({ code, name }) => `${code} ${name}`).join(', ')
  const county =
    choice === null ? homeOf(regions, counties) : counties.find(({ code }) => code === choice)
  if (county === undefined || county === null) {
    if (choice !== null) {
      return failure(
        'region',
        'region_unknown',
        `没有县级区划 ${shortened(choice)}; 请用 --region ${shown === '' ? 'none' : `其一: ${shown}, 或 none`}`,
      )
    }
    return failure(
      'region',
      'region_needed',
      counties.length === 0
        ? '系统中还没有县级区划; 请先导入边界 (--kind regions), 或用 --region none'
        : `有多个县级区划; 请用 --region 指明其一: ${shown}`,
    )
  }
  if (county.geometry === null) {
    return failure(
      'region',
      'region_without_boundary',
      `${county.name} 还没有边界, 无法判断坐标是否在县内; 请先导入边界 (--kind regions), 或用 --region none`,
    )
  }
  const [west, south, east, north] = bbox(county.geometry)
  return success({
    county,
    extent: { name: county.name, bbox: [west, south, east, north] },
    ...divisionReaders(regions, county),
  })
}

/** The only county, or the only one whose townships are known: neighbours are there for their outline. */
function homeOf(regions: readonly Region[], counties: readonly Region[]): Region | null {
  if (counties.length === 1) return counties[0] ?? null
  const parents = new Set(
    regions.flatMap(({ kind, parentCode }) => (kind === 'township' ? [parentCode] : [])),
  )
  const known = counties.filter(({ code }) => parents.has(code))
  return known.length === 1 ? (known[0] ?? null) : null
}

function divisionReaders(
  regions: readonly Region[],
  county: Region,
): Pick<Place, 'readTownship' | 'readVillage'> {
  const inside = regions.filter(({ code }) => regionContains(county.code, code))
  const townships = inside.filter(({ kind }) => kind === 'township')
  const villages = inside.filter(({ kind }) => kind === 'village')
  return {
    readTownship: (row) => {
      const text = cellText(row.cell('township'))
      if (text === '') {
        row.missing('township', '乡镇 (街道)')
        return null
      }
      const code = findDivision(text, townships, county.name)
      if (code === null) {
        row.refuse(
          'township',
          'unknown_township',
          `"${shortened(text)}" 不是${county.name}的乡镇 (街道)`,
          `请用名称或代码: ${townships.map((one) => `${one.code} ${one.name}`).join('、')}`,
        )
      }
      return code
    },
    readVillage: (row, township) => {
      const text = cellText(row.cell('village'))
      if (text === '') return null
      const candidates =
        township === null ? villages : villages.filter(({ code }) => regionContains(township, code))
      const code = findDivision(text, candidates, '')
      if (code === null) {
        row.refuse(
          'village',
          'unknown_village',
          `所填乡镇没有唯一的村 (社区) "${shortened(text)}"`,
          '请写全称或 12 位代码, 或留空',
        )
      }
      return code
    },
  }
}

/** By code (12 digits of a township too), by name with or without the county's, by a beginning that is unique. */
function findDivision(text: string, known: readonly Region[], countyName: string): string | null {
  const digits = text.replace(/\.0+$/, '')
  if (/^\d+$/.test(digits)) {
    const match = known.find(({ code }) => digits === code || digits === code.padEnd(12, '0'))
    return match?.code ?? null
  }
  const afterCounty = countyName === '' ? -1 : text.lastIndexOf(countyName)
  const name = (afterCounty < 0 ? text : text.slice(afterCounty + countyName.length)).replaceAll(
    /\s/g,
    '',
  )
  const plain = name.replace(/街道办事处$|办事处$/, '街道')
  const exact = known.filter((one) => one.name === name || one.name === plain)
  const match = exact.length > 0 ? exact : known.filter((one) => one.name.startsWith(name))
  return match.length === 1 && name.length >= 2 ? (match[0]?.code ?? null) : null
}

function divisionCode(
  row: RowReader,
  field: 'township' | 'village',
  digits: number,
): string | null {
  const text = row.read(field, (name, cell) => textCell(name, cell, { characters: 60 }))
  if (text === null) return null
  if (new RegExp(`^\\d{${digits}}(000)?$`).test(text)) return text.slice(0, digits)
  row.refuse(
    field,
    'not_a_division',
    `没有指定县, "${shortened(text)}" 无法对应到区划`,
    `请填 ${digits} 位区划代码, 用 --map ${field}= 略过该列, 或用 --region 指明县`,
  )
  return null
}
