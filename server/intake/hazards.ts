import type { CrsName } from '#domain/crs.ts'
import { HAZARD_STATE_NAMES, HAZARD_STATES, type HazardState } from '#domain/hazard.ts'
import type { HazardLevel, HazardManageType } from '#domain/hazard.ts'
import { accidentCategories } from '#domain/norms/accident-categories.ts'
import { checkModes, hazardCategories, hazardSources } from '#domain/norms/hazard-codes.ts'
import type { Position } from '#domain/position.ts'
import { codeCell, momentCell, textCell, type CellMoment } from './cell.ts'
import { CodeList } from './code-words.ts'
import { readPosition } from './coordinates.ts'
import { readEnterpriseReference, type EnterpriseReference } from './enterprise-reference.ts'
import type { Place } from './place.ts'
import type { RowReader } from './row-reader.ts'

/** What one row of a hazard ledger (隐患排查治理台账) says; null where it says nothing. */
export interface HazardCandidate {
  readonly enterprise: EnterpriseReference
  /** Number or name of a risk point of that enterprise. */
  readonly riskPoint: string | null
  readonly number: string | null
  readonly description: string
  readonly hazardLevel: HazardLevel
  readonly category: string | null
  readonly source: string | null
  readonly checkMode: string
  readonly accident: string | null
  readonly ruleCode: string | null
  readonly manageType: HazardManageType | null
  readonly state: HazardState | null
  readonly found: CellMoment
  readonly foundBy: string | null
  readonly deadline: string | null
  readonly closedAt: Date | null
  readonly measure: string | null
  readonly position: Position | null
}

const levelWords = new CodeList('隐患等级', [
  { code: 'general', name: '一般隐患' },
  { code: 'major', name: '重大隐患' },
  { code: 'major', name: '重大事故隐患' },
])
const manageWords = new CodeList('治理方式', [
  { code: 'immediate', name: '即查即改' },
  { code: 'immediate', name: '立即整改' },
  { code: 'deadline', name: '限期整改' },
])
const stateWords = new CodeList('隐患状态', [
  ...HAZARD_STATES.map((code) => ({ code, name: HAZARD_STATE_NAMES[code].nameZh })),
  { code: 'RECTIFYING', name: '未整改' },
  { code: 'RECTIFYING', name: '正在整改' },
  { code: 'CLOSED', name: '已整改' },
  { code: 'CLOSED', name: '已验收' },
  { code: 'CLOSED', name: '已完成' },
  { code: 'CLOSED', name: '已闭环' },
  { code: 'CLOSED', name: '销号' },
])
const modeWords = new CodeList('检查方式', checkModes.items)
const categoryWords = new CodeList('隐患类别', hazardCategories.items)
const sourceWords = new CodeList('隐患来源', hazardSources.items)
const accidentWords = new CodeList('事故类别', [
  ...accidentCategories('2025').items,
  ...accidentCategories('1986').items,
])

/** What coded columns are read against, for whoever fills them in. */
export const HAZARD_CODE_LISTS = {
  hazardLevel: levelWords,
  checkMode: modeWords,
  category: categoryWords,
  source: sourceWords,
  manageType: manageWords,
  accident: accidentWords,
  state: stateWords,
} as const

const from = (words: CodeList) => (field: string, cell: string) => words.cell(field, cell)
const line = (characters: number) => (field: string, cell: string) =>
  textCell(field, cell, { characters })
const paragraph = (field: string, cell: string) =>
  textCell(field, cell, { characters: 4000, lines: 'many' })

/** Read one row of a hazard ledger; null when it has faults, which stand on the row. */
export function readHazard(
  row: RowReader,
  context: { readonly crs: CrsName; readonly place: Place; readonly now: Date },
): HazardCandidate | null {
  const enterprise = readEnterpriseReference(row)
  const description = row.require('description', '隐患描述', paragraph)
  // Numbers are refused: one system counts 0 and 1, another 1 and 2.
  const hazardLevel = row.require('hazardLevel', '隐患等级', from(levelWords)) as HazardLevel | null
  const checkMode = row.require('checkMode', '检查方式', from(modeWords))
  const found = row.require('foundAt', '排查时间', momentCell)
  const candidate = {
    riskPoint: row.read('riskPoint', line(100)),
    number: row.read('number', (field, cell) => codeCell(field, cell, 60)),
    category: row.read('category', from(categoryWords)),
    source: row.read('source', from(sourceWords)),
    accident: row.read('accident', from(accidentWords)),
    ruleCode: row.read('ruleCode', line(200)),
    manageType: row.read('manageType', from(manageWords)) as HazardManageType | null,
    state: row.read('state', from(stateWords)) as HazardState | null,
    foundBy: row.read('foundBy', line(100)),
    deadline: row.read('deadline', momentCell)?.day ?? null,
    measure: row.read('measure', paragraph),
  }
  const closed = row.read('closedAt', momentCell)
  checkTimes(row, { ...candidate, found, closed }, context.now)
  if (hazardLevel === 'major' && candidate.ruleCode === null) {
    row.refuse('ruleCode', 'missing', '重大隐患没有判定依据', '请填判定标准的条款')
  }
  const position = readPosition(row.positionCells(), context.crs, context.place.extent)
  if (!position.ok) {
    row.issues.push(position.issue)
    return null
  }
  if (
    enterprise === null ||
    description === null ||
    hazardLevel === null ||
    checkMode === null ||
    found === null ||
    row.issues.length > 0
  ) {
    return null
  }
  return {
    enterprise,
    description,
    hazardLevel,
    checkMode,
    found,
    ...candidate,
    // A ledger often gives the day alone: then it was closed on that day, after it was found.
    closedAt: closed !== null && closed.at < found.at ? found.at : (closed?.at ?? null),
    position: position.value?.position ?? null,
  }
}

function checkTimes(
  row: RowReader,
  times: {
    readonly state: HazardState | null
    readonly deadline: string | null
    readonly found: CellMoment | null
    readonly closed: CellMoment | null
  },
  now: Date,
): void {
  const { found, deadline, closed, state } = times
  if (found !== null && found.at > now) {
    row.refuse('foundAt', 'in_future', `排查时间 ${found.day} 晚于现在`, '请核对日期')
  }
  if (found !== null && deadline !== null && deadline < found.day) {
    row.refuse('deadline', 'before_found', '整改期限早于排查时间', '请核对两个日期')
  }
  if (closed === null) {
    if (state === 'CLOSED') row.missing('closedAt', '销号时间')
    return
  }
  if (closed.at > now) row.refuse('closedAt', 'in_future', '销号时间晚于现在', '请核对日期')
  if (found !== null && closed.day < found.day) {
    row.refuse('closedAt', 'before_found', '销号时间早于排查时间', '请核对两个日期')
  }
}
