import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Scope } from '#domain/scope.ts'
import type { Selection } from '#domain/select.ts'
import { findRiskPoints } from '#server/store/risk-point.ts'
import type { Reader } from '#server/store/transact.ts'
import type { Cell } from './cell.ts'
import { idsByFound, readHazardList } from './hazard-list.ts'
import {
  HAZARD_LIST_COLUMNS,
  hazardCells,
  POST_DUTY_COLUMNS,
  postDutyCells,
  RISK_CONTROL_COLUMNS,
  RISK_COUNT_COLUMNS,
  riskControlCells,
  RiskCounts,
} from './list-sheets.ts'
import { readPostDuties } from './post-duty-list.ts'
import { readRiskControls } from './risk-control-list.ts'
import type { Sheet, SheetColumn } from './workbook.ts'

/** The three lists (三个清单) a plant keeps. */
export const LIST_KINDS = ['risk-control-list', 'hazard-list', 'post-duty-list'] as const
export type ListKind = (typeof LIST_KINDS)[number]

export const LIST_NAMES: Readonly<Record<ListKind, string>> = {
  'risk-control-list': '安全风险分级管控清单',
  'hazard-list': '隐患排查治理清单',
  'post-duty-list': '岗位安全责任清单',
}

/** Which list, of what, for whom. */
interface ListRequest {
  readonly kind: ListKind
  readonly selection: Selection
  readonly scope: Pick<Scope, 'personalData'>
  /** Only rows of this department of the plant; null for all. */
  readonly department: string | null
  readonly noteRows?: ((rows: number) => void) | undefined
}

/** Points or hazards read at a time: a county's list is never whole in memory. */
const A_PART = 500

/** A list (清单) as sheets of a workbook; the first alone is what CSV holds. */
export function listSheets(
  reader: Reader,
  request: ListRequest,
  notes: readonly string[],
): Sheet[] {
  const { kind } = request
  const counts = new RiskCounts()
  const sheet = (columns: readonly SheetColumn[], rows: AsyncIterable<Cell[]>): Sheet => ({
    name: LIST_NAMES[kind],
    title: LIST_NAMES[kind],
    notes,
    columns,
    rows,
    paper: 'A3',
  })
  switch (kind) {
    case 'risk-control-list':
      return [
        sheet(RISK_CONTROL_COLUMNS, riskControlRows(reader, request, counts)),
        {
          name: '等级与管控层级汇总',
          title: '风险数量汇总：等级 × 管控层级',
          notes,
          columns: RISK_COUNT_COLUMNS,
          rows: countRows(counts),
          paper: 'A4',
        },
      ]
    case 'hazard-list':
      return [sheet(HAZARD_LIST_COLUMNS, hazardRows(reader, request))]
    case 'post-duty-list':
      return [sheet(POST_DUTY_COLUMNS, postDutyRows(reader, request))]
  }
}

async function* riskControlRows(
  reader: Reader,
  { selection, scope, department, noteRows }: ListRequest,
  counts: RiskCounts,
): AsyncGenerator<Cell[]> {
  let index = 0
  for (const ids of plantByPlant(selection)) {
    const points = await findRiskPoints(reader, ids)
    points.sort((one, other) => collator.compare(one.number, other.number))
    for (let from = 0; from < points.length; from += A_PART) {
      const part = points.slice(from, from + A_PART)
      for (const row of await readRiskControls(reader, part, scope)) {
        if (department !== null && row.department !== department) continue
        counts.add(row)
        noteRows?.(1)
        yield riskControlCells(row, ++index)
      }
      await nextTurn()
    }
  }
}

const collator = new Intl.Collator('zh-Hans-CN', { numeric: true })

/** Ids of the points of one plant after another, in the order of the plants' names. */
function* plantByPlant({ enterprises, riskPoints }: Selection): Generator<string[]> {
  const ids = new Map<string, { readonly name: string; readonly ids: string[] }>()
  const names = new Map(enterprises.map(({ id, name }) => [id, name]))
  for (const { id, enterpriseId } of riskPoints) {
    const plant = ids.get(enterpriseId) ?? { name: names.get(enterpriseId) ?? '', ids: [] }
    ids.set(enterpriseId, plant)
    plant.ids.push(id)
  }
  const plants = [...ids.values()].sort((one, other) => collator.compare(one.name, other.name))
  for (const plant of plants) yield plant.ids
}

/** Asked for when the list is written: by then every row has been counted. */
// eslint-disable-next-line @typescript-eslint/require-await
async function* countRows(counts: RiskCounts): AsyncGenerator<Cell[]> {
  yield* counts.rows()
}

async function* hazardRows(
  reader: Reader,
  { selection, scope, department, noteRows }: ListRequest,
): AsyncGenerator<Cell[]> {
  let index = 0
  const ids = idsByFound(selection.allHazards)
  for (let from = 0; from < ids.length; from += A_PART) {
    for (const row of await readHazardList(reader, ids.slice(from, from + A_PART), scope)) {
      if (department !== null && row.department !== department) continue
      noteRows?.(1)
      yield hazardCells(row, ++index)
    }
    await nextTurn()
  }
}

async function* postDutyRows(
  reader: Reader,
  { selection, scope, department, noteRows }: ListRequest,
): AsyncGenerator<Cell[]> {
  let index = 0
  for (const enterprise of selection.enterprises) {
    for (const row of await readPostDuties(reader, enterprise, scope)) {
      if (department !== null && row.department !== department) continue
      noteRows?.(1)
      yield postDutyCells(row, ++index)
    }
    await nextTurn()
  }
}
