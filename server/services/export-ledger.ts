import type { Feature, FeatureCollection, Point } from 'geojson'
import { shanghaiDay } from '#domain/day.ts'
import type { Enterprise } from '#domain/enterprise.ts'
import { effectiveDeadline } from '#domain/hazard-deadline.ts'
import { HAZARD_LEVEL_NAMES, HAZARD_STATE_NAMES } from '#domain/hazard.ts'
import { checkModes } from '#domain/norms/hazard-codes.ts'
import { findItem } from '#domain/norms/table.ts'
import type { Position } from '#domain/position.ts'
import type { Scope } from '#domain/scope.ts'
import { findEnterprises } from '#server/store/enterprise.ts'
import { findHazards } from '#server/store/hazard.ts'
import { findRiskPoints } from '#server/store/risk-point.ts'
import type { Reader } from '#server/store/transact.ts'
import { dayCell, plainCell, type Cell } from './cell.ts'
import { sheetColumns, type SheetColumn } from './workbook.ts'

/** What can be taken out as a ledger. */
export const LEDGER_KINDS = ['enterprises', 'risk-points', 'hazards'] as const
export type LedgerKind = (typeof LEDGER_KINDS)[number]

/** One kind of rows with the headers that an import knows them by again. */
export interface Ledger {
  readonly columns: readonly SheetColumn[]
  readonly rows: readonly { readonly cells: readonly Cell[]; readonly position: Position | null }[]
}

/** Some rows as a ledger; names and phones only where the scope shows them. */
export async function exportLedger(
  reader: Reader,
  kind: LedgerKind,
  ids: readonly string[],
  scope: Pick<Scope, 'personalData'>,
): Promise<Ledger> {
  switch (kind) {
    case 'enterprises':
      return enterpriseLedger(reader, ids, scope)
    case 'risk-points':
      return riskPointLedger(reader, ids)
    case 'hazards':
      return hazardLedger(reader, ids)
  }
}

/** A ledger as GeoJSON; rows without a position are left in with no geometry, so that none is lost. */
export function ledgerFeatures(ledger: Ledger): FeatureCollection<Point | null> {
  return {
    type: 'FeatureCollection',
    features: ledger.rows.map(({ cells, position }): Feature<Point | null> => ({
      type: 'Feature',
      geometry: position === null ? null : { type: 'Point', coordinates: [...position] },
      properties: Object.fromEntries(
        ledger.columns.map(({ header }, index) => [header, plainCell(cells[index] ?? null)]),
      ),
    })),
  }
}

async function enterpriseLedger(
  reader: Reader,
  ids: readonly string[],
  { personalData }: Pick<Scope, 'personalData'>,
): Promise<Ledger> {
  const enterprises = await findEnterprises(reader, ids)
  return {
    columns: sheetColumns([
      ['企业名称', 28],
      ['统一社会信用代码', 21],
      ['外部编号', 16],
      ['乡镇', 12],
      ['村', 15],
      ['监管行业', 10],
      ['国民经济行业', 12],
      ['规模', 10],
      ['重点监管情形', 18],
      ['生产经营地址', 32],
      ['从业人数', 9],
      ...(personalData
        ? ([
            ['安全负责人', 11],
            ['联系电话', 15],
            ['法定代表人', 11],
            ['主要负责人', 11],
          ] as const)
        : []),
      ['经营范围', 32],
      ['固有风险等级', 11],
      ['现有风险等级', 11],
      ['经度', 12],
      ['纬度', 12],
    ]),
    rows: enterprises.map((one) => ({
      cells: [
        one.name,
        one.uscc,
        one.externalId,
        one.township,
        one.village,
        one.sector,
        one.industry,
        one.size,
        one.flags.join('、'),
        one.address,
        one.employees,
        ...(personalData
          ? [one.safetyOfficer, one.phone, one.legalRepresentative, one.principalPerson]
          : []),
        one.businessScope,
        { level: one.level.inherent },
        { level: one.level.current },
        ...place(one.position),
      ],
      position: one.position,
    })),
  }
}

async function riskPointLedger(reader: Reader, ids: readonly string[]): Promise<Ledger> {
  const points = await findRiskPoints(reader, ids)
  const owners = await ownersOf(reader, points)
  return {
    columns: sheetColumns([
      ['企业名称', 28],
      ['统一社会信用代码', 21],
      ['风险点编号', 14],
      ['风险点名称', 26],
      ['风险点类型', 12],
      ['责任部门', 16],
      ['固有风险等级', 11],
      ['现有风险等级', 11],
      ['位置近似', 9],
      ['经度', 12],
      ['纬度', 12],
    ]),
    rows: points.map((point) => ({
      cells: [
        ...(owners.get(point.enterpriseId) ?? [null, null]),
        point.number,
        point.name,
        point.kind,
        point.department,
        { level: point.level.inherent },
        { level: point.level.current },
        point.approximate ? '是' : '否',
        ...place(point.position),
      ],
      position: point.position,
    })),
  }
}

async function hazardLedger(reader: Reader, ids: readonly string[]): Promise<Ledger> {
  const hazards = await findHazards(reader, ids)
  const owners = await ownersOf(reader, hazards)
  return {
    columns: sheetColumns([
      ['企业名称', 28],
      ['统一社会信用代码', 21],
      ['隐患编号', 18],
      ['隐患描述', 42],
      ['隐患等级', 10],
      ['排查时间', 12],
      ['检查方式', 11],
      ['判定依据', 20],
      ['整改措施', 32],
      ['整改期限', 12],
      ['状态', 11],
      ['销号时间', 12],
      ['位置近似', 9],
      ['经度', 12],
      ['纬度', 12],
    ]),
    rows: hazards.map((hazard) => ({
      cells: [
        ...(owners.get(hazard.enterpriseId) ?? [null, null]),
        hazard.number,
        hazard.description,
        HAZARD_LEVEL_NAMES[hazard.hazardLevel].nameZh,
        { day: shanghaiDay(hazard.foundAt) },
        findItem(checkModes, hazard.checkMode)?.name ?? hazard.checkMode,
        hazard.ruleCode,
        hazard.measure,
        dayCell(effectiveDeadline(hazard)),
        HAZARD_STATE_NAMES[hazard.state].nameZh,
        hazard.closedAt === null ? null : { day: shanghaiDay(hazard.closedAt) },
        hazard.approximate ? '是' : '否',
        ...place(hazard.position),
      ],
      position: hazard.position,
    })),
  }
}

/** Name and credit code by enterprise, which is how an import finds the owner again. */
async function ownersOf(
  reader: Reader,
  rows: readonly { readonly enterpriseId: string }[],
): Promise<ReadonlyMap<string, readonly [string, string | null]>> {
  const ids = [...new Set(rows.map(({ enterpriseId }) => enterpriseId))]
  const enterprises: Enterprise[] = await findEnterprises(reader, ids)
  return new Map(enterprises.map(({ id, name, uscc }) => [id, [name, uscc]]))
}

function place(position: Position | null): readonly [number | null, number | null] {
  return [position?.[0] ?? null, position?.[1] ?? null]
}
