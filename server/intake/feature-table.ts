import { failure, success, type Result } from '#domain/result.ts'
import { isNestedWithin } from './json-depth.ts'

/** The features of a GeoJSON file as rows: `row` counts features from 1, cells are their properties. */
export interface FeatureTable {
  readonly header: readonly string[]
  readonly features: readonly {
    readonly row: number
    readonly cells: readonly string[]
    readonly geometry: unknown
  }[]
}

const DEEPEST = 32
const MOST_FEATURES = 20_000
const MOST_PROPERTIES = 200

/**
 * Read a GeoJSON FeatureCollection or single Feature; geometries are not looked into yet.
 * Errors: `not_json`, `too_deep`, `not_features`, `too_many_features`, `too_many_columns`
 */
export function readFeatures(text: string): Result<FeatureTable> {
  if (!isNestedWithin(text, DEEPEST)) {
    return failure('file', 'too_deep', `JSON 嵌套超过 ${DEEPEST} 层; 请重新导出 GeoJSON`)
  }
  const document = parseJson(text)
  if (document === undefined) {
    return failure('file', 'not_json', '不是可读的 JSON; 边界 (regions) 只收 GeoJSON 文件')
  }
  const features = featuresOf(document)
  if (features === null) {
    return failure(
      'file',
      'not_features',
      '不是 GeoJSON FeatureCollection; 请从 GIS 软件导出为 GeoJSON',
    )
  }
  if (features.length > MOST_FEATURES) {
    return failure('file', 'too_many_features', `超过 ${MOST_FEATURES} 个要素; 请拆分后分次导入`)
  }
  const header = [...new Set(features.flatMap((feature) => Object.keys(propertiesOf(feature))))]
  if (header.length > MOST_PROPERTIES) {
    return failure('file', 'too_many_columns', `属性超过 ${MOST_PROPERTIES} 个; 请只留名称与代码`)
  }
  return success({
    header,
    features: features.map((feature, index) => {
      const properties = propertiesOf(feature)
      return {
        row: index + 1,
        cells: header.map((name) => cellOf(properties[name])),
        geometry: isObject(feature) ? feature.geometry : undefined,
      }
    }),
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function featuresOf(document: unknown): readonly unknown[] | null {
  if (!isObject(document)) return null
  if (document.type === 'Feature') return [document]
  return document.type === 'FeatureCollection' && Array.isArray(document.features)
    ? (document.features as readonly unknown[])
    : null
}

function propertiesOf(feature: unknown): Readonly<Record<string, unknown>> {
  return isObject(feature) && isObject(feature.properties) ? feature.properties : {}
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function cellOf(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
