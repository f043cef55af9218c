import type { Feature, FeatureCollection, Point } from 'geojson'
import { shanghaiDay } from '#domain/day.ts'
import type { Enterprise } from '#domain/enterprise.ts'
import { effectiveDeadline } from '#domain/hazard-deadline.ts'
import { HAZARD_LEVEL_NAMES, HAZARD_STATE_NAMES } from '#domain/hazard.ts'
import { checkModes } from '#domain/norms/hazard-codes.ts'
import { findItem } from '#domain/norms/table.ts'
import type { Position } from '#domain/position.ts'
import { riskLevelFacts, type RiskLevel } from '#domain/risk-level.ts'
import type { Scope } from '#domain/scope.ts'
import type { Selection } from '#domain/select.ts'
import { findEnterprises } from '#server/store/enterprise.ts'
import { findHazards } from '#server/store/hazard.ts'
import { findRiskPoints } from '#server/store/risk-point.ts'
import type { Reader } from '#server/store/transact.ts'

/** What can be taken out as a ledger. */
export const EXPORT_KINDS = ['enterprises', 'risk-points', 'hazards'] as const
export type ExportKind = (typeof EXPORT_KINDS)[number]

type Cell = string | number | boolean | null

/** One kind of rows with the headers that an import knows them by again. */
export interface Ledger {
  readonly header: readonly string[]
  readonly rows: readonly { readonly cells: readonly Cell[]; readonly position: Position | null }[]
}

/** The rows of a selection as a ledger; names and phones only where the scope shows them. */
export async function exportLedger(
  reader: Reader,
  kind: ExportKind,
  selection: Selection,
  scope: Pick<Scope, 'personalData'>,
): Promise<Ledger> {
  switch (kind) {
    case 'enterprises':
      return enterpriseLedger(reader, selection, scope)
    case 'risk-points':
      return riskPointLedger(reader, selection)
    case 'hazards':
      return hazardLedger(reader, selection)
  }
}

/** A ledger as GeoJSON; rows without a position are left in with no geometry, so that none is lost. */
export function ledgerFeatures(ledger: Ledger): FeatureCollection<Point | null> {
  return {
    type: 'FeatureCollection',
    features: ledger.rows.map(({ cells, position }): Feature<Point | null> => ({
      type: 'Feature',
      geometry: position === null ? null : { type: 'Point', coordinates: [...position] },
      properties: Object.fromEntries(ledger.header.map((name, index) => [name, cells[index]])),
    })),
  }
}

async function enterpriseLedger(
  reader: Reader,
  selection: Selection,
  { personalData }: Pick<Scope, 'personalData'>,
): Promise<Ledger> {
  const ids = selection.enterprises.map(({ id }) => id)
  const enterprises = await findEnterprises(reader, ids)
  return {
    header: [
      '企业名称',
      '统一社会信用代码',
      '外部编号',
      '乡镇',
      '村',
      '监管行业',
      '国民经济行业',
      '规模',
      '重点监管情形',
      '生产经营地址',
      '从业人数',
      ...(personalData ? ['安全负责人', '联系电话'] : []),
      '固有风险等级',
      '现有风险等级',
      '经度',
      '纬度',
    ],
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
        ...(personalData ? [one.safetyOfficer, one.phone] : []),
        levelName(one.level.inherent),
        levelName(one.level.current),
        ...place(one.position),
      ],
      position: one.position,
    })),
  }
}

async function riskPointLedger(reader: Reader, selection: Selection): Promise<Ledger> {
  const ids = selection.riskPoints.map(({ id }) => id)
  const points = await findRiskPoints(reader, ids)
  const owners = await ownersOf(reader, points)
  return {
    header: [
      '企业名称',
      '统一社会信用代码',
      '风险点编号',
      '风险点名称',
      '风险点类型',
      '责任部门',
      '固有风险等级',
      '现有风险等级',
      '位置近似',
      '经度',
      '纬度',
    ],
    rows: points.map((point) => ({
      cells: [
        ...(owners.get(point.enterpriseId) ?? [null, null]),
        point.number,
        point.name,
        point.kind,
        point.department,
        levelName(point.level.inherent),
        levelName(point.level.current),
        point.approximate ? '是' : '否',
        ...place(point.position),
      ],
      position: point.position,
    })),
  }
}

async function hazardLedger(reader: Reader, selection: Selection): Promise<Ledger> {
  const ids = selection.allHazards.map(({ id }) => id)
  const hazards = await findHazards(reader, ids)
  const owners = await ownersOf(reader, hazards)
  return {
    header: [
      '企业名称',
      '统一社会信用代码',
      '隐患编号',
      '隐患描述',
      '隐患等级',
      '排查时间',
      '检查方式',
      '判定依据',
      '整改措施',
      '整改期限',
      '状态',
      '销号时间',
      '位置近似',
      '经度',
      '纬度',
    ],
    rows: hazards.map((hazard) => ({
      cells: [
        ...(owners.get(hazard.enterpriseId) ?? [null, null]),
        hazard.number,
        hazard.description,
        HAZARD_LEVEL_NAMES[hazard.hazardLevel].nameZh,
        shanghaiDay(hazard.foundAt),
        findItem(checkModes, hazard.checkMode)?.name ?? hazard.checkMode,
        hazard.ruleCode,
        hazard.measure,
        effectiveDeadline(hazard),
        HAZARD_STATE_NAMES[hazard.state].nameZh,
        hazard.closedAt === null ? null : shanghaiDay(hazard.closedAt),
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

function levelName(level: RiskLevel | null): string {
  return level === null ? '未评价' : riskLevelFacts(level).nameZh
}

function place(position: Position | null): readonly [number | null, number | null] {
  return [position?.[0] ?? null, position?.[1] ?? null]
}
