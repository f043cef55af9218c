import type { Position } from './position.ts'
import type { RectificationPlan } from './rectification-plan.ts'
import type { Role } from './role.ts'

/** A hazard's own grade (隐患等级): 一般 or 重大. `level` always means the risk level instead. */
export type HazardLevel = 'general' | 'major'
export const HAZARD_LEVELS = ['general', 'major'] as const satisfies readonly HazardLevel[]

export const HAZARD_LEVEL_NAMES: Readonly<
  Record<HazardLevel, { readonly nameZh: string; readonly nameEn: string }>
> = {
  general: { nameZh: '一般隐患', nameEn: 'General' },
  major: { nameZh: '重大隐患', nameEn: 'Major' },
}

/** How a hazard is put right (治理方式): 即查即改 or 限期整改. */
export type HazardManageType = 'immediate' | 'deadline'
export const HAZARD_MANAGE_TYPES = [
  'immediate',
  'deadline',
] as const satisfies readonly HazardManageType[]

/** Where a hazard stands in its closed loop (隐患闭环状态). */
export const HAZARD_STATES = [
  'REPORTED',
  'CONFIRMED',
  'PLAN_REVIEW',
  'RECTIFYING',
  'EXTENSION_PENDING',
  'PENDING_ACCEPT',
  'ACCEPT_FAILED',
  'GOV_VERIFY',
  'CLOSED',
  'REJECTED',
] as const
export type HazardState = (typeof HAZARD_STATES)[number]

export const HAZARD_STATE_NAMES: Readonly<
  Record<HazardState, { readonly nameZh: string; readonly nameEn: string }>
> = {
  REPORTED: { nameZh: '待审核', nameEn: 'Reported' },
  CONFIRMED: { nameZh: '待派单', nameEn: 'Confirmed' },
  PLAN_REVIEW: { nameZh: '方案审查', nameEn: 'Plan under review' },
  RECTIFYING: { nameZh: '整改中', nameEn: 'Being rectified' },
  EXTENSION_PENDING: { nameZh: '延期审批', nameEn: 'Extension asked' },
  PENDING_ACCEPT: { nameZh: '待验收', nameEn: 'Awaiting acceptance' },
  ACCEPT_FAILED: { nameZh: '验收不合格', nameEn: 'Acceptance failed' },
  GOV_VERIFY: { nameZh: '销号核查', nameEn: 'Government verification' },
  CLOSED: { nameZh: '已销号', nameEn: 'Closed' },
  REJECTED: { nameZh: '已驳回（非隐患）', nameEn: 'Rejected' },
}

/** Tell whether a hazard in this state still counts (未闭环): neither closed nor rejected. */
export function isOpenState(state: HazardState): boolean {
  return state !== 'CLOSED' && state !== 'REJECTED'
}

/** Who lists a major hazard for supervision (挂牌督办级别): 县, 市, 省. */
export const SUPERVISED_LEVELS = ['county', 'city', 'province'] as const
export type SupervisedLevel = (typeof SUPERVISED_LEVELS)[number]

/** What the ledger (隐患排查治理台账) asks of a hazard beside what its loop needs; each may be unknown. */
export interface HazardParticulars {
  /** Part of the unit that was checked (受检部位). */
  readonly part: string | null
  /** Unit and persons of the check (检查单位与人员). */
  readonly inspectors: string | null
  /** What keeps it safe until it is put right (应急、临时措施). */
  readonly interimMeasure: string | null
  /** Money set aside (治理资金). Units: yuan */
  readonly fundsYuan: number | null
  /** Emergency plan that stands ready meanwhile (预案). */
  readonly contingency: string | null
  /** The plant's own department that answers for it (责任部门). */
  readonly responsibleDepartment: string | null
  /** The plan in six parts of a major one (治理方案), as it was handed in last. */
  readonly plan: RectificationPlan | null
  readonly supervisedLevel: SupervisedLevel | null
  /** Where it was marked on one of the plant's sheets (图上位置). */
  readonly planPlace: PlanPlace | null
}

/** A point of a sheet, in the sheet's own frame. */
export interface PlanPlace {
  readonly planId: string
  readonly point: readonly [x: number, y: number]
}

/** Particulars of which none is known. */
export const NO_PARTICULARS: HazardParticulars = {
  part: null,
  inspectors: null,
  interimMeasure: null,
  fundsYuan: null,
  contingency: null,
  responsibleDepartment: null,
  plan: null,
  supervisedLevel: null,
  planPlace: null,
}

/** A hazard (隐患): a failing found by a check, followed until it is put right. */
export interface Hazard extends HazardParticulars {
  readonly id: string
  readonly enterpriseId: string
  readonly riskPointId: string | null
  readonly number: string
  readonly description: string
  readonly hazardLevel: HazardLevel
  /** Code of the list of hazard categories (隐患类别). */
  readonly category: string
  /** Code of the list of hazard sources (隐患来源). */
  readonly source: string
  /** Code of the list of check modes (检查方式). */
  readonly checkMode: string
  /** Accident category it may lead to (事故类别). */
  readonly accident: string | null
  /** The rule a major hazard was judged by (判定标准条款). */
  readonly ruleCode: string | null
  readonly manageType: HazardManageType
  readonly state: HazardState
  readonly foundAt: Date
  readonly foundBy: string
  /** Last day for putting it right (整改期限), Asia/Shanghai; null until one is set. */
  readonly deadline: string | null
  /** Last day after a granted extension (延期); its presence means the one extension is used. */
  readonly extendedDeadline: string | null
  /** Listed for supervision (挂牌督办). */
  readonly supervised: boolean
  /** Roster person who puts it right (整改责任人). */
  readonly rectifierId: string | null
  /** Roster person who accepts the work (验收人), never the rectifier. */
  readonly acceptorId: string | null
  readonly closedAt: Date | null
  /** Was late at some time (曾逾期); once true it stays. */
  readonly wasOverdue: boolean
  readonly position: Position | null
  /** True when `position` is only its risk point's or enterprise's. */
  readonly approximate: boolean
  /** Measure against it (整改措施). */
  readonly measure: string | null
  readonly sample: boolean
  readonly version: number
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** One step of a hazard's loop (隐患流转记录): append-only, never changed afterwards. */
export interface HazardEvent {
  readonly id: string
  readonly hazardId: string
  /** Null for the report itself. */
  readonly from: HazardState | null
  readonly to: HazardState
  readonly at: Date
  readonly actor: string
  readonly actorName: string
  /** Null where it is not known, as for imported steps. */
  readonly actorRole: Role | null
  /** Done by a supervisor in the plant's place (代办). */
  readonly onBehalf: boolean
  readonly note: string
  /** Ids of pictures (照片). */
  readonly photos: readonly string[]
  /** The effective deadline this step set; null when it set none. */
  readonly deadline: string | null
}
