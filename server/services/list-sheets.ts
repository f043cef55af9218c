import { postDutyItem } from '#domain/post-duty.ts'
import { findItem } from '#domain/norms/table.ts'
import { checkModes, hazardCategories } from '#domain/norms/hazard-codes.ts'
import { controlTier, measureCategories } from '#domain/norms/risk-codes.ts'
import { HAZARD_LEVEL_NAMES, HAZARD_STATE_NAMES } from '#domain/hazard.ts'
import { RISK_LEVELS, riskLevelFacts, type RiskLevel } from '#domain/risk-level.ts'
import type { RiskPointKind } from '#domain/risk-point.ts'
import { dayCell, levelName, type Cell } from './cell.ts'
import type { ListedHazard } from './hazard-list.ts'
import type { PostDuty } from './post-duty-list.ts'
import type { ListedGrade, RiskControl } from './risk-control-list.ts'
import { sheetColumns, type SheetColumn } from './workbook.ts'

/** What nobody has said; two hyphens would be taken for a formula. */
const UNKNOWN = '—'

const KIND_NAMES: Readonly<Record<RiskPointKind, string>> = {
  facility: '设备设施',
  area: '场所区域',
  activity: '作业活动',
}

/** A level in words that need no colour: `重大风险 A 红`. */
function levelCell(level: RiskLevel | null): Cell {
  if (level === null) return { level }
  const { letter, colourZh } = riskLevelFacts(level)
  return { level, text: `${levelName(level)} ${letter} ${colourZh}` }
}

const gradeCells = (grade: ListedGrade | null): Cell[] => [
  grade?.values ?? UNKNOWN,
  levelCell(grade?.level ?? null),
]

/** Numbered where there are several, one a line. */
function lines(texts: readonly string[]): string {
  if (texts.length < 2) return texts[0] ?? UNKNOWN
  return texts.map((text, index) => `${index + 1}. ${text}`).join('\n')
}

/** What belongs to some of several items, by the item's number. */
function numbered(texts: readonly (string | null)[]): string {
  const said = texts.flatMap((text, index) =>
    text === null ? [] : [texts.length < 2 ? text : `${index + 1}. ${text}`],
  )
  return said.join('\n') || UNKNOWN
}

/** Columns of the list of risks and their control (安全风险分级管控清单). */
export const RISK_CONTROL_COLUMNS: readonly SheetColumn[] = sheetColumns([
  ['序号', 6],
  ['企业名称', 20],
  ['风险点编号', 11],
  ['风险点名称', 18],
  ['风险点类型', 10],
  ['所在位置/区域', 18],
  ['单元·作业步骤', 16],
  ['主要危险有害因素（危险源）', 24],
  ['可能导致事故类别', 14],
  ['评价方法', 8],
  ['固有风险评价取值', 16],
  ['固有风险等级', 12],
  ['现有风险评价取值', 16],
  ['现有风险等级/色度', 12],
  ...measureCategories.items.map(({ name }) => [name, 24] as const),
  ['管控层级', 9],
  ['责任部门', 12],
  ['责任人', 10],
  ['联系电话', 14],
  ['辨识分级时间', 12],
  ['备注', 10],
])

/** One row of the list of risks and their control (安全风险分级管控清单). */
export function riskControlCells(row: RiskControl, index: number): Cell[] {
  return [
    index,
    row.enterpriseName,
    row.number,
    row.name,
    KIND_NAMES[row.kind],
    row.place ?? UNKNOWN,
    row.unit ?? UNKNOWN,
    [row.hazardFactor, row.event].filter((text) => text !== null).join('；') || UNKNOWN,
    row.accidentName ?? UNKNOWN,
    row.current?.method ?? row.inherent?.method ?? UNKNOWN,
    ...gradeCells(row.inherent),
    ...gradeCells(row.current),
    ...measureCategories.items.map(({ code }) =>
      lines(row.measures.filter(({ category }) => category === code).map(({ text }) => text)),
    ),
    row.controlTier ?? UNKNOWN,
    row.department ?? UNKNOWN,
    row.person ?? UNKNOWN,
    row.phone ?? UNKNOWN,
    dayCell(row.assessedOn) ?? UNKNOWN,
    row.sample ? '示例' : '',
  ]
}

/** Columns of the counts by level and tier of control (管控层级汇总). */
export const RISK_COUNT_COLUMNS: readonly SheetColumn[] = sheetColumns([
  ['现有风险等级', 18],
  ...RISK_LEVELS.map(({ level }) => [controlTier(level) ?? '', 12] as const),
  ['未定', 12],
  ['合计', 12],
])

/** Counts rows of the list by level × tier of control (等级×管控层级), as they pass. */
export class RiskCounts {
  readonly #counts = new Map<string, number>()

  add({ level, controlTier: tier }: Pick<RiskControl, 'level' | 'controlTier'>): void {
    const key = `${level ?? ''} ${tier ?? ''}`
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }

  /** One row a level, then their sum. */
  rows(): Cell[][] {
    const tiers = [...RISK_LEVELS.map(({ level }) => controlTier(level)), null]
    const counts = [...RISK_LEVELS.map(({ level }) => level), null].map((level) => ({
      level,
      counts: tiers.map((tier) => this.#counts.get(`${level ?? ''} ${tier ?? ''}`) ?? 0),
    }))
    const total = tiers.map((_tier, at) => sum(counts.map((row) => row.counts[at] ?? 0)))
    return [
      ...counts.map((row) => [levelCell(row.level), ...row.counts, sum(row.counts)]),
      ['合计', ...total, sum(total)],
    ]
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

/** Columns of the list of hazards and their treatment (隐患排查治理清单). */
export const HAZARD_LIST_COLUMNS: readonly SheetColumn[] = sheetColumns([
  ['序号', 6],
  ['排查时间', 12],
  ['检查类型/模式', 11],
  ['检查单位与人员', 18],
  ['受检单位/部位', 24],
  ['关联风险点', 20],
  ['隐患描述', 34],
  ['隐患类别', 9],
  ['隐患等级', 10],
  ['依据条款', 20],
  ['照片', 8],
  ['整改措施', 28],
  ['整改责任人/部门', 16],
  ['资金（元）', 10],
  ['整改期限', 12],
  ['应急（临时）措施', 20],
  ['完成时间', 12],
  ['整改后照片', 8],
  ['验收人', 10],
  ['验收时间', 12],
  ['验收结论', 16],
  ['状态', 11],
])

/** One row of the list of hazards and their treatment (隐患排查治理清单). */
export function hazardCells(row: ListedHazard, index: number): Cell[] {
  return [
    index,
    { day: row.foundOn },
    findItem(checkModes, row.checkMode)?.name ?? row.checkMode,
    row.inspectors ?? UNKNOWN,
    [row.enterpriseName, row.part].filter((text) => text !== null).join('／'),
    row.riskPoint === null ? UNKNOWN : `${row.riskPoint.number} ${row.riskPoint.name}`,
    row.description,
    findItem(hazardCategories, row.category)?.name ?? row.category,
    HAZARD_LEVEL_NAMES[row.hazardLevel].nameZh,
    row.ruleCode ?? UNKNOWN,
    photoCount(row.photosBefore),
    row.measure ?? UNKNOWN,
    [row.rectifier, row.department].filter((text) => text !== null).join('／') || UNKNOWN,
    row.fundsYuan ?? UNKNOWN,
    dayCell(row.deadline) ?? UNKNOWN,
    row.interimMeasure ?? UNKNOWN,
    dayCell(row.completedOn) ?? UNKNOWN,
    photoCount(row.photosAfter),
    row.acceptor ?? UNKNOWN,
    dayCell(row.acceptedOn) ?? UNKNOWN,
    row.accepted === null ? UNKNOWN : verdict(row.accepted, row.acceptanceNote),
    HAZARD_STATE_NAMES[row.state].nameZh,
  ]
}

function photoCount(photos: readonly string[]): string {
  return photos.length === 0 ? '无' : `${photos.length} 张`
}

function verdict(accepted: boolean, note: string | null): string {
  return `${accepted ? '合格' : '不合格'}${note === null ? '' : `：${note}`}`
}

/** Columns of the list of posts and their duties (岗位安全责任清单). */
export const POST_DUTY_COLUMNS: readonly SheetColumn[] = sheetColumns([
  ['序号', 6],
  ['单位', 20],
  ['部门', 12],
  ['岗位', 12],
  ['姓名', 10],
  ['责任内容', 38],
  ['对应任务与频次', 26],
  ['本岗位主要风险（等级）', 38],
  ['最高风险等级', 12],
  ['管控措施', 40],
  ['隐患排查内容', 36],
  ['应急处置要点', 36],
  ['考核标准/履职证据', 26],
  ['本人签字', 12],
  ['日期', 12],
])

/** One row of the list of posts and their duties (岗位安全责任清单); signed on paper. */
export function postDutyCells(row: PostDuty, index: number): Cell[] {
  const risks = row.risks.map(
    ({ number, name, accidentName, level }) =>
      `${number} ${name}${accidentName === null ? '' : `（${accidentName}）`} ${levelName(level)}`,
  )
  const duties = row.duties.map(postDutyItem)
  return [
    index,
    row.enterpriseName,
    row.department || UNKNOWN,
    row.post || UNKNOWN,
    row.name ?? UNKNOWN,
    lines(duties.map(({ text }) => text)),
    numbered(duties.map(({ task }) => task)),
    lines([...new Set(risks)]),
    levelCell(row.risks[0]?.level ?? null),
    lines(row.measures),
    lines(row.checks),
    lines(row.emergency),
    numbered(duties.map(({ evidence }) => evidence)),
    '',
    '',
  ]
}
