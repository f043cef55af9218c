import { assess } from '#domain/assess/assess.ts'
import type { Assessed } from '#domain/assess/why.ts'
import type { CrsName } from '#domain/crs.ts'
import { accidentCategories, findAccidentCategory } from '#domain/norms/accident-categories.ts'
import { directRules } from '#domain/norms/risk-codes.ts'
import type { Position } from '#domain/position.ts'
import { riskLevelFacts } from '#domain/risk-level.ts'
import type { MeasureCategory, RiskPointKind } from '#domain/risk-point.ts'
import { cellText, codeCell, momentCell, numberCell, riskLevelCell, textCell } from './cell.ts'
import { CodeList } from './code-words.ts'
import { readPosition } from './coordinates.ts'
import { readEnterpriseReference, type EnterpriseReference } from './enterprise-reference.ts'
import type { Place } from './place.ts'
import { fromDomainIssue } from './row-issue.ts'
import type { RowReader } from './row-reader.ts'

/** One risk event a row brings with it, named by its accident where the row names it no other way. */
export interface EventCandidate {
  readonly unit: string | null
  readonly name: string
  readonly hazardFactor: string | null
  readonly accident: string
  readonly consequence: string | null
}

/** How a row grades its events: the parameters as written, and what they come to. */
export interface GradingCandidate {
  readonly params: Readonly<Record<string, number | string>>
  readonly assessed: Assessed
  readonly assessedAt: Date | null
}

/** What one row of a risk list (风险分级管控清单) says. */
export interface RiskPointCandidate {
  readonly enterprise: EnterpriseReference
  readonly number: string | null
  readonly name: string
  readonly kind: RiskPointKind | null
  readonly department: string | null
  readonly events: readonly EventCandidate[]
  readonly grading: GradingCandidate | null
  readonly measures: readonly { readonly category: MeasureCategory; readonly text: string }[]
  readonly position: Position | null
  /** What was taken otherwise than written, for a person to know. */
  readonly warnings: readonly string[]
}

const kindWords = new CodeList('风险点类型', [
  { code: 'facility', name: '设备设施' },
  { code: 'area', name: '场所区域' },
  { code: 'activity', name: '作业活动' },
])
const accidentWords = new CodeList('事故类别', [
  ...accidentCategories('2025').items,
  ...accidentCategories('1986').items,
])
const ruleWords = new CodeList('直接判定情形', directRules.items)

/** What coded columns are read against, for whoever fills them in. */
export const RISK_POINT_CODE_LISTS = {
  kind: kindWords,
  accident: accidentWords,
  directRule: ruleWords,
} as const

const MEASURE_CATEGORIES = ['ENG', 'MGT', 'EDU', 'PPE', 'EMG'] as const
const METHODS = {
  LEC: ['l', 'e', 'c'],
  MES: ['m', 'e', 's'],
  LS: ['l', 's'],
} as const

/** Read one row of a risk list; null when it has faults, which stand on the row. */
export function readRiskPoint(
  row: RowReader,
  context: { readonly crs: CrsName; readonly place: Place; readonly now: Date },
): RiskPointCandidate | null {
  const enterprise = readEnterpriseReference(row)
  const name = row.require('name', '风险点名称', line(100))
  const warnings: string[] = []
  const grading = readGrading(row, warnings, context.now)
  const events = readEvents(row, grading !== null)
  const candidate = {
    number: row.read('number', (field, cell) => codeCell(field, cell, 40)),
    kind: row.read('kind', (field, cell) => kindWords.cell(field, cell)) as RiskPointKind | null,
    department: row.read('department', line(80)),
    events,
    grading,
    measures: readMeasures(row, warnings),
    warnings,
  }
  const position = readPosition(row.positionCells(), context.crs, context.place.extent)
  if (!position.ok) {
    row.issues.push(position.issue)
    return null
  }
  if (enterprise === null || name === null || row.issues.length > 0) return null
  return { enterprise, name, ...candidate, position: position.value?.position ?? null }
}

function line(characters: number) {
  return (field: string, cell: string) => textCell(field, cell, { characters })
}

function paragraph(field: string, cell: string) {
  return textCell(field, cell, { characters: 4000, lines: 'many' })
}

/** A ledger may name several accidents in one cell: each is an event of its own. */
function readEvents(row: RowReader, graded: boolean): EventCandidate[] {
  const accidents = row.read('accident', (field, cell) => accidentWords.cells(field, cell))
  const name = row.read('event', line(200))
  const unit = row.read('unit', line(100))
  const hazardFactor = row.read('hazardFactor', paragraph)
  const consequence = row.read('consequence', paragraph)
  if (accidents === null) {
    if (cellText(row.cell('accident')) === '' && (graded || name !== null)) {
      row.missing('accident', '可能导致的事故类别')
    }
    return []
  }
  return accidents.map((accident) => ({
    unit,
    name: name ?? findAccidentCategory(accident)?.name ?? accident,
    hazardFactor,
    accident,
    consequence,
  }))
}

/**
 * The grading a row carries. Parameters decide; a bare level is not taken, because nobody could say why.
 */
function readGrading(row: RowReader, warnings: string[], now: Date): GradingCandidate | null {
  const before = row.issues.length
  const stated = row.read('inherentLevel', riskLevelCell) ?? row.read('currentLevel', riskLevelCell)
  const assessedAt = row.read('assessedAt', momentCell)?.at ?? null
  if (assessedAt !== null && assessedAt > now) {
    row.refuse('assessedAt', 'in_future', '辨识分级时间晚于现在', '请核对日期')
  }
  const request = readRequest(row)
  if (row.issues.length > before) return null
  if (request === null) {
    if (stated !== null) {
      warnings.push(
        `只有等级 "${riskLevelFacts(stated).nameZh}" 而没有评价参数, 按未评价收入; 请补 L、E、C (或 L、S; M、E、S; 直接判定情形) 后再导入`,
      )
    }
    return null
  }
  const assessed = assess(request)
  if (!assessed.ok) {
    row.issues.push(
      ...assessed.issues.map((issue) =>
        fromDomainIssue(issue, issue.path.replace(/^params\./, '').toLowerCase()),
      ),
    )
    return null
  }
  if (stated !== null && stated !== assessed.value.level) {
    warnings.push(
      `表中等级 "${riskLevelFacts(stated).nameZh}" 与按 ${request.method} 算得的 "${riskLevelFacts(assessed.value.level).nameZh}" 不同, 取算得的等级`,
    )
  }
  return { params: request.params, assessed: assessed.value, assessedAt }
}

interface Request {
  readonly method: string
  readonly params: Readonly<Record<string, number | string>>
}

/** Direct judgement beats a score; else the method named, else the one whose parameters are all there. */
function readRequest(row: RowReader): Request | null {
  const rule = row.read('directRule', (field, cell) => ruleWords.cell(field, cell))
  if (rule !== null) return { method: 'DIRECT', params: { rule } }
  const given = new Map<string, number>()
  for (const field of ['l', 'e', 'c', 's', 'm']) {
    const value = row.read(field, numberCell)
    if (value !== null) given.set(field, value)
  }
  const named = cellText(row.cell('method')).normalize('NFKC').toUpperCase()
  const method = Object.keys(METHODS).find((one) => named.startsWith(one)) ?? null
  if (named !== '' && method === null && given.size > 0) {
    row.refuse(
      'method',
      'unknown_method',
      `没有评价方法 "${named.slice(0, 20)}"`,
      '请填 LEC、LS 或 MES',
    )
  }
  if (given.size === 0) return null
  const chosen =
    method ??
    Object.entries(METHODS).find(([, fields]) => fields.every((field) => given.has(field)))?.[0] ??
    'LEC'
  const fields = METHODS[chosen as keyof typeof METHODS]
  return {
    method: chosen,
    params: Object.fromEntries(
      fields.flatMap((field) => {
        const value = given.get(field)
        return value === undefined ? [] : [[field.toUpperCase(), value]]
      }),
    ),
  }
}

function readMeasures(row: RowReader, warnings: string[]): RiskPointCandidate['measures'] {
  const measures: { category: MeasureCategory; text: string }[] = []
  for (const category of MEASURE_CATEGORIES) {
    const text = row.read(`measure${category}`, paragraph)
    if (text !== null) measures.push({ category, text })
  }
  const unsorted = row.read('measures', paragraph)
  if (unsorted !== null) {
    measures.push({ category: 'MGT', text: unsorted })
    warnings.push('管控措施未分类, 按管理措施收入')
  }
  return measures
}
